import { dayMs } from '@contract/time-units.ts'

/** From here on, to the next segment, the zone has one offset. */
export interface Segment {
  /** ms since the epoch */
  readonly from: number
  /** What the zone's clock is ahead of UTC, ms. */
  readonly offset: number
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  clocks.set(zone, made)
  return made
}

const strangers = new Set<string>()

/** Whether this runtime knows the zone. */
export function isZone(zone: string): boolean {
  if (zone === 'UTC') return true
  if (strangers.has(zone)) return false
  try {
    clockOf(zone)
    return true
  } catch {
    strangers.add(zone)
    return false
  }
}

/** What the zone's clock is ahead of UTC, by the runtime's own zone data (docs/decisions/search.md, 76). Throws RangeError for a zone that does not exist. */
function readOffset(ms: number, zone: string): number {
  const clock = clockOf(zone)
  // `GMT+05:45`, in times before standard time with seconds; only `GMT` when there is none.
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d+):(\d+)(?::(\d+))?$/.exec(clock.format(ms)) ?? []
  return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/** No zone has changed its clock there and back within six days. */
const stepMs = 6 * dayMs

/** The segments of `[from, to)` in ms, the first beginning at `from`; there is always one. */
export function segmentsBetween(from: number, to: number, zone: string): readonly Segment[] {
  if (zone === 'UTC') return [{ from, offset: 0 }]
  let offset = readOffset(from, zone)
  const found: Segment[] = [{ from, offset }]
  for (let at = from; at < to; at += stepMs) {
    const next = Math.min(at + stepMs, to - 1)
    const then = readOffset(next, zone)
    if (then === offset) continue
    found.push({ from: changeBetween(at, next, offset, zone), offset: then })
    offset = then
  }
  return found
}

/** The first ms in `(before, after]` at which the offset is not `old` any more. */
function changeBetween(before: number, after: number, old: number, zone: string): number {
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (readOffset(middle, zone) === old) before = middle
    else after = middle
  }
  return after
}
