import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'

/** Dates and times that can mean one moment only: extended or basic form, with a zone. What has no zone, or the order of one country, has several meanings. */
const extended = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)? ?(?:([Zz]|UTC|GMT)|([+-])(\d\d)(?::?(\d\d))?)$/
const basic = /^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d\d)(\d\d)?)$/

/**
 * A date and time with its zone to ms since the epoch, with the fraction of a millisecond to about a microsecond. The fraction is cut and never
 * rounded up: a time stays in its second. Null for every other text, for a date that no calendar has and for 24:00, which is the next
 * day's. A leap second (RFC 3339, section 5.7) is the second before it.
 */
export function parseTime(text: string): number | null {
  return plain(text) ?? full(text)
}

/** What nearly every tenant sends: `2026-01-31T10:00:00.123Z`, with any number of digits, or none. Null for what is not so plain. */
function plain(text: string): number | null {
  const end = text.length - 1
  if (end < 19 || text.charCodeAt(end) !== 0x5a || text.charCodeAt(10) !== 0x54) return null
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a)
    return null
  const time = moment(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8), two(text, 11), two(text, 14), two(text, 17))
  if (end === 19 || Number.isNaN(time)) return Number.isNaN(time) ? null : time
  if (text.charCodeAt(19) !== 0x2e || end === 20) return null
  let ms = 0
  let below = 0
  for (let at = 20, unit = 100; at < end; at++, unit /= 10) {
    const value = digit(text, at)
    if (Number.isNaN(value)) return null
    if (at < 23) ms += value * unit
    else if (at < 26) below = below * 10 + value
  }
  return end <= 23 ? time + ms : withMicroseconds(time + ms, below, Math.min(end, 26) - 23)
}

function full(text: string): number | null {
  const match = extended.exec(text) ?? basic.exec(text)
  if (!match) return null
  const [year = NaN, month = NaN, date = NaN, hours = NaN, minutes = NaN] = match.slice(1, 6).map(Number)
  const [seconds, zone] = [Number(match[6] ?? 0), offset(match)]
  const time = moment(year, month, date, hours, minutes, Math.min(seconds, 59)) - zone
  if (Number.isNaN(time) || seconds > 60 || (seconds === 60 && !endsMonth(time)) || !isOfFourDigits(time)) return null
  const fraction = match[7] ?? ''
  const ms = time + Number(fraction.slice(0, 3).padEnd(3, '0'))
  const finer = fraction.slice(3, 6)
  return withMicroseconds(ms, Number(finer), finer.length)
}

/** Ms that a zone is ahead; NaN for more than a day. */
function offset(match: RegExpExecArray): number {
  if (match[8] !== undefined) return 0
  const [hours, minutes] = [Number(match[10]), Number(match[11] ?? 0)]
  return hours <= 23 && minutes <= 59 ? (match[9] === '-' ? -1 : 1) * (hours * hourMs + minutes * minuteMs) : NaN
}

/** Whether it is in the last second of a month, universal time: only there are seconds inserted. */
export function endsMonth(time: number): boolean {
  const next = new Date(time + 1000)
  return next.getUTCDate() === 1 && (time + 1000) % dayMs === 0
}

/** RFC 3339 has years of four digits; a zone may lead out of them. */
function isOfFourDigits(time: number): boolean {
  return time >= daysBefore(1, 1) * dayMs && time < daysBefore(10_000, 1) * dayMs
}

/** Adds `count` digits that are finer than a millisecond. More do not fit into the number beside the date and would be rounded up. */
export function withMicroseconds(ms: number, digits: number, count: number): number {
  const exact = ms + digits / 10 ** count
  return exact < ms + 1 ? exact : ms
}

/** Ms since the epoch of a date and time in universal time; NaN for one that there is not. */
export function moment(year: number, month: number, date: number, hours: number, minutes: number, seconds: number): number {
  const exists =
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    date >= 1 &&
    (date <= 28 || date <= daysIn(year, month)) &&
    hours <= 23 &&
    minutes <= 59 &&
    seconds <= 59
  if (!exists) return NaN
  return (daysBefore(year, month) + date - 1) * dayMs + hours * hourMs + minutes * minuteMs + seconds * 1000
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (daysBeforeMonth[month] as number) - (daysBeforeMonth[month - 1] as number)
}

/** Days from the epoch to the first of a month, by the Gregorian calendar. */
function daysBefore(year: number, month: number): number {
  const past = year - 1
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) + (month > 2 && isLeap(year) ? 1 : 0)
  return past * 365 + leapDays + (daysBeforeMonth[month - 1] as number) - 719_162
}

/** NaN where there are no two digits. */
function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : NaN
}
