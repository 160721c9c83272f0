import { facetField, type Filter } from '@contract/filter.ts'
import type { ExportRun } from '@contract/export.ts'
import type { Facet, Histogram } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import { describe } from '@language/describe.ts'
import { print } from '@language/print.ts'
import { stateBit, statuses, statusMask } from '../cache/columns.ts'
import { histogramOf } from '../query/histogram.ts'
import type { TenantSession } from '../tenant-session.ts'

/** What can be said of a selection before a line of it is written. */
export interface Summary {
  readonly run: ExportRun
  readonly query: string
  readonly description: string
  readonly startedAt: number
  readonly who: string
  readonly counts: Readonly<Record<'exported' | 'cached' | 'success' | 'failed' | 'unknown' | 'late' | 'drifted' | 'invalid', number>>
  /** Oldest and newest exported entry, ms; null when there is none. */
  readonly span: { readonly oldest: number; readonly newest: number } | null
  readonly coverage: Coverage
  readonly facets: readonly Facet[]
  readonly histogram: Histogram | null
}

/** `keys` by time, oldest first. */
export function summarise(session: TenantSession, run: ExportRun, keys: Uint32Array, startedAt: number): Summary {
  const { store, engine } = session
  const { columns } = store
  const byStatus = [0, 0, 0]
  const marks = { late: 0, drifted: 0, invalid: 0 }
  for (const key of keys) {
    const state = columns.state[key] as number
    byStatus[state & statusMask] = (byStatus[state & statusMask] ?? 0) + 1
    for (const name of ['late', 'drifted', 'invalid'] as const) if (state & stateBit[name]) marks[name]++
  }
  const count = (status: (typeof statuses)[number]): number => byStatus[statuses.indexOf(status)] ?? 0
  const time = (index: number): number => Math.floor(columns.time[keys[index] as number] as number)
  const span = keys.length === 0 ? null : { oldest: time(0), newest: time(keys.length - 1) }
  const { request } = run
  const forReport = request.format === 'html' && span !== null
  return {
    run,
    ...wordsOf(request.filter),
    startedAt,
    who: session.exports.author,
    counts: {
      exported: keys.length,
      cached: store.entries,
      success: count('success'),
      failed: count('failed'),
      unknown: count('unknown'),
      ...marks,
    },
    span,
    coverage: session.coverage(),
    facets: forReport ? engine.facetsOf(keys, facetField.options, 10) : [],
    histogram: forReport ? histogramOf(columns, keys, { from: span.oldest, to: span.newest + 1 }, request.zone, 60) : null,
  }
}

export function wordsOf(filter: Filter): { query: string; description: string } {
  return { query: print(filter), description: describe(filter) }
}
