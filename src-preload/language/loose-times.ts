import { daysInMonth, weeksInYear } from './calendar.ts'
import { monthNames } from './period.ts'
import { longestSpan, readSpan, type SpanUnit } from './time-literal.ts'

const two = (n: number): string => String(n).padStart(2, '0')
const within = (n: number, least: number, most: number): number => Math.min(most, Math.max(least, n))

const clock = /^(\d{1,2})(?::?(\d{1,2}))?(?::?(\d{1,2}))?(?:[.,]\d*)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?)?$/i

/** `T10:00` and so on; empty for what is no time of a day. */
function looseClock(text: string): string {
  const match = clock.exec(text.trim())
  if (!match) return ''
  const [, h, mi, s, half, zone = ''] = match
  const twelve = half ? (Number(h) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(h)
  const seconds = s === undefined ? '' : `:${two(within(Number(s), 0, 59))}`
  const [, sign, hours = '', minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  const offset = sign ? `${sign}${two(within(Number(hours), 0, 23))}:${two(within(Number(minutes), 0, 59))}` : zone && 'Z'
  return `T${two(within(twelve, 0, 23))}:${two(within(Number(mi ?? 0), 0, 59))}${seconds}${offset}`
}

function day(year: string, month: number, date: number): string {
  // A month past December is a day that was written in its place.
  if (month > 12 && date <= 12) return day(year, date, month)
  const m = within(month, 1, 12)
  return `${year}-${two(m)}-${two(within(date, 1, daysInMonth(Number(year), m)))}`
}

/** The month that a word of at least three letters begins, 1–12. */
function monthNamed(word: string): number | null {
  const at = word.length < 3 ? -1 : monthNames.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase()))
  return at < 0 ? null : at + 1
}

/** Of the ways to write a part and its year, whichever matched. */
function either(text: string, first: RegExp, second: RegExp): readonly [year: string, part: string] | null {
  const [, year, part] = first.exec(text) ?? []
  if (year !== undefined && part !== undefined) return [year, part]
  const [, before, after] = second.exec(text) ?? []
  return before !== undefined && after !== undefined ? [after, before] : null
}

/**
 * Months, quarters and weeks as people write them, in the form the language takes: `2026-3`, `03/2026`, `202603`, `March 2026`, `Q1 2026`, `2026W9`. What
 * does not exist becomes the nearest that does: of a week that a year has not, the last of it and the first of the next.
 */
function loosePeriods(text: string): readonly string[] {
  const quarter = either(text, /^(\d{4})[-/.\s]?q(\d)$/i, /^q(\d)[-/.\s]*(\d{4})$/i)
  if (quarter) return [`${quarter[0]}-Q${within(Number(quarter[1]), 1, 4)}`]
  const week = either(
    text,
    /^(\d{4})[-/.\s]?(?:w|kw|wk|week)[-\s]?(\d{1,2})$/i,
    /^(?:w|kw|wk|week)[-\s]?(\d{1,2})[-/.\s]+(?:of\s+)?(\d{4})$/i,
  )
  if (week) {
    const [year, number] = [Number(week[0]), Number(week[1])]
    const last = `${week[0]}-W${two(within(number, 1, weeksInYear(year)))}`
    return number > weeksInYear(year) && year < 9999 ? [last, `${String(year + 1).padStart(4, '0')}-W01`] : [last]
  }
  const month = either(text, /^(\d{4})[-/.]?(\d{1,2})$/, /^(\d{1,2})[-/.](\d{4})$/)
  if (month) return [`${month[0]}-${two(within(Number(month[1]), 1, 12))}`]
  const named = either(text, /^(\d{4})[-/.,\s]+([a-z]+)\.?$/i, /^([a-z]+)\.?[-/,\s]+(\d{4})$/i)
  const number = named && monthNamed(named[1])
  return number ? [`${named[0]}-${two(number)}`] : []
}

/** `5 March 2026`, `March 5, 2026` and an hour after it, if any. */
function namedDay(text: string): readonly string[] {
  const [, first = '', second = '', year, time = ''] = /^(\w+)[.,]?[-/\s]+(\w+)[.,]?[-/,\s]+(\d{4})(?:[\s,]+(.*))?$/.exec(text) ?? []
  if (!year) return []
  const month = monthNamed(second) ?? monthNamed(first)
  const [, date] = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(monthNamed(second) ? first : second) ?? []
  return month && date ? [day(year, month, Number(date)) + (time && looseClock(time))] : []
}

/**
 * Dates and times as people write them, in the form the language takes: `31.1.2026`, `2026/1/31 9:30`, `20260131`, `31 Jan 2026`, `January 2026`, `2026-1`.
 * What does not exist becomes the nearest that does. Several where day and month could be either; none for anything else.
 */
export function looseMoments(text: string): readonly string[] {
  return read(text).filter((moment) => !moment.startsWith('0000'))
}

function read(text: string): readonly string[] {
  const periods = loosePeriods(text)
  if (periods.length > 0) return periods
  const [, year, month, date, time = ''] = /^(\d{4})[-/.]?(\d{1,2})(?:[-/.]?(\d{1,2}))?(?:(?:T|[\s,]+)(.*))?$/i.exec(text) ?? []
  if (year) return [day(year, Number(month), Number(date ?? 1)) + (time && looseClock(time))]
  const [, first = '', between = '', second = '', of, at = ''] =
    /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?:(?:T|[\s,]+)(.*))?$/i.exec(text) ?? []
  if (!of) return namedDay(text)
  const [a, b] = [Number(first), Number(second)]
  const clockTime = at && looseClock(at)
  const dayFirst = day(of, b, a) + clockTime
  return between === '.' || a > 12 || b > 12 ? [dayFirst] : [dayFirst, day(of, a, b) + clockTime]
}

const units: readonly (readonly [RegExp, SpanUnit])[] = [
  [/^(?:m|min|minutes?)$/, 'm'],
  [/^(?:h|hr|hrs|hours?)$/, 'h'],
  [/^(?:d|days?|today|yesterday)$/, 'd'],
  [/^(?:w|wk|wks|weeks?)$/, 'w'],
  [/^(?:mo|mon|months?)$/, 'mo'],
  [/^(?:y|yr|yrs|years?)$/, 'y'],
]

/** A length of time as people write it, in the form the language takes: `week`, `7`, `7 days`; null for anything else. */
export function looseSpan(text: string): string | null {
  const [, amount = '', word = ''] = /^(\d*)[\s_-]*([a-z]*)$/i.exec(text.trim()) ?? []
  const unit = word === '' ? 'd' : units.find(([names]) => names.test(word.toLowerCase()))?.[1]
  if (!unit || (amount === '' && word === '')) return null
  const span = `${within(Number(amount || 1), 1, longestSpan[unit])}${unit}`
  return readSpan(span) ? span : null
}
