import { daysInMonth, longestSpan, readSpan, type SpanUnit } from './time-literal.ts'

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

/**
 * Dates and times as people write them, in the form the language takes: `31.1.2026`, `2026/1/31 9:30`, `20260131`, `2026-01`. What does not exist becomes
 * the nearest that does. Several where day and month could be either; none for anything else.
 */
export function looseMoments(text: string): readonly string[] {
  const [, year, month, date, time = ''] = /^(\d{4})(?:[-/.]?(\d{1,2})(?:[-/.]?(\d{1,2}))?)?(?:(?:T|[\s,]+)(.*))?$/i.exec(text) ?? []
  if (year) return year === '0000' ? [] : [day(year, Number(month ?? 1), Number(date ?? 1)) + (time && looseClock(time))]
  const [, first = '', between = '', second = '', of, at = ''] =
    /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?:(?:T|[\s,]+)(.*))?$/i.exec(text) ?? []
  if (!of || of === '0000') return []
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
