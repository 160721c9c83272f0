import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import { offsetText } from './offset-text.ts'
import { daysInMonth, daysOf, mondayOf, type Wall } from './calendar.ts'
import { readPeriod, writePeriod, type PeriodUnit } from './period.ts'
import { readMoment, readSpan, writeWall, type Span } from './time-literal.ts'
import { offsetAt, segmentsAround } from './zone-offset.ts'

/** How to read times that name no offset, and what "up to now" means. */
export interface TimeContext {
  /** IANA zone name. */
  readonly zone: string
  /** ms since the epoch. */
  readonly now: number
}
export type TimeField = 'after' | 'before' | 'on' | 'last'
/** Half-open `[from, to)` in ms since the epoch; null is open. */
export interface OpenRange {
  readonly from: number | null
  readonly to: number | null
}
export type CalendarUnit = 'minute' | 'hour' | 'day' | 'week' | 'month'
export interface ZonedParts {
  readonly year: number
  /** 1–12 */
  readonly month: number
  readonly day: number
  /** 1 = Monday … 7 = Sunday */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  /** What the zone's clock is ahead of UTC, in ms. */
  readonly offset: number
}

/** The first change of offset in `(from, to]`; `to` when there is none. */
function jumpBetween(from: number, to: number, zone: string): number {
  for (const at of [from, to]) {
    for (const segment of segmentsAround(at, zone)) {
      if (segment.from > from && segment.from <= to && offsetAt(segment.from - 1, zone) !== segment.offset) return segment.from
    }
  }
  return to
}

/** The instants a zone's clock shows `wall`: none in a gap, two (earlier first) in an overlap. */
function instantsOf(wall: Wall, zone: string): readonly number[] {
  const before = offsetAt(wall - dayMs, zone)
  const after = offsetAt(wall + dayMs, zone)
  const found = (before === after ? [before] : [Math.max(before, after), Math.min(before, after)]).map((offset) => wall - offset)
  return found.filter((ms) => ms + offsetAt(ms, zone) === wall)
}

/** The instant a zone's clock shows `wall`; RFC 5545's and Temporal's `compatible`: the earlier of two, and over a gap as if the clock had not jumped. */
function instantOf(wall: Wall, zone: string): number {
  return instantsOf(wall, zone)[0] ?? wall - offsetAt(wall - dayMs, zone)
}

/** The first instant at which a zone's clock shows `wall` or more: the jump itself where `wall` falls into a gap. */
function firstAtOrAfter(wall: Wall, zone: string): number {
  const exact = instantsOf(wall, zone)[0]
  if (exact !== undefined) return exact
  return jumpBetween(wall - offsetAt(wall + dayMs, zone), wall - offsetAt(wall - dayMs, zone), zone)
}

/** The zone's calendar and clock at `ms`. */
export function zonedParts(ms: number, zone: string): ZonedParts {
  const offset = offsetAt(ms, zone)
  const at = new Date(ms + offset)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: at.getUTCDay() || 7,
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    millisecond: at.getUTCMilliseconds(),
    offset,
  }
}

function backFrom(now: number, span: Span, zone: string): number {
  const { amount, unit } = span
  if (unit === 'm') return now - amount * minuteMs
  if (unit === 'h') return now - amount * hourMs
  const wall = now + offsetAt(now, zone)
  if (unit === 'd' || unit === 'w') return instantOf(wall - amount * (unit === 'w' ? 7 : 1) * dayMs, zone)
  const at = new Date(wall)
  const months = at.getUTCFullYear() * 12 + at.getUTCMonth() - amount * (unit === 'y' ? 12 : 1)
  const year = Math.floor(months / 12)
  const month = (months % 12) + 1
  const day = Math.min(at.getUTCDate(), daysInMonth(year, month))
  return instantOf(daysOf(year, month, day) * dayMs + (((wall % dayMs) + dayMs) % dayMs), zone)
}

/**
 * The time range a value of `after`, `before`, `on` or `last` stands for; null when the value is malformed.
 * A month, quarter, week or year is to `after` and `before` what a day is: its first instant. So `after:2026-03` has all of March, `before:2026-03` none.
 * `d w mo y` are calendar steps in the zone (a day may have 23 or 25 hours, a month ends where it ends), `m h` are exact.
 * Throws RangeError for a zone that does not exist.
 */
