import { clockTime, fullTime, shownOffset, relativeTime, shortTime } from '../../composables/time-format.ts'

/**
 * An entry's time in words: in full in the chosen zone, then the minute in the other zone that matters (this machine's, or UTC when
 * another is chosen), then how long ago. Times are ms since the epoch, zones IANA names.
 */
export function entryTimes(at: number, zone: string, localZone: string, now: number): readonly string[] {
  const isUtc = shownOffset(at, zone) === 0
  const other = isUtc ? localZone : 'UTC'
  const differs = shownOffset(at, other) !== shownOffset(at, zone)
  return [fullTime(at, zone), ...(differs ? [otherTime(at, zone, other, isUtc ? 'local' : 'UTC', now)] : []), relativeTime(at, now)]
}

function otherTime(at: number, zone: string, other: string, name: string, now: number): string {
  const [here, there] = [shortTime(at, zone, now), shortTime(at, other, now)]
  return `${here.date === there.date ? '' : `${there.date}, `}${clockTime(at, other)} ${name}`
}

/** The tenant's own text for the time, where it says more than milliseconds UTC can: finer digits, another offset. Null where it does not. */
export function timeAsSent(timestamp: string, at: number | null): string | null {
  if (timestamp === '' || at === null || !(Math.abs(at) <= 8.64e15)) return timestamp || null
  const iso = new Date(at).toISOString()
  const plain = [iso, iso.replace('.000Z', 'Z'), iso.replace('Z', '+00:00'), iso.replace('.000Z', '+00:00')]
  return plain.includes(timestamp) ? null : timestamp
}
