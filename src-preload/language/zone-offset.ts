import { isZone, segmentsBetween, type Segment } from './zone-changes.ts'

export { isZone }

// Offsets are asked for millions of times, the runtime's zone data needs a microsecond for one: segments are kept per
// zone in chunks of about 13 months, found by division. A chunk takes some 70 look-ups, less than a millisecond: what the first rows can wait for.
const chunkMs = 2 ** 35
const furthest = 8.64e15
const zones = new Map<string, Map<number, readonly Segment[]>>()

/** The segments of the chunk that holds `ms`, in order; at least one. */
export function segmentsAround(ms: number, zone: string): readonly Segment[] {
  const chunks = zones.get(zone) ?? new Map<number, readonly Segment[]>()
  if (chunks.size === 0) zones.set(zone, chunks)
  const index = Math.floor(ms / chunkMs)
  const known = chunks.get(index)
  if (known) return known
  // A Date's own limits: beyond them nothing can be formatted.
  const found = segmentsBetween(Math.max(index * chunkMs, -furthest), Math.min((index + 1) * chunkMs, furthest + 1), zone)
  chunks.set(index, found)
  return found
}

function segmentAt(ms: number, zone: string): Segment {
  const segments = segmentsAround(ms, zone)
  let best = segments[0] as Segment // a chunk has at least one
  for (const segment of segments) if (segment.from <= ms) best = segment
  return best
}

/** What the zone's clock is ahead of UTC at `ms`, in ms. Throws RangeError for a zone that does not exist. */
export function offsetAt(ms: number, zone: string): number {
  return segmentAt(ms, zone).offset
}
