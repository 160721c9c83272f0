import { readPeriod, writePeriod } from '@language/period.ts'

/**
 * A calendar draws days, not moments: whatever zone the log is shown in, `2026-01-31` is the square of that day. The
 * library counts its squares as midnights of this machine's zone, so days cross over as year, month and day only.
 */
const dayText = /^(\d{4})-(\d\d)-(\d\d)/

/** Midnight of this machine's zone, ms since the epoch; null for what does not begin with a day of the calendar. */
function msOfDay(text: string): number | null {
  const [, year, month, day] = dayText.exec(text.trim()) ?? []
  if (year === undefined) return null
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  return dayOfMs(date.getTime()) === text.trim().slice(0, 10) ? date.getTime() : null
}

export function dayOfMs(ms: number): string {
  const date = new Date(ms)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** The first day of what a field says: of `2026-03` the first of March. */
function firstDay(text: string): string {
  const period = readPeriod(text.trim())
  return period ? writePeriod(period.from, 'day') : text
}

function shifted(day: string, by: number): string {
  const ms = msOfDay(day)
  if (ms === null) return day
  const date = new Date(ms)
  return dayOfMs(new Date(date.getFullYear(), date.getMonth(), date.getDate() + by).getTime())
}

export const nextDay = (day: string): string => shifted(day, 1)

/**
 * First and last day to mark for two fields, of which the second is not included: `2026-02-01` ends on 31 January, and
 * `2026-02-01 10:00` on 1 February. Null until both say a day.
 */
export function daysShown(from: string, to: string): [number, number] | null {
  const first = msOfDay(firstDay(from))
  const end = msOfDay(firstDay(to))
  if (first === null || end === null) return null
  const isWhole = /^\S+$/.test(to.trim()) || to.trim().endsWith('00:00')
  const last = isWhole ? msOfDay(shifted(firstDay(to), -1)) : end
  return last === null || last < first ? null : [first, last]
}
