import type { LedgerInterval } from '@contract/service.ts'
import { hourMs } from '@contract/time-units.ts'
import { uniteRanges, type Range } from './ranges.ts'

/** A sweep ends at a multiple of this, ms: otherwise each sync would sweep the few minutes since the one before. */
const stepMs = 6 * hourMs

/**
 * What was fetched when it was too young and is old enough now to be read again for late entries, oldest first.
 * `agesMs` ascending; `tenantNow` by the tenant's clock.
 */
export function sweepsDue(intervals: readonly LedgerInterval[], agesMs: readonly number[], tenantNow: number): readonly Range[] {
  return uniteRanges(
    intervals.flatMap(({ from, to, sweeps, narrowed }) => {
      const age = agesMs[sweeps]
      if (age === undefined || narrowed !== null) return []
      const due = Math.floor((tenantNow - age) / stepMs) * stepMs
      return [{ from, to: Math.min(to, due) }]
    }),
  )
}
