import { dayMs, hourMs } from '@contract/time-units.ts'
import { segmentsAround } from '@language/zone-offset.ts'

/** What a zone's clock and calendar show. Neighbours in time have the same offset nearly always: it is looked up when that ends. */
export class ZoneClock {
  private segment = { from: 0, to: 0, offset: 0 }

  constructor(private readonly zone: string) {}

  /** Days since 1970-01-01 of the zone's calendar. @param at ms */
  day(at: number): number {
    return Math.floor(this.local(at) / dayMs)
  }

  /** Weekday × 24 + hour, from 0 on Monday at midnight. */
  weekHour(at: number): number {
    // 1970-01-01 was a Thursday.
    const hour = Math.floor(this.local(at) / hourMs) + 72
    return ((hour % 168) + 168) % 168
  }

  private local(at: number): number {
    if (at < this.segment.from || at >= this.segment.to) {
      const segments = segmentsAround(at, this.zone)
      const last = Math.max(
        0,
        segments.findLastIndex(({ from }) => from <= at),
      )
      const { offset, from } = segments[last] ?? { offset: 0, from: at }
      this.segment = { from, to: segments[last + 1]?.from ?? at + 1, offset }
    }
    return at + this.segment.offset
  }
}
