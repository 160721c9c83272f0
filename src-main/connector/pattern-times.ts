import type { TimePattern } from '@contract/connector-parts.ts'
import { hourMs, minuteMs } from '@contract/time-units.ts'
import { patternParts, type PatternPart } from '@contract/time-pattern.ts'
import { endsMonth, moment, withMicroseconds } from './iso-date-time.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const longMonths = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Each matches what it can in one way only, so that no text takes long. */
const matching: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<y>\d{4})`,
  M: String.raw`(?<M>\d{1,2})`, MM: String.raw`(?<M>\d\d)`, MMM: String.raw`(?<M>[A-Za-z]{3})\.?`, MMMM: '(?<M>[A-Za-z]{3,9})',
  d: String.raw`(?<d>\d{1,2})`, dd: String.raw`(?<d>\d\d)`,
  E: '[A-Za-z]{2,9}', EE: '[A-Za-z]{2,9}', EEE: '[A-Za-z]{2,9}', EEEE: '[A-Za-z]{2,9}',
  H: String.raw`(?<H>\d{1,2})`, HH: String.raw`(?<H>\d\d)`, h: String.raw`(?<h>\d{1,2})`, hh: String.raw`(?<h>\d\d)`,
  a: String.raw`(?<a>[AaPp])\.?[Mm]\.?`,
  m: String.raw`(?<m>\d{1,2})`, mm: String.raw`(?<m>\d\d)`, s: String.raw`(?<s>\d{1,2})`, ss: String.raw`(?<s>\d\d)`,
  z: String.raw`(?<z>(?:UTC|GMT|Z)(?:[+\u2212-]\d{1,2}(?::?\d\d)?)?|[+\u2212-]\d\d:?\d\d)`,
} // prettier-ignore
const fraction = String.raw`(?<S>\d{1,32})`
const offset = String.raw`(?<X>[Zz]|[+\u2212-]\d\d(?::?\d\d)?)`

/** Every kind of blank: consoles write a narrow one before AM. */
const blank = String.raw`[\s\u00a0\u202f]+`

function partPattern({ letter, text }: PatternPart): string {
  if (letter === null) {
    if (text === ' ') return blank
    // The sign before a fraction is a matter of language.
    return text === '.' || text === ',' ? text : text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
  }
  return letter === 'S' ? fraction : letter === 'X' ? offset : (matching[letter === 'y' ? 'yyyy' : text] as string)
}

function expression(pattern: string): RegExp {
  const parts = patternParts(pattern)
  if (typeof parts === 'string') throw new RangeError(parts)
  let source = ''
  parts.forEach((part, at) => {
    const [before, next] = [parts[at - 1], parts[at + 1]]
    if (part.optional && !before?.optional) source += '(?:'
    const isPoint = part.letter === null && (part.text === '.' || part.text === ',')
    if (isPoint) source += next?.letter === 'S' ? '[.,]' : part.text === '.' ? String.raw`\.` : ','
    else source += partPattern(part)
    if (part.optional && !next?.optional) source += ')?'
  })
  return new RegExp(`^${source}$`, 'u')
}

/**
 * Reads times by pattern: ms since the epoch, with the fraction of a millisecond to about a microsecond, cut and never rounded up. Null for what does
 * not fit, for a date that no calendar has, and for a wall-clock time that the zone skips. One that the zone has twice, when clocks are set back, is the
 * first of the two. A leap second is the second before it, as in `parseTime`.
 */
export function patternReader({ pattern, zone }: TimePattern): (text: string) => number | null {
  const expressions = [pattern].flat().map(expression)
  const toUtc = zone === undefined ? () => null : fromZone(zone)
  return (text) => {
    const trimmed = text.trim()
    for (const each of expressions) {
      const groups = each.exec(trimmed)?.groups
      if (groups) return read(groups, toUtc)
    }
    return null
  }
}

function read(groups: Readonly<Record<string, string | undefined>>, toUtc: (wall: number) => number | null): number | null {
  const { y, M = '', d, H, h, a, m = '0', s = '0', S = '', X, z } = groups
  const month = /^\d/.test(M) ? Number(M) : monthOf(M)
  const hour = h === undefined ? Number(H ?? 0) : ofTwelve(Number(h), (a ?? '').toLowerCase() === 'p')
  const seconds = Number(s)
  const wall = moment(Number(y), month, Number(d), hour, Number(m), Math.min(seconds, 59))
  if (Number.isNaN(wall) || seconds > 60) return null
  const ahead = X ?? z
  const stated = ahead === undefined ? null : aheadOf(ahead)
  if (stated !== null && Number.isNaN(stated)) return null
  const time = stated === null ? toUtc(wall) : wall - stated
  if (time === null || (seconds === 60 && !endsMonth(time))) return null
  const finer = S.slice(3, 6)
  return withMicroseconds(time + Number(S.slice(0, 3).padEnd(3, '0')), Number(finer), finer.length)
}

const ofTwelve = (hour: number, isAfternoon: boolean): number => (hour < 1 || hour > 12 ? NaN : (hour % 12) + (isAfternoon ? 12 : 0))

function monthOf(name: string): number {
  const lower = name.toLowerCase()
  const at = months.indexOf(lower)
  return (at < 0 ? longMonths.indexOf(lower) : at) + 1
}

/** Ms that `+01:00`, `GMT+2`, `UTC` or `Z` is ahead; NaN for more than a day. */
function aheadOf(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+\u2212-])(\d{1,2}):?(\d\d)?$/u.exec(text) ?? []
  if (sign === undefined) return 0
  return Number(hours) > 23 || Number(minutes) > 59 ? NaN : (sign === '+' ? 1 : -1) * (Number(hours) * hourMs + Number(minutes) * minuteMs)
}

/** Quarters of an hour of which the offset is remembered: a log goes through them one after the other. */
const mostRemembered = 4096
const quarterMs = 15 * minuteMs

/** Wall-clock time, as if it were universal, to universal time; null where the zone skips it. */
function fromZone(zone: string): (wall: number) => number | null {
  if (/^[+-]/.test(zone)) return (wall) => wall - aheadOf(zone)
  if (/^(?:UTC|GMT|Etc\/UTC)$/i.test(zone)) return (wall) => wall
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const aheadAt = (time: number): number => {
    const name = clock.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    return sign === undefined ? 0 : (sign === '+' ? 1 : -1) * (Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1000)
  }
  const remembered = new Map<number, number | null>()
  return (wall) => {
    const quarter = Math.floor(wall / quarterMs)
    let ahead = remembered.get(quarter)
    if (ahead === undefined) {
      const begins = quarter * quarterMs
      // The offset of the day before is the one in use until clocks are set; of two times with the same wall clock it gives the first.
      const fitting = [aheadAt(begins - 24 * hourMs), aheadAt(begins + 24 * hourMs)].filter((each) => aheadAt(begins - each) === each)
      ahead = fitting.length === 0 ? null : Math.max(...fitting)
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(quarter, ahead)
    }
    return ahead === null ? null : wall - ahead
  }
}
