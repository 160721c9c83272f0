import { defaultFacets } from '@contract/filter-names.ts'
import type { ExportRequest, ExportRun } from '@contract/export.ts'
import { exportFormats } from '@contract/export-formats.ts'
import type { Facet, Histogram } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import type { Person } from '@contract/people.ts'
import { anyMark, marksIn, type MarkName } from '@contract/marks.ts'
import { describe } from '@language/describe.ts'
import { askedTime, periodOf, type AskedPeriod } from '@language/asked-period.ts'
import { print } from '@language/print.ts'
import { stateBit, statuses, statusMask } from '../cache/columns/columns.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import { ruleSet } from '../marks/rule-set.ts'
import { bitmapOf } from '../query/bitmap.ts'
import { bulkOf } from '../query/bulk.ts'
import type { Calendar } from '../query/histogram.ts'
import { caseRecordOf, type CaseRecord } from './case-record.ts'
import type { Frozen } from './frozen.ts'
import { readBy, type ReadBy } from './reading.ts'
import type { ExportSelection } from './select.ts'
import type { ExportedTenant } from './tenant.ts'

/** What can be said of a selection before a line of it is written. */
export interface Summary {
  readonly run: ExportRun
  readonly query: string
  readonly description: string
  readonly startedAt: number
  readonly who: string
  /** `exported` may be fewer than `matching`: a PDF takes only so many. `undated` have a time that cannot be read. */
  readonly counts: Readonly<
    Record<
      'matching' | 'exported' | 'cached' | 'success' | 'failed' | 'unknown' | 'late' | 'drifted' | 'vanished' | 'invalid' | 'undated',
      number
    >
  >
  /** Oldest and newest time of an exported entry, ms; null when there is none. */
  readonly span: { readonly oldest: number; readonly newest: number } | null
  readonly coverage: Coverage
  /** What of the time that was asked for was fetched. */
  readonly period: AskedPeriod
  readonly readBy: ReadBy
  readonly facets: readonly Facet[]
  readonly histogram: Histogram | null
  /** When the entries are copies kept with their bookmarks. */
  readonly frozen: Pick<Frozen, 'absent' | 'differs' | 'damaged'> | null
  /** By which rules entries are marked, how many of those that match have each mark, and of how many of the cache not all are known. */
  readonly marks: { readonly rules: string; readonly counts: ReadonlyMap<MarkName, number>; readonly notKnown: number }
  /** Exported entries that are bookmarked; null when notes are not exported. */
  readonly noted: number | null
  readonly case: CaseRecord | null
  /** Who counts as one under several names, as a person said. */
  readonly people: readonly Person[]
}

export function summarise(tenant: ExportedTenant, run: ExportRun, selected: ExportSelection, startedAt: number): Summary {
  const { keys, frozen, notes } = selected
  const { columns } = selected.store
  const byStatus = [0, 0, 0]
  const marked = new Map<MarkName, number>()
  const flags = { late: 0, drifted: 0, vanished: 0, invalid: 0 }
  let noted = 0
  for (const key of keys) {
    const state = columns.state[key] as number
    byStatus[state & statusMask] = (byStatus[state & statusMask] ?? 0) + 1
    if (state & stateBit.late) flags.late++
    if (state & stateBit.drifted) flags.drifted++
    if (state & stateBit.vanished) flags.vanished++
    if (state & stateBit.invalid) flags.invalid++
    for (const name of marksIn(columns.marks[key] as number)) marked.set(name, (marked.get(name) ?? 0) + 1)
    if (notes.size > 0 && notes.has(key)) noted++
  }
  const count = (status: (typeof statuses)[number]): number => byStatus[statuses.indexOf(status)] ?? 0
  const time = (index: number): number => Math.floor(columns.time[keys[index] as number] as number)
  const known = knownIn(keys, columns.time)
  const span = known === 0 ? null : { oldest: time(0), newest: time(known - 1) }
  const bulk = bulkOf(keys, columns.time)
  const { request } = run
  const coverage = tenant.times.coverage()
  const { most, showsCounts } = exportFormats[request.format]
  return {
    run,
    ...wordsOf(tenant, request),
    startedAt,
    who: tenant.exports.author,
    counts: {
      matching: keys.length,
      exported: most === null ? keys.length : Math.min(keys.length, most),
      cached: tenant.store.entries,
      success: count('success'),
      failed: count('failed'),
      unknown: count('unknown'),
      ...flags,
      undated: keys.length - known,
    },
    span,
    coverage,
    period: periodOf(askedTime(request.filter, { now: startedAt, zone: request.zone }), coverage, startedAt, request.filter),
    readBy: readBy(selected.store),
    ...(showsCounts && keys.length > 0 ? countsOf(selected, bulk && { range: bulk, zone: request.zone, most: 60 }) : nothing),
    frozen,
    marks: { rules: ruleSet, counts: marked, notKnown: tenant.engine.marking.unknown(anyMark) },
    noted: request.notes ? noted : null,
    case: caseRecordOf(tenant, request),
    people: tenant.casework.people.all(),
  }
}

const nothing: Pick<Summary, 'facets' | 'histogram'> = { facets: [], histogram: null }

function countsOf({ engine, keys, store }: ExportSelection, calendar: Calendar | null): Pick<Summary, 'facets' | 'histogram'> {
  const bits = bitmapOf(keys, store.columns.length)
  return { facets: engine.facetsOf(bits, defaultFacets, 10), histogram: calendar && engine.histogramOf(bits, calendar) }
}

/** What was asked for, as a query and in words. */
export function wordsOf({ casework }: ExportedTenant, { filter, source }: ExportRequest): { query: string; description: string } {
  const query = print(filter)
  if (source.kind !== 'bookmarks') return { query, description: describe(filter) }
  const title = casework.cases.all().find(({ id }) => id === source.case)?.title
  const parts = [
    'Bookmarked entries',
    source.case === null ? 'in no case' : title === undefined ? '' : `of the case “${title}”`,
    source.tag === undefined ? '' : `tagged “${source.tag}”`,
    source.text.trim() === '' ? '' : `with the text “${source.text.trim()}”`,
  ]
  return { query, description: parts.filter(Boolean).join(' ') }
}
