import type { TimeFormat } from '@contract/connector-parts.ts'

/** What nearly every tenant sends, and `Date.parse` reads as it is. */
const plainDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/
const dateTime = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?([Zz]|[+-]\d\d:?\d\d)$/

/** RFC 3339 to ms since the epoch with the fraction of a millisecond kept (to about a microsecond); null when it is none. */
export function parseTime(value: string): number | null {
  if (plainDateTime.test(value)) {
    const time = Date.parse(value)
    return Number.isNaN(time) ? null : time
  }
  const match = dateTime.exec(value)
  if (!match) return null
  const zone = match[3] as string
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const whole = Date.parse((match[1] as string).replace(/[t ]/, 'T') + offset.toUpperCase())
  if (Number.isNaN(whole)) return null
  return match[2] ? whole + Number(`0.${match[2]}`) * 1000 : whole
}

/** A number of seconds or milliseconds since the epoch; beyond what a `Date` holds is none. */
function parseEpoch(value: string, unitMs: number): number | null {
  if (!/^-?\d{1,16}(\.\d{1,9})?$/.test(value)) return null
  const time = Number(value) * unitMs
  return Math.abs(time) <= 8.64e15 ? time : null
}

const day = 86_400_000

interface Format {
  /** What such a text is called where it does not fit. */
  readonly label: string
  /** Ms that one step of it is. */
  readonly unitMs: number
  readonly parse: (text: string) => number | null
  readonly print: (time: number) => string
}

export const timeFormats: Readonly<Record<TimeFormat, Format>> = {
  iso: { label: 'an RFC 3339 date-time', unitMs: 1, parse: parseTime, print: (time) => new Date(time).toISOString() },
  date: {
    label: 'a date',
    unitMs: day,
    parse: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? parseTime(`${text}T00:00:00Z`) : null),
    print: (time) => new Date(time).toISOString().slice(0, 10),
  },
  epoch_s: { label: 'a time in seconds', unitMs: 1000, parse: (text) => parseEpoch(text, 1000), print: (time) => String(time / 1000) },
  epoch_ms: { label: 'a time in milliseconds', unitMs: 1, parse: (text) => parseEpoch(text, 1), print: String },
}
