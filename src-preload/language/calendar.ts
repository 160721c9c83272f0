import { dayMs } from '@contract/time-units.ts'

/** A clock reading without a zone: ms since 1970-01-01T00:00 of that clock, whatever zone it hangs in. */
export type Wall = number

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar; `month` is 1–12 and may run over either way. */
export function daysOf(year: number, month: number, day: number): number {
  const at = new Date(0)
  // Date.UTC reads years 0–99 as 1900–1999; setUTCFullYear does not.
  at.setUTCFullYear(year, month - 1, day)
  return Math.floor(at.getTime() / dayMs)
}

export function daysInMonth(year: number, month: number): number {
  return daysOf(year, month + 1, 1) - daysOf(year, month, 1)
}

/** The Monday of the week that a day is in, both as days since 1970-01-01, a Thursday. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7)
}

/** The Monday of week 1 of an ISO 8601 year, as days since 1970-01-01: the week that 4 January is in. */
export function firstMonday(year: number): number {
  return mondayOf(daysOf(year, 1, 4))
}

/** 52 or 53 (ISO 8601). */
export function weeksInYear(year: number): number {
  return (firstMonday(year + 1) - firstMonday(year)) / 7
}
