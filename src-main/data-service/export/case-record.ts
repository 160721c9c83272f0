import type { Bookmark, CaseFile, CaseNote, FrozenRow } from '@contract/casework.ts'
import type { ExportRequest } from '@contract/export.ts'
import { chronology } from '@language/chronology.ts'
import { caseStatusWords } from '@language/case-words.ts'
import { unknownTime } from '../../connector/times.ts'
import { isoTime } from './iso-time.ts'
import type { Job } from './job.ts'
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

/** Whether the notes of the case stand between the entries: these are in the order of time. */
export const isChronology = ({ request, keys }: Pick<Job, 'request' | 'keys'>): boolean =>
  (request.sort ?? 'time') === 'time' && keys.length > 0

/** The notes of the case by how many of the exported entries stand before them. */
export function notesBetween({ summary, store, keys, notes, request }: Job): ReadonlyMap<number, readonly CaseNote[]> {
  const found = new Map<number, CaseNote[]>()
  if (!summary.case || !isChronology({ request, keys })) return found
  const listed = [...keys].map((key) => {
    const at = store.columns.time[key] as number
    return { entryId: notes.get(key)?.entryId ?? '', at: at === unknownTime ? null : at }
  })
  let at = 0
  for (const item of chronology(listed, summary.case.notes, request.order))
    if (item.kind === 'entry') at++
    else found.set(at, [...(found.get(at) ?? []), item.note])
  return found
}
