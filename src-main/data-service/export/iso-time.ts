import { offsetAt, offsetText } from '@language/time.ts'

/** ISO 8601 with milliseconds in a zone: `Z` for UTC, `+01:00` and the like for the others. */
export function isoTime(ms: number, zone: string): string {
  if (zone === 'UTC') return new Date(ms).toISOString()
  const offset = offsetAt(ms, zone)
  return new Date(ms + offset).toISOString().slice(0, -1) + offsetText(offset)
}
