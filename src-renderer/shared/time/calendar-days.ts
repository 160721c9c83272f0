import { parseDate, type CalendarDate } from '@internationalized/date'
import { readPeriod, writePeriod } from '@language/period.ts'

/** A first and a last day, both included. A calendar draws days, not moments: whatever zone the log is shown in, `2026-01-31` is the square of that day. */
export interface Days {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

/** The first day of what a field says: of `2026-03` the first of March. Null for what is no day of the calendar. */
function firstDay(text: string): CalendarDate | null {
  const period = readPeriod(text.trim())
  try {
    return parseDate((period ? writePeriod(period.from, 'day') : text.trim()).slice(0, 10))
  } catch {
    return null
  }
}

/**
 * First and last day to mark for two fields, of which the second is not included: `2026-02-01` ends on 31 January, and
 * `2026-02-01 10:00` on 1 February. Null until both say a day.
 */
export function daysShown(from: string, to: string): Days | null {
  const start = firstDay(from)
  const day = firstDay(to)
  if (start === null || day === null) return null
  const isWhole = /^\S+$/.test(to.trim()) || to.trim().endsWith('00:00')
  const end = isWhole ? day.subtract({ days: 1 }) : day
  return end.compare(start) < 0 ? null : { start, end }
}
