import type { Coverage, CoverageGap, CoverageInterval } from '@contract/sync.ts'
import { dayMs } from '@contract/time-units.ts'
import { dayText, shownOffset } from '../../composables/time-format.ts'

/** A stretch of time as a share of the axis, 0 to 1. */
export interface Stretch {
  readonly start: number
  readonly width: number
}
export interface CoverageAxis {
  /** What the axis spans, ms. */
  readonly from: number
  readonly to: number
  readonly intervals: readonly (Stretch & { readonly interval: CoverageInterval })[]
  readonly gaps: readonly (Stretch & { readonly gap: CoverageGap })[]
  /** Where the tenant's memory ends; null when it lies outside the axis or is unknown. */
  readonly retention: number | null
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

/** Share of the axis given to a gap without a beginning ("everything before …"). */
const openEndShare = 0.06
/** Nothing is drawn thinner than this share: a gap of an hour in two years must not vanish. */
const thinnest = 0.004
/** A label that begins later would not fit. */
const lastTick = 0.93

/** Positions for drawing what was fetched and what was not; null while nothing was fetched. */
export function coverageAxis(coverage: Coverage, zone: string, now: number): CoverageAxis | null {
  const first = coverage.intervals[0]
  const last = coverage.intervals.at(-1)
  if (!first || !last) return null
  const isOpen = (from: number): boolean => from <= 0
  const starts = [
    ...coverage.intervals.map((interval) => (isOpen(interval.from) ? (coverage.oldest ?? interval.to) : interval.from)),
    ...coverage.gaps.filter((gap) => !isOpen(gap.from)).map((gap) => gap.from),
  ]
  const known = Math.min(...starts)
  const to = Math.max(last.to, ...coverage.gaps.map((gap) => gap.to), Math.min(now, last.to + dayMs))
  const isOpenEnded = coverage.gaps.some((gap) => isOpen(gap.from))
  const from = isOpenEnded ? known - (Math.max(dayMs, to - known) * openEndShare) / (1 - openEndShare) : known
  const span = Math.max(1, to - from)

  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / span))
  const stretch = (begin: number, end: number): Stretch => {
    const width = Math.max(thinnest, share(end) - share(begin))
    return { start: Math.min(share(begin), 1 - width), width }
  }
  const retained = coverage.retention?.oldest ?? null
  return {
    from,
    to,
    intervals: coverage.intervals.map((interval) => ({ ...stretch(interval.from, interval.to), interval })),
    gaps: coverage.gaps.map((gap) => ({ ...stretch(gap.from, gap.to), gap })),
    retention: retained !== null && retained > from && retained < to ? share(retained) : null,
    ticks: ticks(from, to, zone)
      .map((at) => ({ at: share(at), label: tickLabel(at, span, zone) }))
      .filter((tick) => tick.at < lastTick),
  }
}

const mostTicks = 6

/** First moments of calendar days or months in the zone, at most six, evenly spread. */
function ticks(from: number, to: number, zone: string): number[] {
  const days = (to - from) / dayMs
  if (days > 70) return monthStarts(from, to, zone, Math.ceil(days / 30.4 / mostTicks))
  const step = Math.max(1, Math.ceil(days / mostTicks))
  const wall = (at: number): number => at + shownOffset(at, zone)
  const result: number[] = []
  for (let midnight = Math.ceil(wall(from) / dayMs) * dayMs; result.length <= mostTicks; midnight += step * dayMs) {
    const at = midnight - shownOffset(midnight - shownOffset(midnight, zone), zone)
    if (at > to) break
    result.push(at)
  }
  return result
}

function monthStarts(from: number, to: number, zone: string, step: number): number[] {
  const begin = new Date(from + shownOffset(from, zone))
  const result: number[] = []
  for (let month = begin.getUTCMonth() + 1; result.length <= mostTicks; month += step) {
    const wall = Date.UTC(begin.getUTCFullYear(), month, 1)
    const at = wall - shownOffset(wall - shownOffset(wall, zone), zone)
    if (at > to) break
    result.push(at)
  }
  return result
}

const tickLabel = (at: number, span: number, zone: string): string =>
  span > 300 * dayMs ? dayText(at, zone).slice(-8) : dayText(at, zone).slice(0, -5)
