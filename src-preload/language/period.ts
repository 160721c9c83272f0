import { dayMs } from '@contract/time-units.ts'
import { daysInMonth, daysOf, firstMonday, mondayOf, weeksInYear, type Wall } from './calendar.ts'

export type PeriodUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** A stretch of the calendar, before a zone gives it a place in time: the wall readings of its first midnight and of the first one after it. */
export interface Period {
  readonly kind: 'period'
  readonly unit: PeriodUnit
  readonly from: Wall
  readonly to: Wall
}

const shape = /^(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q(\d)|W(\d{2})))?$/i
/** ISO years and calendar years begin with this one: there is no year 0 in the dates that people write. */
const firstYear = 1

const days = (unit: PeriodUnit, from: number, to: number): Period => ({ kind: 'period', unit, from: from * dayMs, to: to * dayMs })
const months = (unit: PeriodUnit, year: number, month: number, count: number): Period =>
  days(unit, daysOf(year, month, 1), daysOf(year, month + count, 1))

/** Reads `2026-03-31`, `2026-03`, `2026-Q1`, `2026-W09` (ISO 8601) or `2026`; null for anything else, also for what no calendar has. */
export function readPeriod(text: string): Period | null {
  const match = shape.exec(text)
  if (!match) return null
  const [, y, mo, d, q, w] = match
  const year = Number(y)
  if (year < firstYear) return null
  if (q !== undefined) {
    const quarter = Number(q)
    return quarter >= 1 && quarter <= 4 ? months('quarter', year, quarter * 3 - 2, 3) : null
  }
  if (w !== undefined) {
    const week = Number(w)
    const monday = firstMonday(year) + (week - 1) * 7
    return week >= 1 && week <= weeksInYear(year) ? days('week', monday, monday + 7) : null
  }
  if (mo === undefined) return months('year', year, 1, 12)
  const month = Number(mo)
  if (month < 1 || month > 12) return null
  if (d === undefined) return months('month', year, month, 1)
  const day = Number(d)
  const first = daysOf(year, month, day)
  return day >= 1 && day <= daysInMonth(year, month) ? days('day', first, first + 1) : null
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The period of a unit that a wall reading is in, as {@link readPeriod} reads it; of the years 1 to 9999. */
export function writePeriod(wall: Wall, unit: PeriodUnit): string {
  const day = Math.floor(wall / dayMs)
  // The year of an ISO week is the one that its Thursday is in.
  const at = new Date((unit === 'week' ? mondayOf(day) + 3 : day) * dayMs)
  const year = String(at.getUTCFullYear()).padStart(4, '0')
  const month = at.getUTCMonth() + 1
  switch (unit) {
    case 'year':
      return year
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`
    case 'month':
      return `${year}-${two(month)}`
    case 'week':
      return `${year}-W${two((mondayOf(day) - firstMonday(at.getUTCFullYear())) / 7 + 1)}`
    case 'day':
      return `${year}-${two(month)}-${two(at.getUTCDate())}`
  }
}

export const monthNames = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] as const // prettier-ignore

/** A period as a person says it: `March 2026`, `Q1 2026`, `week 9 of 2026`; a day, and what is no period, as it is. */
export function periodText(value: string): string {
  const unit = readPeriod(value)?.unit
  const [year = '', part = ''] = value.split('-')
  if (unit === 'month') return `${monthNames[Number(part) - 1] ?? part} ${year}`
  if (unit === 'quarter') return `${part.toUpperCase()} ${year}`
  return unit === 'week' ? `week ${Number(part.slice(1))} of ${year}` : value
}

/** Why a value that has the form of a period is none, in one sentence; null when it has not the form, or is one. */
export function missingPeriod(value: string): string | null {
  const match = shape.exec(value)
  if (!match || readPeriod(value)) return null
  const [, year = '', month, day, quarter, week] = match
  if (Number(year) < firstYear) return 'Years begin with 0001.'
  if (quarter !== undefined) return `There is no quarter ${quarter}: a year has Q1 to Q4.`
  if (week !== undefined) return `${year} has no week ${Number(week)}: its ISO weeks are W01 to W${weeksInYear(Number(year))}.`
  if (Number(month) < 1 || Number(month) > 12) return `There is no month ${month}: a year has 01 to 12.`
  return `${monthNames[Number(month) - 1] ?? ''} ${year} has no day ${Number(day)}.`
}
