import type { Histogram, HistogramBucket, TimeRange } from '@contract/log.ts'
import { boundaries, type CalendarUnit } from '@language/time.ts'
import { statusMask, type Columns } from '../cache/columns.ts'
import { firstAtOrAfter } from '../cache/time-order.ts'

const hour = 3600_000
/** Approximate lengths; the real boundaries come from the calendar. */
const units: readonly { readonly unit: CalendarUnit; readonly length: number }[] = [
  { unit: 'minute', length: 60_000 },
  { unit: 'hour', length: hour },
  { unit: 'day', length: 24 * hour },
  { unit: 'week', length: 7 * 24 * hour },
  { unit: 'month', length: 30.4 * 24 * hour },
]
const coarsest = { unit: 'month' } as const

/** Counts of the selected keys (by time) per calendar unit of the zone: the finest unit that gives at most `most` buckets. */
export function histogramOf(columns: Columns, selected: Uint32Array, range: TimeRange, zone: string, most: number): Histogram {
  const span = range.to - range.from
  const { unit } = units.find(({ length }) => span / length <= most - 1) ?? coarsest
  const edges = boundaries(range.from, range.to, unit, zone)
  // Months over a century are still too many: take several together.
  const step = Math.ceil((edges.length - 1) / most) || 1
  const buckets: HistogramBucket[] = []
  let at = firstAtOrAfter(selected, columns.time, edges[0] ?? range.from)
  for (let e = 0; e + 1 < edges.length; e += step) {
    const from = edges[e] as number
    const to = edges[Math.min(e + step, edges.length - 1)] as number
    const end = firstAtOrAfter(selected, columns.time, to)
    const counts = new Uint32Array(4)
    for (; at < end; at++) {
      const status = (columns.state[selected[at] as number] as number) & statusMask
      counts[status] = (counts[status] as number) + 1
    }
    buckets.push({ from, to, unknown: counts[0] as number, success: counts[1] as number, failed: counts[2] as number })
  }
  return { range, unit, buckets }
}
