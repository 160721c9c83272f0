import type { EntryTimeFormat, TimeFormat } from '@contract/connector-parts.ts'
import { dayMs } from '@contract/time-units.ts'
import { parseTime, withMicroseconds } from './iso-date-time.ts'
import { patternReader } from './pattern-times.ts'

/** The time of an entry of which no time can be read. It stands behind every time, and in no stretch of time: those end before it. */
export const unknownTime = Infinity

/** Whole ms, which are cut and never rounded up; null for a time that is unknown. */
export function wholeMs(time: number): number | null {
  return time === unknownTime ? null : Math.floor(time)
}

/** No audit log is older, and none is from later: a number outside is of another unit. A thousand times less or more is always outside. */
const [earliestEpoch, latestEpoch] = [Date.UTC(1990, 0, 1), Date.UTC(2100, 0, 1)]

/**
 * A decimal number of seconds since the epoch or of a part of them, by its digits: a binary fraction would fall short of a whole millisecond.
 * Null for what is none, and for a time that no log has.
 * @param places by how many digits ms are finer than the unit; below zero, by how many they are coarser
 */
function parseEpoch(text: string, places: 3 | 0 | -3 | -6): number | null {
  const match = /^(\d{1,32})(?:\.(\d{1,32}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text)
  if (!match) return null
  const [, whole = '', fraction = '', exponent = '0'] = match
  const point = whole.length + Number(exponent) + places
  const digits = whole + fraction
  const ms = Number(point <= 0 ? 0 : digits.slice(0, point).padEnd(point, '0'))
  if (!(ms >= earliestEpoch && ms < latestEpoch)) return null
  const finer = point < 0 ? '' : digits.slice(point, point + 3)
  return withMicroseconds(ms, Number(finer), finer.length)
}

interface Format {
  /** What such a text is called where it does not fit. */
  readonly label: string
  /** Ms that one step of it is. */
  readonly unitMs: number
  /** Ms since the epoch, with a fraction; null for a text that is no such time. */
  readonly parse: (text: string) => number | null
  readonly print: (time: number) => string
}

export const timeFormats: Readonly<Record<TimeFormat, Format>> = {
  iso: { label: 'a date and time with a zone (RFC 3339)', unitMs: 1, parse: parseTime, print: (time) => new Date(time).toISOString() },
  date: {
    label: 'a date',
    unitMs: dayMs,
    parse: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? parseTime(`${text}T00:00:00Z`) : null),
    print: (time) => new Date(time).toISOString().slice(0, 10),
  },
  epoch_s: {
    label: 'a time in seconds between 1990 and 2100',
    unitMs: 1000,
    parse: (text) => parseEpoch(text, 3),
    print: (time) => String(time / 1000),
  },
  epoch_ms: {
    label: 'a time in milliseconds between 1990 and 2100',
    unitMs: 1,
    parse: (text) => parseEpoch(text, 0),
    print: String,
  },
  epoch_us: {
    label: 'a time in microseconds between 1990 and 2100',
    unitMs: 1,
    parse: (text) => parseEpoch(text, -3),
    print: (time) => `${time}000`,
  },
  epoch_ns: {
    label: 'a time in nanoseconds between 1990 and 2100',
    unitMs: 1,
    parse: (text) => parseEpoch(text, -6),
    print: (time) => `${time}000000`,
  },
}

/** How an entry's time is read: by a format that has a name, or by pattern. */
export function entryTimes(format: EntryTimeFormat): Pick<Format, 'label' | 'parse'> & { readonly isNumber: boolean } {
  if (typeof format === 'string') return { ...timeFormats[format], isNumber: format.startsWith('epoch') }
  const patterns = [format.pattern].flat().join(' or ')
  const zone = format.zone === undefined ? '' : ` in ${format.zone}`
  return { label: `a time such as ${patterns}${zone}`, parse: patternReader(format), isNumber: false }
}
