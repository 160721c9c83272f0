import { minuteMs } from '@contract/time-units.ts'

/** Between two entries of a burst at most, ms. */
export const burstGapMs = 2 * minuteMs
/** Entries that are a burst, at least. */
export const leastBurst = 5

/** What of an entry decides about bursts: two that are alike in `like`, close in time and on one day go together. */
export interface LineEntry {
  /** ms; not known ones are in no burst. */
  readonly at: number
  /** Of the zone's calendar. */
  readonly day: number
  readonly like: string | number
}

/** Runs of like entries in a time line, as pairs of the first one and how many. */
export function* burstsIn(length: number, entry: (index: number) => LineEntry): Generator<void, number[]> {
  const found: number[] = []
  let first = 0
  let last: LineEntry | null = null
  const end = (at: number): void => {
    if (at - first >= leastBurst) found.push(first, at - first)
    first = at
  }
  for (let index = 0; index < length; index++) {
    if (index % piece === piece - 1) yield
    const next = entry(index)
    const goesOn =
      last !== null &&
      Number.isFinite(next.at) &&
      Math.abs(next.at - last.at) <= burstGapMs &&
      next.day === last.day &&
      next.like === last.like
    if (!goesOn) end(index)
    last = next
  }
  end(length)
  return found
}

const piece = 4096
