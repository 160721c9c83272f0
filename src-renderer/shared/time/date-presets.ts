import { dayMs } from '@contract/time-units.ts'
import type { TimeRangeText } from '@language/edit.ts'
import { readMoment } from '@language/time-literal.ts'
import { resolve, startOf, timeLiteral, type OpenRange, type TimeContext } from '@language/time.ts'
import { clockTime, dayRangeText, dayText } from '../../composables/time-format.ts'

export interface DatePreset {
  readonly label: string
  readonly range: TimeRangeText | null
}

/** The ranges people ask for most. Calendar ones are fixed dates of the zone, so that the filter says what it covers; the rolling ones move with the clock. */
export function datePresets({ zone, now }: TimeContext): readonly DatePreset[] {
  const day = startOf(now, 'day', zone)
  const month = startOf(now, 'month', zone)
  const lastMonth = startOf(month - 1, 'month', zone)
  const year = timeLiteral(now, zone).slice(0, 4)
  return [
    { label: 'Last 24 hours', range: { last: '24h' } },
    { label: 'Last 7 days', range: { last: '7d' } },
    { label: 'Last 30 days', range: { last: '30d' } },
    { label: 'Last 90 days', range: { last: '90d' } },
    { label: 'Today', range: { on: timeLiteral(day, zone).slice(0, 10) } },
    { label: 'This month', range: { after: timeLiteral(month, zone) } },
    { label: 'Last month', range: { after: timeLiteral(lastMonth, zone), before: timeLiteral(month, zone) } },
    { label: 'This year', range: { after: `${year}-01-01` } },
    { label: 'Last year', range: { after: `${Number(year) - 1}-01-01`, before: `${year}-01-01` } },
    { label: 'Everything', range: null },
  ]
}

export function sameRange(a: TimeRangeText | null, b: TimeRangeText | null): boolean {
  return (['after', 'before', 'on', 'last'] as const).every((field) => a?.[field] === b?.[field])
}

/** What all parts of a range together ask for; malformed parts ask for nothing. */
export function rangeOf(text: TimeRangeText | null, context: TimeContext): OpenRange {
  let range: OpenRange = { from: null, to: null }
  for (const field of ['after', 'before', 'on', 'last'] as const) {
    const value = text?.[field]
    const part = value === undefined ? null : resolve(value, field, context)
    if (!part) continue
    range = {
      from: part.from === null ? range.from : Math.max(part.from, range.from ?? -Infinity),
      to: part.to === null ? range.to : Math.min(part.to, range.to ?? Infinity),
    }
  }
  return range
}

const toMinute = (ms: number, zone: string): string => `${dayText(ms, zone)}, ${clockTime(ms, zone)}`
const isMidnight = (ms: number, zone: string): boolean => clockTime(ms, zone) === '00:00'

/** The range for the button: whole days as days (`22 Aug – 20 Nov 2026`), anything finer with its times. */
export function rangeLabel(text: TimeRangeText | null, context: TimeContext): string {
  const { zone } = context
  const { from, to } = rangeOf(text, context)
  if (from === null && to === null) return 'Any time'
  if (to === null) return `Since ${isMidnight(from ?? 0, zone) ? dayText(from ?? 0, zone) : toMinute(from ?? 0, zone)}`
  if (from === null) return isMidnight(to, zone) ? `Until ${dayText(to - 1, zone)}` : `Until ${toMinute(to, zone)}`
  if (to <= from) return 'No time at all'
  const rolling = text?.last !== undefined
  if (to - from > dayMs && (rolling || (isMidnight(from, zone) && isMidnight(to, zone)))) return dayRangeText(from, to - 1, zone)
  if (isMidnight(from, zone) && isMidnight(to, zone)) return dayRangeText(from, to - 1, zone)
  if (dayText(from, zone) === dayText(to - 1, zone)) return `${toMinute(from, zone)} – ${clockTime(to, zone)}`
  return `${toMinute(from, zone)} – ${toMinute(to, zone)}`
}

/** A moment as a person types it in a field: `2026-01-31`, or with the time of the zone's clock to the minute. */
export function fieldValue(ms: number | null, zone: string): string {
  return ms === null ? '' : timeLiteral(ms, zone).slice(0, 16).replace('T', ' ')
}

/** What a field holds as a value of the query; null when it is neither a date nor a time. */
export function fieldLiteral(value: string): string | null {
  const literal = value.trim().replace(/[\sT]+/, 'T')
  return readMoment(literal) ? literal : null
}
