import type { Bookmark, CaseFile, CaseNote, FrozenRow } from '@contract/casework.ts'
import type { ExportRequest } from '@contract/export.ts'
import { caseStatusWords } from '@language/case-words.ts'
import { isoTime } from './iso-time.ts'
import type { ExportedTenant } from './tenant.ts'

/** What a person wrote of the case whose entries are exported. */
export interface CaseRecord {
  readonly file: CaseFile
  readonly notes: readonly CaseNote[]
  /** All entries of the case by the tenant's id, also those that are not exported. */
  readonly entries: ReadonlyMap<string, FrozenRow>
}

/** Null where no case is exported, or none of what people wrote. */
export function caseRecordOf({ casework }: ExportedTenant, { source, notes }: ExportRequest): CaseRecord | null {
  if (!notes || source.kind !== 'bookmarks' || source.case === null) return null
  const file = casework.cases.all().find(({ id }) => id === source.case)
  if (!file) return null
  const inCase = (bookmark: Bookmark): boolean => bookmark.case === file.id
  const entries = [...casework.bookmarks.all().values()].filter(inCase).map(({ entryId, row }) => [entryId, row] as const)
  return { file, notes: casework.notes.of(file.id), entries: new Map(entries) }
}

/** For programs. */
export function caseInManifest({ file, notes }: CaseRecord): object {
  const utc = (ms: number | null): string | null => (ms === null ? null : isoTime(ms, 'UTC'))
  return {
    title: file.title,
    state: caseStatusWords[file.status],
    stateSince: utc(file.statusAt),
    summary: file.summary,
    notes: notes.map(({ after, at, text, author, createdAt, changedAt }) => ({
      afterEntry: after,
      at: utc(at),
      text,
      author,
      createdAt: utc(createdAt),
      changedAt: utc(changedAt),
    })),
  }
}
