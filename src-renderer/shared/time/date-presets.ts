import { dayMs } from '@contract/time-units.ts'
import type { TimeRangeText } from '@language/edit.ts'
import { looseMoments } from '@language/loose-times.ts'
import { missingPeriod, periodText, readPeriod, writePeriod, type PeriodUnit } from '@language/period.ts'
import { readMoment } from '@language/time-literal.ts'
import { periodAt, periodBefore, resolve, timeLiteral, type OpenRange, type TimeContext } from '@language/time.ts'
import { clockTime, dayRangeText, dayText } from '../../composables/time-format.ts'

export interface DatePreset {
  readonly label: string
  readonly range: TimeRangeText | null
}

const around: readonly PeriodUnit[] = ['week', 'month', 'quarter', 'year']

/** The ranges people ask for most. Calendar ones are fixed dates of the zone, so that the filter says what it covers; the rolling ones move with the clock. */
export function datePresets({ zone, now }: TimeContext): readonly DatePreset[] {
  const current = (unit: PeriodUnit): TimeRangeText => ({ on: periodAt(now, unit, zone) })
  const previous = (unit: PeriodUnit): TimeRangeText => ({ on: periodBefore(now, unit, zone) })
  return [
    { label: 'Last 24 hours', range: { last: '24h' } },
    { label: 'Last 7 days', range: { last: '7d' } },
    { label: 'Last 30 days', range: { last: '30d' } },
    { label: 'Last 90 days', range: { last: '90d' } },
    { label: 'Today', range: current('day') },
    { label: 'Yesterday', range: previous('day') },
    ...around.flatMap((unit) => [
      { label: `This ${unit}`, range: current(unit) },
      { label: `Last ${unit}`, range: previous(unit) },
    ]),
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

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The range for the button: a month, quarter, week or year by its name, whole days as days (`22 Aug – 20 Nov 2026`), anything finer with its times. */
export function rangeLabel(text: TimeRangeText | null, context: TimeContext): string {
  const { zone } = context
  const only = text?.on !== undefined && !text.after && !text.before && !text.last ? readPeriod(text.on) : null
  if (text?.on && only && only.unit !== 'day') return capitalized(periodText(text.on))
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

/** The period that follows one; empty after the last that can be written. */
export function nextPeriod(text: string): string {
  const period = readPeriod(text)
  const next = period ? writePeriod(period.to, period.unit) : ''
  return readPeriod(next) ? next : ''
}

/** What *From* and *To* hold for a range: periods as they were asked for, everything else as dates and times of the zone. */
export function fieldsOf(range: TimeRangeText | null, context: TimeContext): { readonly from: string; readonly to: string } {
  const { on, after, before, last } = range ?? {}
  const asked = rangeOf(range, context)
  const resolved = { from: fieldValue(asked.from, context.zone), to: fieldValue(asked.to, context.zone) }
  if (last !== undefined) return resolved
  const kept = (text: string | undefined, otherwise: string): string => (text !== undefined && readPeriod(text) ? text : otherwise)
  if (on === undefined) return { from: kept(after, resolved.from), to: kept(before, resolved.to) }
  return after === undefined && before === undefined && readPeriod(on) ? { from: on, to: nextPeriod(on) } : resolved
}

/** What *From* and *To* ask for together, as values of the query; a whole month, quarter, week or year is asked for by its name. */
export function fieldsRange(after: string | null, before: string | null): TimeRangeText {
  const unit = after === null ? undefined : readPeriod(after)?.unit
  if (after !== null && before !== null && unit && unit !== 'day' && before.toUpperCase() === nextPeriod(after)) return { on: after }
  return { ...(after !== null && { after }), ...(before !== null && { before }) }
}

/** What a field holds as a value of the query; null when it is neither a date nor a time. */
export function fieldLiteral(value: string): string | null {
  const literal = value.trim().replace(/(?<=\d)[\sT]+/i, 'T')
  return readMoment(literal) ? literal : null
}

/** What is wrong with what a field holds, and what was probably meant; null when nothing is. */
export function fieldProblem(value: string): string | null {
  const text = value.trim()
  if (text === '' || fieldLiteral(text)) return null
  const [meant] = looseMoments(text)
  const why = missingPeriod(text) ?? 'Write a date such as 2026-01-31, a time such as 2026-01-31 10:00, or a month such as 2026-01.'
  return meant ? `${why} Did you mean ${meant.replace('T', ' ')}?` : why
}
