import type { Histogram, TimeRange } from '@contract/log.ts'
import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import { boundaries, type CalendarUnit } from '@language/time.ts'
import { unknownTime } from '../../connector/times.ts'
import { hasBit, ones, type Bitmap } from './bitmap.ts'
import type { ZoneMap } from './zone-map.ts'

/** Approximate lengths; the real boundaries come from the calendar. */
const units: readonly { readonly unit: CalendarUnit; readonly length: number }[] = [
  { unit: 'minute', length: minuteMs },
  { unit: 'hour', length: hourMs },
  { unit: 'day', length: dayMs },
  { unit: 'week', length: 7 * dayMs },
  { unit: 'month', length: 30.4 * dayMs },
]
const coarsest = { unit: 'month' } as const

/** What is counted, by key. */
export interface HistogramInput {
  readonly selected: Bitmap
  readonly failed: Bitmap
  readonly unknown: Bitmap
  /** With a strong mark. */
  readonly marked: Bitmap
  readonly time: Float64Array
  readonly zoneMap: ZoneMap
}

export interface Calendar {
  readonly range: TimeRange
  readonly zone: string
  /** Most buckets. */
  readonly most: number
}

/** Counts per calendar unit of the zone: the finest unit that gives at most that many buckets. */
export function histogramOf(counted: HistogramInput, { range, zone, most }: Calendar): Histogram {
  const span = range.to - range.from
  const { unit } = units.find(({ length }) => span / length <= most - 1) ?? coarsest
  const days = boundaries(range.from, range.to, unit, zone)
  // Months over a century are still too many: take several together.
  const step = Math.ceil((days.length - 1) / most) || 1
  const edges = Float64Array.from(days.filter((_, e) => e % step === 0 || e === days.length - 1))
  // Around the buckets stand what is before and after all of them; an unknown time is at the very end.
  const { all, failed, unknown, marked } = countBetween(Float64Array.of(-Infinity, ...edges, unknownTime), counted)
  const buckets = Array.from({ length: edges.length - 1 }, (_, b) => {
    const [total, wrong, odd, strong] = [all, failed, unknown, marked].map((counts) => counts[b + 1] as number) as [
      number,
      number,
      number,
      number,
    ]
    const bucket = { from: edges[b] as number, to: edges[b + 1] as number, unknown: odd, success: total - wrong - odd, failed: wrong }
    return strong === 0 ? bucket : { ...bucket, marked: strong }
  })
  const [before = 0, after = 0, undated = 0] = [all[0], all[edges.length], all[edges.length + 1]]
  return { range, unit, buckets, before, after, undated }
}

/** Whole words where all of their keys are between the same two edges, as nearly all are. */
function countBetween(
  edges: Float64Array,
  { selected, failed, unknown, marked, time, zoneMap }: HistogramInput,
): Record<'all' | 'failed' | 'unknown' | 'marked', Uint32Array> {
  const counts = (): Uint32Array => new Uint32Array(edges.length)
  const [all, wrong, odd, strong] = [counts(), counts(), counts(), counts()]
  zoneMap.refresh()
  let bucket = 0
  for (let w = 0; w < selected.length; w++) {
    let word = selected[w] as number
    if (word === 0) continue
    const between = { from: edges[bucket] as number, to: edges[bucket + 1] as number }
    if (!zoneMap.isInside(w, between)) {
      bucket = bucketOf(edges, zoneMap.earliestOf(w))
      between.from = edges[bucket] as number
      between.to = edges[bucket + 1] as number
    }
    if (zoneMap.isInside(w, between)) {
      all[bucket] = (all[bucket] as number) + ones(word)
      wrong[bucket] = (wrong[bucket] as number) + ones(word & (failed[w] as number))
      odd[bucket] = (odd[bucket] as number) + ones(word & (unknown[w] as number))
      strong[bucket] = (strong[bucket] as number) + ones(word & (marked[w] as number))
      continue
    }
    for (; word !== 0; word &= word - 1) {
      const key = (w << 5) + 31 - Math.clz32(word & -word)
      const at = bucketOf(edges, time[key] as number)
      all[at] = (all[at] as number) + 1
      if (hasBit(failed, key)) wrong[at] = (wrong[at] as number) + 1
      if (hasBit(unknown, key)) odd[at] = (odd[at] as number) + 1
      if (hasBit(marked, key)) strong[at] = (strong[at] as number) + 1
    }
  }
  return { all, failed: wrong, unknown: odd, marked: strong }
}

/** The last edge at or before a time. */
function bucketOf(edges: Float64Array, at: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((edges[middle] as number) <= at) low = middle
    else high = middle - 1
  }
  return low
}
