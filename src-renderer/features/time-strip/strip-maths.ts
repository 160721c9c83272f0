import type { HistogramBucket, TimeRange } from '@contract/log.ts'
import type { Coverage, CoverageGap } from '@contract/sync.ts'
import { dayMs } from '@contract/time-units.ts'
import { partlyFetched } from '../../shared/sync/coverage-lines.ts'

/** Entries of the fullest bucket, at least 1. */
export function tallest(buckets: readonly HistogramBucket[]): number {
  return buckets.reduce((most, bucket) => Math.max(most, sum(bucket)), 1)
}

/** All entries of a bucket. */
export function sum({ success, failed, unknown }: HistogramBucket): number {
  return success + failed + unknown
}

/** Shorter stretches, as a share of the range, are no gap to the eye: the minutes since the last sync. */
const leastShare = 0.003

/** A stretch that was not fetched as a whole; `only` this part of it, through a filter at the source. */
export interface StripGap extends CoverageGap {
  readonly only?: string
}

/**
 * What of a range was never fetched as a whole: everything outside the intervals, with the cause the ledger gives for it. What was fetched
 * under a server-side filter counts as not fetched. The time above everything that was fetched is none, as far as the tenant was asked for it and had
 * nothing; that it was asked for what is newest says nothing about what is older.
 */
export function gapsWithin(
  { intervals, gaps, askedAt }: Pick<Coverage, 'intervals' | 'gaps' | 'askedAt'>,
  range: TimeRange,
): readonly StripGap[] {
  const found: StripGap[] = []
  const causeAt = (from: number, to: number): CoverageGap['cause'] =>
    gaps.find((gap) => gap.from < to && gap.to > from)?.cause ?? 'never-asked'
  const add = (from: number, to: number): void => {
    if (to - from <= (range.to - range.from) * leastShare) return
    const only = partlyFetched({ from, to }, intervals)
    found.push({ from, to, cause: causeAt(from, to), ...(only !== null && { only }) })
  }
  const wholes = intervals.filter(({ narrowed }) => narrowed === null).sort((a, b) => a.from - b.from)
  let reached = range.from
  for (const { from, to } of wholes) {
    if (from >= range.to) break
    if (from > reached) add(reached, from)
    reached = Math.max(reached, to)
  }
  const isAboveAll = wholes.length > 0 && wholes.every(({ to }) => to <= reached)
  if (reached < range.to) add(isAboveAll ? Math.max(reached, askedAt ?? reached) : reached, range.to)
  return found
}

/** A range to draw: an empty one, all of which lies outside of what is cached, with some of the time that was not fetched. */
export function drawable(range: TimeRange | null, coverage: Pick<Coverage, 'intervals' | 'gaps'> | null): TimeRange | null {
  if (!range || range.to > range.from) return range
  const { from, to } = range
  if (to > (coverage?.intervals[0]?.from ?? Infinity)) return { from, to: from + dayMs }
  const gap = coverage?.gaps.find((one) => one.from > 0 && one.from < to && to <= one.to)
  return { from: gap?.from ?? to - 30 * dayMs, to }
}

/** Where a span lies in a range, for a style. */
export function placeIn(range: TimeRange, span: TimeRange): { left: string; width: string } {
  const share = (ms: number): number => ((ms - range.from) / Math.max(1, range.to - range.from)) * 100
  return { left: `${share(span.from)}%`, width: `${share(span.to) - share(span.from)}%` }
}

/** The gap that ends where a range begins, and that the tenant could still fill. */
export function gapBefore(range: TimeRange, { gaps, intervals }: Pick<Coverage, 'intervals' | 'gaps'>): StripGap | null {
  const near = range.from - (range.to - range.from) * leastShare
  const gap = gaps.find(({ from, to, cause }) => cause !== 'beyond-retention' && from < range.from && to >= near)
  if (!gap || gap.to > range.from + (range.to - range.from) * leastShare) return null
  const only = partlyFetched(gap, intervals)
  return { ...gap, ...(only !== null && { only }) }
}

/** The time at a share (0 to 1) of the strip's width. */
export function timeAt(share: number, range: TimeRange): number {
  return Math.round(range.from + Math.min(1, Math.max(0, share)) * (range.to - range.from))
}

/** Index of the bucket that holds a time, or the nearest one; -1 when there are none. */
export function bucketIndex(time: number, buckets: readonly HistogramBucket[]): number {
  let low = 0
  let high = buckets.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((buckets[middle]?.to ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return buckets.length === 0 ? -1 : low
}

/**
 * The whole buckets between two times (either way round): what a drag selects. Snapping makes the new range begin and end
 * where a day or an hour does.
 */
export function snapped(a: number, b: number, buckets: readonly HistogramBucket[]): TimeRange | null {
  const first = buckets[bucketIndex(Math.min(a, b), buckets)]
  const last = buckets[bucketIndex(Math.max(a, b), buckets)]
  return first && last ? { from: first.from, to: last.to } : null
}

/** A range three times as wide around the same middle, within what there is; null when it already shows all of it. */
export function widened(range: TimeRange, all: TimeRange): TimeRange | null {
  const span = range.to - range.from
  const from = Math.max(all.from, range.from - span)
  const to = Math.min(all.to, range.to + span)
  return from <= all.from && to >= all.to ? null : { from, to }
}