export function resolve(value: string, field: TimeField, context: TimeContext): OpenRange | null {
  if (field === 'last') {
    const span = readSpan(value)
    return span && { from: backFrom(context.now, span, context.zone), to: context.now }
  }
  const moment = readMoment(value)
  if (!moment) return null
  if (field === 'on') {
    if (moment.kind !== 'period') return null
    return { from: firstAtOrAfter(moment.from, context.zone), to: firstAtOrAfter(moment.to, context.zone) }
  }
  const ms =
    moment.kind === 'instant'
      ? moment.ms
      : moment.kind === 'period'
        ? firstAtOrAfter(moment.from, context.zone)
        : instantOf(moment.wall, context.zone)
  return field === 'after' ? { from: ms, to: null } : { from: null, to: ms }
}

/** The shortest `after:`/`before:` value that means exactly `ms` in `zone`: a date, else a date-time, with an offset only where the clock shows that time twice. */
export function timeLiteral(ms: number, zone: string): string {
  const offset = offsetAt(ms, zone)
  const wall = ms + offset
  const midnight = Math.floor(wall / dayMs) * dayMs
  if (firstAtOrAfter(midnight, zone) === ms) return writePeriod(wall, 'day')
  if (instantOf(wall, zone) === ms) return writeWall(wall)
  // An offset with seconds (before standard time) has no text form.
  return offset % minuteMs === 0 ? writeWall(wall) + offsetText(offset) : `${writeWall(ms)}Z`
}

function calendarStart(wall: Wall, unit: 'day' | 'week' | 'month'): Wall {
  const day = Math.floor(wall / dayMs)
  if (unit === 'day') return day * dayMs
  if (unit === 'week') return mondayOf(day) * dayMs
  const at = new Date(wall)
  return daysOf(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) * dayMs
}

function calendarNext(start: Wall, unit: 'day' | 'week' | 'month'): Wall {
  if (unit !== 'month') return start + (unit === 'week' ? 7 : 1) * dayMs
  const at = new Date(start)
  return daysOf(at.getUTCFullYear(), at.getUTCMonth() + 2, 1) * dayMs
}

const clockUnits = { minute: minuteMs, hour: hourMs } as const

/** `[from, to)` of the calendar unit around `ms`. The buckets of a unit cover time without overlap; one that a clock change cuts is shorter or longer. */
export function bucketAt(ms: number, unit: CalendarUnit, zone: string): { readonly from: number; readonly to: number } {
  if (unit === 'minute' || unit === 'hour') {
    const size = clockUnits[unit]
    const offset = offsetAt(ms, zone)
    const from = Math.floor((ms + offset) / size) * size - offset
    const to = from + size
    // An hour the clock repeats is two buckets, not one with a hole.
    return {
      from: offsetAt(from, zone) === offset ? from : jumpBetween(from, ms, zone),
      to: offsetAt(to - 1, zone) === offset ? to : jumpBetween(ms, to, zone),
    }
  }
  const start = calendarStart(ms + offsetAt(ms, zone), unit)
  const second = calendarNext(start, unit)
  const from = firstAtOrAfter(start, zone)
  const to = firstAtOrAfter(second, zone)
  // A clock set back over midnight shows the old date again: that hour stays with the day that had begun.
  return to > ms ? { from, to } : { from: to, to: firstAtOrAfter(calendarNext(second, unit), zone) }
}

/** The period of a unit around `ms` on a zone's calendar, as the value of `on` that has `ms` in it. */
export function periodAt(ms: number, unit: PeriodUnit, zone: string): string {
  const shown = writePeriod(ms + offsetAt(ms, zone), unit)
  const to = readPeriod(shown)?.to
  // As in `bucketAt`: a clock set back over midnight.
  return to !== undefined && firstAtOrAfter(to, zone) <= ms ? writePeriod(to, unit) : shown
}

/** The period of a unit that ended when the one around `ms` began. */
export function periodBefore(ms: number, unit: PeriodUnit, zone: string): string {
  const from = readPeriod(periodAt(ms, unit, zone))?.from
  return from === undefined ? '' : periodAt(firstAtOrAfter(from, zone) - 1, unit, zone)
}

/** The start of the calendar unit around `ms`; weeks start on Monday. */
export function startOf(ms: number, unit: CalendarUnit, zone: string): number {
  return bucketAt(ms, unit, zone).from
}

/** The start of the calendar unit after the one around `ms`. */
export function next(ms: number, unit: CalendarUnit, zone: string): number {
  return bucketAt(ms, unit, zone).to
}

/** Boundaries of the units that cover `[from, to)`, first to last: one more than there are units, at most `limit + 1`. */
export function boundaries(from: number, to: number, unit: CalendarUnit, zone: string, limit = 10_000): number[] {
  const found = [startOf(from, unit, zone)]
  for (let at = next(from, unit, zone); found.length <= limit; at = next(at, unit, zone)) {
    found.push(at)
    if (at >= to) break
  }
  return found
}
