import { weekdays } from '@contract/order-names.ts'

/** Monday first. */
export const weekdayNames = weekdays

/** The weekday that a text of three letters or more begins; null for anything else. */
export function readWeekday(text: string): (typeof weekdayNames)[number] | null {
  const typed = text.toLowerCase()
  return typed.length < 3 ? null : (weekdayNames.find((name) => name.startsWith(typed)) ?? null)
}

/** Hours of the day, 0–23, both ends included. `from` may be after `to`: such a range goes on over midnight. */
export interface HourRange {
  readonly from: number
  readonly to: number
}

/** Reads `9`, `09` or `9..17`; null for anything else. */
export function readHours(text: string): HourRange | null {
  const match = /^(\d{1,2})(?:\.\.(\d{1,2}))?$/.exec(text)
  if (!match) return null
  const from = Number(match[1])
  const to = Number(match[2] ?? match[1])
  return from < 24 && to < 24 ? { from, to } : null
}

const two = (hour: number): string => String(hour).padStart(2, '0')

/** As {@link readHours} reads it, each hour in two digits. */
export const writeHours = ({ from, to }: HourRange): string => (from === to ? two(from) : `${two(from)}..${two(to)}`)

export const isHourIn = (hour: number, { from, to }: HourRange): boolean =>
  from <= to ? hour >= from && hour <= to : hour >= from || hour <= to

/** Hours as people write them, in the form the language takes: `9-17`, `9:30`, `5 pm`, `25`; null for anything else. */
export function looseHours(text: string): string | null {
  const match = /^(\d{1,2})(?:[:h]\d{0,2})?\s*(am|pm)?(?:\s*(?:-|–|\.{1,3}|to)\s*(\d{1,2})(?:[:h]\d{0,2})?\s*(am|pm)?)?$/i.exec(text.trim())
  if (!match) return null
  const hour = (digits: string, half: string | undefined): number =>
    Math.min(23, half ? (Number(digits) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(digits))
  const [, first = '', half, last, otherHalf] = match
  const from = hour(first, half)
  return writeHours({ from, to: last === undefined ? from : hour(last, otherHalf) })
}
