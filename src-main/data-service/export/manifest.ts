import { basename } from 'node:path'
import { isSelection, type ExportFile, type ExportRequest } from '@contract/export.ts'
import { markInfo } from '@contract/marks.ts'
import type { Coverage } from '@contract/sync.ts'
import { caseInManifest } from './case-record.ts'
import { isoTime } from './iso-time.ts'
import type { Summary } from './summary.ts'

/** What a format has to say of itself, e.g. its columns or which cells were changed. */
export type FormatNotes = Readonly<Record<string, unknown>>

export const doesNotProve =
  'This shows what the tenant’s API gave and when. It does not prove that the tenant’s log was complete or true before it was received.'

const utc = (ms: number): string => isoTime(ms, 'UTC')
const utcOrNull = (ms: number | null): string | null => (ms === null ? null : utc(ms))

/**
 * What an export is, for whoever is handed it. Times are ISO 8601 in UTC; intervals are half-open, `[from, to)`.
 * `files` is null inside a file, which cannot hold its own hash.
 */
export function manifestOf(summary: Summary, notes: FormatNotes, files: readonly ExportFile[] | null, endedAt: number | null): object {
  const { run, coverage, period, span } = summary
  const { request } = run
  return {
    what: 'Export of an IAM audit log',
    application: run.application,
    tenant: run.shown,
    connector: summary.readBy,
    ...(Object.values(request.report).some((text) => text !== '') && { report: request.report }),
    query: summary.query,
    description: summary.description,
    selection: isSelection(request),
    period: {
      from: utcOrNull(period.asked.from),
      to: utcOrNull(period.asked.to),
      complete: period.complete,
      ...(period.unproved.length > 0 && { notAskedForAtAll: period.unproved }),
      missing: period.missing.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    counts: summary.counts,
    oldestEntry: span && utc(span.oldest),
    newestEntry: span && utc(span.newest),
    order: orderInWords(request),
    ...(summary.counts.undated > 0 && { undatedMeans: undatedAre }),
    zone: request.zone,
    format: request.format,
    marks: marksInWords(summary.marks),
    ...notes,
    ...(summary.noted !== null && { bookmarkedEntries: summary.noted }),
    ...(summary.case && { case: caseInManifest(summary.case) }),
    ...(summary.people.length > 0 && {
      people: summary.people.map(({ names, note, author, changedAt }) => ({ names, note, saidBy: author, at: utc(changedAt) })),
      peopleMeans: peopleAre,
    }),
    ...(summary.frozen && { copies: copiesInWords(summary.frozen) }),
    coverage: coverageInWords(coverage),
    exportedBy: summary.who,
    exportedVia: run.via,
    startedAt: utc(summary.startedAt),
    ...(endedAt !== null && { endedAt: utc(endedAt) }),
    ...(files && { files: files.map(({ path, bytes, entries, sha256 }) => ({ name: basename(path), bytes, entries, sha256 })) }),
    note: doesNotProve,
  }
}

export const peopleAre =
  'A person said that these names are one and the same: a filter by one finds all, and counts take them together. The log does not say so.'

/** In which order the entries are. */
export function orderInWords({ order, sort = 'time' }: Pick<ExportRequest, 'order' | 'sort'>): string {
  if (sort === 'time') return order === 'asc' ? 'oldest first' : 'newest first'
  return `by ${sort}, ${order === 'asc' ? 'ascending' : 'descending'}; entries without one last; of the same one newest first`
}

/** What is said of entries without a time wherever some are exported. */
export const undatedAre =
  'The time of these entries cannot be read: it is left empty, what the tenant sent stands in time_as_sent, and they come last in either order.'

export const copiesAre =
  'Each entry is the copy that was kept, with the SHA-256 of its text, when it was bookmarked; coverage and gaps are those of the cache now.'

function copiesInWords({ absent, differs, damaged }: NonNullable<Summary['frozen']>): object {
  return { notInCache: absent, differentInCache: differs, damaged, what: copiesAre }
}

function marksInWords({ counts, notKnown, rules }: Summary['marks']): object {
  return {
    rules,
    what: 'What rules say of an entry. A mark accuses nobody; what was first, unusual or revoked is so in the cached log.',
    notKnown,
    ...(notKnown > 0 && { notKnownMeans: 'Of so many entries of the cache not all marks were known when this was exported.' }),
    found: [...counts].map(([name, entries]) => ({ name, entries, title: markInfo(name).title, means: markInfo(name).reason })),
  }
}

function coverageInWords({ intervals, gaps, retention, oldest, newest, sources }: Coverage): object {
  return {
    ...(sources && {
      sources: sources.map((each) => ({ ...each, oldest: utcOrNull(each.oldest), newest: utcOrNull(each.newest) })),
      intervalsAreOf: sources.find(({ asked }) => asked)?.name,
    }),
    intervals: intervals.map(({ from, to, fetchedAt, settled, narrowed }) => ({
      from: utc(from),
      to: utc(to),
      fetchedAt: utc(fetchedAt),
      settled,
      ...(narrowed !== null && { narrowed }),
    })),
    gaps: gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    oldestCached: utcOrNull(oldest),
    newestCached: utcOrNull(newest),
    retentionDays: retention?.days ?? null,
  }
}
