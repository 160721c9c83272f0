import { dayMs, minuteMs } from '@contract/time-units.ts'
import { offsetText } from '@language/offset-text.ts'
import { offsetAt } from '@language/zone-offset.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const wallOf = (ms: number, zone: string): number => ms + (zone === 'UTC' ? 0 : offsetAt(ms, zone))
const offsetWords = (ms: number, zone: string): string => (zone === 'UTC' ? 'UTC' : offsetText(offsetAt(ms, zone)))

function dayOf(wall: number): string {
  const date = new Date(wall)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}

/** `1 Mar 2026` by the clock of a zone. */
export const humanDay = (ms: number, zone: string): string => dayOf(wallOf(ms, zone))

/** `1 Mar 2026 14:05:33.123 +01:00`: the day, the time of day to the millisecond, and the offset from UTC that the zone had then. */
export function humanTime(ms: number, zone: string): string {
  const wall = wallOf(ms, zone)
  return `${dayOf(wall)} ${new Date(wall).toISOString().slice(-13, -1)} ${offsetWords(ms, zone)}`
}

/** The same without seconds where there are none: for ends of a period. */
export function humanMoment(ms: number, zone: string): string {
  const wall = wallOf(ms, zone)
  if (wall % minuteMs !== 0) return humanTime(ms, zone)
  return `${dayOf(wall)} ${new Date(wall).toISOString().slice(-13, -8)} ${offsetWords(ms, zone)}`
}

export const isMidnight = (ms: number, zone: string): boolean => wallOf(ms, zone) % dayMs === 0
