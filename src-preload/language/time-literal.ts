import { minuteMs } from '@contract/time-units.ts'
import type { Wall } from './calendar.ts'
import { readPeriod, type Period } from './period.ts'

/** What a date, a month or a date-time says before a zone gives it meaning. */
export type Moment =
  | Period
  /** A date-time without an offset. */
  | { readonly kind: 'wall'; readonly wall: Wall }
  /** A date-time with an offset: ms since the epoch, UTC. */
  | { readonly kind: 'instant'; readonly ms: number }

export type SpanUnit = 'm' | 'h' | 'd' | 'w' | 'mo' | 'y'
export interface Span {
  readonly amount: number
  readonly unit: SpanUnit
}

const clockShape = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/i
const spanShape = /^(\d{1,5})(m|h|d|w|mo|y)$/i
/** Keeps every computed time inside what dates can represent. */
export const longestSpan: Readonly<Record<SpanUnit, number>> = { m: 99_999, h: 99_999, d: 36_525, w: 5_218, mo: 1_200, y: 100 }

/**
 * Reads `2026-01-31T10:00[:00[.000]][Z|±hh:mm]`, or a day, week, month, quarter or year as {@link readPeriod} does; null for anything else, including
 * days that do not exist.
 */
export function readMoment(text: string): Moment | null {
  const match = clockShape.exec(text)
  if (!match) return readPeriod(text)
  const [, date = '', h, mi, s, fraction, offset] = match
  const midnight = readPeriod(date)?.from
  if (midnight === undefined) return null
  const hour = Number(h)
  const minute = Number(mi)
  const second = Number(s ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  const milli = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'))
  const wall = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milli
  if (offset === undefined) return { kind: 'wall', wall }
  if (offset.toUpperCase() === 'Z') return { kind: 'instant', ms: wall }
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4, 6))
  if (hours > 23 || minutes > 59) return null
  const shift = (hours * 60 + minutes) * minuteMs
  return { kind: 'instant', ms: offset.startsWith('-') ? wall + shift : wall - shift }
}

/** Reads `15m 24h 30d 4w 6mo 2y`; null for anything else, for zero, and for more than a century. */
export function readSpan(text: string): Span | null {
  const match = spanShape.exec(text)
  if (!match) return null
  const amount = Number(match[1])
  const unit = (match[2] ?? '').toLowerCase() as SpanUnit
  return amount > 0 && amount <= longestSpan[unit] ? { amount, unit } : null
}

/** A wall reading as `2026-01-31T10:00`, with seconds and milliseconds only where they are not zero. */
export function writeWall(wall: Wall): string {
  const text = new Date(wall).toISOString()
  if (wall % minuteMs === 0) return text.slice(0, 16)
  return wall % 1000 === 0 ? text.slice(0, 19) : text.slice(0, 23)
}
