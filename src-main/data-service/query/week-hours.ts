import { hourMs } from '@contract/time-units.ts'
import { segmentsAround } from '@language/zone-offset.ts'
import { unknownTime } from '../../connector/times.ts'
import type { Columns } from '../cache/columns/columns.ts'

/** What entries without a time have. */
export const noHour = 168

/** What the clock of a zone showed when an entry happened: its weekday × 24 + its hour, from 0 on Monday at midnight. A byte an entry, made when it is first asked for. */
export class WeekHours {
  private zone = ''
  private hours = new Uint8Array(0)
  private upTo = 0

  constructor(private readonly columns: Pick<Columns, 'time' | 'length'>) {}

  /** By key; of the zone that was asked for last, what arrives is looked at alone. */
  in(zone: string): Uint8Array {
    const { length, time } = this.columns
    if (zone !== this.zone) [this.zone, this.upTo] = [zone, 0]
    if (length > this.hours.length) {
      const more = new Uint8Array(length + (length >> 3))
      more.set(this.hours)
      this.hours = more
    }
    // Neighbours have the same offset nearly always.
    let [from, to, offset] = [0, 0, 0]
    for (let key = this.upTo; key < length; key++) {
      const at = time[key] as number
      if (at === unknownTime) {
        this.hours[key] = noHour
        continue
      }
      if (at < from || at >= to) {
        const segments = segmentsAround(at, zone)
        const last = Math.max(
          0,
          segments.findLastIndex((segment) => segment.from <= at),
        )
        ;[from, to, offset] = [segments[last]?.from ?? at, segments[last + 1]?.from ?? at + 1, segments[last]?.offset ?? 0]
      }
      const hour = Math.floor((at + offset) / hourMs)
      // 1970-01-01 was a Thursday.
      this.hours[key] = (((hour + 72) % noHour) + noHour) % noHour
    }
    this.upTo = length
    return this.hours
  }
}

/** 1 for each hour of the week that is wanted; entries without a time are not. */
export function weekTable(wanted: (weekday: number, hour: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, at) => (at < noHour && wanted(Math.floor(at / 24), at % 24) ? 1 : 0))
}

/** Counts by hour of the week summed into the 7 weekdays or the 24 hours of the day. */
export function countsByClock(field: 'weekday' | 'hour', counts: Uint32Array): Uint32Array {
  const sums = new Uint32Array(field === 'hour' ? 24 : 7)
  for (let at = 0; at < noHour; at++) {
    const part = field === 'hour' ? at % 24 : Math.floor(at / 24)
    sums[part] = (sums[part] as number) + (counts[at] as number)
  }
  return sums
}
