/** Times as a person reads them, always in a named zone (IANA) and always with its offset at hand. Input is ms since the epoch. */

import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import { offsetText } from '@language/offset-text.ts'
import { isZone, offsetAt } from '@language/zone-offset.ts'

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const shortMonths = months.map((month) => month.slice(0, 3))
const farthest = 8.64e15

/** How far the zone's clock is ahead of UTC at that moment, ms, for what is shown: unknown zones and impossible times count as UTC. */
export const shownOffset = (ms: number, zone: string): number => (Math.abs(ms) <= farthest && isZone(zone) ? offsetAt(ms, zone) : 0)

const two = (value: number): string => String(value).padStart(2, '0')
const three = (value: number): string => String(value).padStart(3, '0')

/** The moment as the zone's wall clock shows it, in a Date whose UTC fields are that clock; null for an impossible time. */
function wallClock(ms: number, zone: string): Date | null {
  const wall = new Date(ms + shownOffset(ms, zone))
  return Number.isNaN(wall.getTime()) ? null : wall
}

const clockText = (wall: Date): string =>
  `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}.${three(wall.getUTCMilliseconds())}`

export interface ShortTime {
  /** `20 Nov`. */
  readonly date: string
  /** `2025`; null while it is the current year in that zone. */
  readonly year: string | null
  /** `16:42:08.311`. */
  readonly time: string
  /** `+01:00`. */
  readonly offset: string
}

const nowhere: ShortTime = { date: '—', year: null, time: '', offset: '' }

/** What stands in the place of a time that could not be read. */
export const timeUnknown = 'time unknown'

/** The parts a list shows. `now` decides whether the year goes without saying. */
export function shortTime(ms: number, zone: string, now: number = Date.now()): ShortTime {
  const wall = wallClock(ms, zone)
  if (!wall) return nowhere
  const year = wall.getUTCFullYear()
  return {
    date: `${wall.getUTCDate()} ${shortMonths[wall.getUTCMonth()] ?? ''}`,
    year: year === wallClock(now, zone)?.getUTCFullYear() ? null : String(year),
    time: clockText(wall),
    offset: offsetText(shownOffset(ms, zone)),
  }
}

/** `20 November 2026, 16:42:08.311 UTC`, elsewhere with the offset: `… +01:00`; of an entry whose time cannot be read (null), that it is unknown. */
export function fullTime(ms: number | null, zone: string): string {
  if (ms === null) return timeUnknown
  const wall = wallClock(ms, zone)
  if (!wall) return 'unknown time'
  return `${wall.getUTCDate()} ${months[wall.getUTCMonth()] ?? ''} ${wall.getUTCFullYear()}, ${clockText(wall)} ${zoneSuffix(ms, zone)}`
}

/** `16:42`. */
export function clockTime(ms: number, zone: string): string {
  return wallClock(ms, zone)?.toISOString().slice(-13, -8) ?? '—'
}

/** `20 Nov 2026`. */
export function dayText(ms: number, zone: string): string {
  const wall = wallClock(ms, zone)
  return wall ? `${wall.getUTCDate()} ${shortMonths[wall.getUTCMonth()] ?? ''} ${wall.getUTCFullYear()}` : '—'
}

/** `2026-11-20`, as a filter takes a day. */
export const isoDay = (ms: number, zone: string): string => wallClock(ms, zone)?.toISOString().slice(0, -14) ?? ''

/** `2026`, and `10000`. */
export const yearText = (ms: number, zone: string): string => String(wallClock(ms, zone)?.getUTCFullYear() ?? '—')

/** `UTC`, elsewhere the offset: `+01:00`. */
export const zoneSuffix = (ms: number, zone: string): string => (zone === 'UTC' ? 'UTC' : offsetText(shownOffset(ms, zone)))

/** `20 Nov 2026, 16:42 UTC`: for what the application itself did. */
export const momentText = (ms: number, zone: string): string => `${dayText(ms, zone)}, ${clockTime(ms, zone)} ${zoneSuffix(ms, zone)}`

/** `22 Aug – 20 Nov 2026`; the year twice only when it differs, one day when both are the same. Both ends are shown as they fall. */
export function dayRangeText(from: number, to: number, zone: string): string {
  const [first, last] = [dayText(from, zone), dayText(to, zone)]
  if (first === last) return last
  const sameYear = yearText(from, zone) === yearText(to, zone)
  return `${sameYear ? first.slice(0, first.lastIndexOf(' ')) : first} – ${last}`
}

const steps: readonly (readonly [limit: number, unit: number, name: string])[] = [
  [hourMs, minuteMs, 'minute'],
  [dayMs, hourMs, 'hour'],
  [30 * dayMs, dayMs, 'day'],
  [365 * dayMs, 30.44 * dayMs, 'month'],
  [Infinity, 365.25 * dayMs, 'year'],
]

/** `just now`, `2 days ago`, `in 3 minutes`. */
export function relativeTime(ms: number, now: number): string {
  const distance = Math.abs(now - ms)
  if (!Number.isFinite(distance)) return 'unknown time'
  if (distance < 45_000) return ms <= now ? 'just now' : 'in a moment'
  const [, unit, name] = steps.find(([limit]) => distance < limit) ?? [0, minuteMs, 'minute']
  const count = Math.max(1, Math.floor(distance / unit))
  const words = `${count} ${name}${count === 1 ? '' : 's'}`
  return ms <= now ? `${words} ago` : `in ${words}`
}
