import type { TimeRange } from '@contract/log.ts'
import { dayMs } from '@contract/time-units.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'

/** At most so many of the entries, at either end, can be apart from the others. */
const [mostApart, fewApart] = [1 / 20, 3]
/** How much longer than all of the others together the time without an entry is that sets some apart. */
const farTimes = 10
/** Others that lie closer together than this count as if they took so long: what is a few months apart belongs together in any log. */
const leastSpan = 30 * dayMs

/**
 * The stretch of time in which the entries are: all of them, but for the few at an end that lie so far off that the others would be one line
 * in a picture of them all. One entry of the year 9999 must not hide a log.
 * @param keys by time
 * @returns null when none has a time
 */
export function bulkOf(keys: Uint32Array, time: Float64Array): TimeRange | null {
  const known = knownIn(keys, time)
  if (known === 0) return null
  const at = (place: number): number => time[keys[place] as number] as number
  const apart = Math.min(Math.max(fewApart, Math.floor(known * mostApart)), Math.floor((known - 1) / 2))
  let [low, high] = [apart, known - 1 - apart]
  // From the middle outwards: what lies at one end is not measured by what lies at the other.
  let [isLowest, isHighest] = [false, false]
  while (!isLowest || !isHighest) {
    const far = (): number => farTimes * Math.max(leastSpan, at(high) - at(low))
    isLowest = low === 0 || at(low) - at(low - 1) > far()
    if (!isLowest) low--
    isHighest = high === known - 1 || at(high + 1) - at(high) > far()
    if (!isHighest) high++
  }
  return { from: Math.floor(at(low)), to: Math.floor(at(high)) + 1 }
}

/** Which stretch of time is drawn for a filter that asks for one with open ends: these are where the entries are. */
export class ShownRange {
  private last: { readonly name: string; readonly bulk: TimeRange | null } = { name: '', bulk: null }

  constructor(private readonly store: Pick<CacheStore, 'columns' | 'order'>) {}

  /** Null where an end is open and the cache holds no time. */
  of(asked: TimeRange): TimeRange | null {
    const [startsAt, endsAt] = [Number.isFinite(asked.from), Number.isFinite(asked.to)]
    if (startsAt && endsAt) return { from: asked.from, to: Math.max(asked.from, asked.to) }
    const bulk = this.bulkIn(asked)
    if (!bulk) return null
    // Where all that is asked for lies outside of what is cached, the open end is nowhere: the range is empty, at the end that was given.
    const from = startsAt ? asked.from : Math.min(asked.to, bulk.from)
    return { from, to: Math.max(from, endsAt ? asked.to : bulk.to) }
  }

  /** Of the entries in a stretch of time, or of all where it has none. Looked for once for as long as none arrive. */
  private bulkIn(asked: TimeRange): TimeRange | null {
    const { columns, order } = this.store
    const name = `${columns.length} ${asked.from} ${asked.to}`
    if (this.last.name !== name) {
      const within = order.between(asked, columns.time)
      this.last = { name, bulk: bulkOf(within.length > 0 ? within : order.keys, columns.time) }
    }
    return this.last.bulk
  }
}
