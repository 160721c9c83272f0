import { hourMs } from '@contract/time-units.ts'
import { unknownTime } from '../../connector/times.ts'
import { firstAtOrAfter, lowerBound } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'

/** A request is over within this time, ms to either side. */
const farthestMs = hourMs
/** Nearest entries that are looked at; busy tenants have more within the hour. */
const mostEntries = 4000
const mostFound = 50

export interface SameRequest {
  readonly keys: readonly number[]
  /** How far to either side it was looked for, ms. */
  readonly within: number
}

/**
 * The other entries of an entry's request, by time. Request ids are not in the columns: the raw texts of the entries close in time are
 * searched for the id's bytes, and only what has them is read. Null when the entry names no request, or no time that can be read.
 */
export function sameRequest(store: CacheStore, key: number): SameRequest | null {
  const { requestId } = store.entry(key)
  if (requestId === undefined) return null
  const { time } = store.columns
  const at = time[key] as number
  // Nobody knows where to look.
  if (at === unknownTime) return null
  const keys = store.order.known(time)
  const place = lowerBound(keys, time, key)
  const from = Math.max(firstAtOrAfter(keys, time, at - farthestMs), place - mostEntries / 2)
  const to = Math.min(firstAtOrAfter(keys, time, at + farthestMs + 1), place + mostEntries / 2)
  const near = keys.slice(from, to)
  const needle = Buffer.from(JSON.stringify(requestId).slice(1, -1))
  const holds = new Set<number>()
  for (const block of new Set([...near].map((each) => store.blocks.of(each).first))) {
    const { bytes, starts } = store.blocks.texts(block)
    let entry = 0
    for (let hit = bytes.indexOf(needle); hit >= 0; hit = bytes.indexOf(needle, starts[entry + 1])) {
      while ((starts[entry + 1] as number) <= hit) entry++
      holds.add(block + entry)
    }
  }
  const found = [...near].filter((each) => each !== key && holds.has(each) && store.entry(each).requestId === requestId)
  const edge = (index: number): number => Math.abs((time[keys[index] as number] as number) - at)
  const cut = [
    from > 0 && from === place - mostEntries / 2 ? edge(from) : farthestMs,
    to === place + mostEntries / 2 ? edge(to - 1) : farthestMs,
  ]
  return { keys: found.slice(0, mostFound), within: Math.min(farthestMs, ...cut) }
}
