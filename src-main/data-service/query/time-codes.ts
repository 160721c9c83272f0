import { weekdays } from '@contract/order-names.ts'
import { dayMs, hourMs } from '@contract/time-units.ts'
import { writePeriod } from '@language/period.ts'
import { bucketAt, zonedParts } from '@language/time.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { unknownTime } from '../../connector/times.ts'
import type { Codes } from './rankings.ts'

export type TimeField = 'day' | 'hour' | 'weekday'
export const isTimeField = (field: string): field is TimeField => field === 'day' || field === 'hour' || field === 'weekday'

/** A calendar day of a zone, as `on:` takes it: an hour that the clock repeats over midnight is part of the day that had begun. */
interface Day {
  /** `[from, to)`, ms. */
  readonly from: number
  readonly to: number
  /** Days since 1970-01-01 of its date. */
  readonly number: number
  /** What the clock is ahead of UTC all day, ms; null when that changes. */
  readonly offset: number | null
}

function dayAround(ms: number, zone: string): Day {
  const { from, to } = bucketAt(ms, 'day', zone)
  const offset = offsetAt(from, zone)
  return { from, to, number: Math.floor((from + offset) / dayMs), offset: offsetAt(to - 1, zone) === offset ? offset : null }
}

/**
 * Days, hours of the day or weekdays of entries. Entries are looked at by time: what a zone's clock shows is asked once a day.
 * @param times indexed by key, as it is then
 * @param span the earliest and the latest of them, ms
 */
export function timeCodes(
  field: TimeField,
  zone: string,
  times: () => Float64Array,
  span: { readonly earliest: number; readonly latest: number } | null,
): Codes & { readonly labelOf: (code: number) => string } {
  const first = span ? dayAround(span.earliest, zone).number : 0
  const distinct = field === 'hour' ? 24 : field === 'weekday' ? 7 : span ? dayAround(span.latest, zone).number - first + 1 : 0
  let day: Day = { from: 0, to: 0, number: 0, offset: 0 }
  const codeAt = (ms: number): number => {
    if (ms < day.from || ms >= day.to) day = dayAround(ms, zone)
    if (field === 'day') return day.number - first
    // 1970-01-01 was a Thursday.
    if (field === 'weekday') return (((day.number + 3) % 7) + 7) % 7
    if (day.offset === null) return zonedParts(ms, zone).hour
    const hours = Math.floor((ms + day.offset) / hourMs)
    return hours - Math.floor(hours / 24) * 24
  }
  return {
    distinct,
    fill: (keys, from, to, codes) => {
      const time = times()
      for (let i = from; i < to; i++) {
        const at = time[keys[i] as number] as number
        codes[i - from] = at === unknownTime ? distinct : codeAt(at)
      }
    },
    labelOf: (code) => {
      if (field === 'day') return writePeriod((code + first) * dayMs, 'day')
      return field === 'hour' ? String(code).padStart(2, '0') : (weekdays[code] ?? '')
    },
  }
}
