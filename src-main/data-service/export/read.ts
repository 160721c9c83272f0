import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RawEntry } from '../cache/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import { exportCancelled } from './failure.ts'

/** Entries between two looks at other requests: a millisecond or two of work. */
export const chunkEntries = 512
/** Blocks a chunk may hold on to; beyond it texts are copied out, or a scattered chunk would hold hundreds. */
const heldBlocks = 16

/** An entry with its evidence. */
export interface ReadEntry extends RawEntry {
  readonly key: number
  /** SHA-256 as recorded on receipt. */
  readonly hash: Buffer
}

/** The keys in pieces, giving way to other requests after each. Rejects with `cancelled` when the signal fires. */
export async function* chunksOf(keys: Uint32Array, signal: AbortSignal): AsyncGenerator<Uint32Array> {
  for (let at = 0; at < keys.length; at += chunkEntries) {
    if (signal.aborted) throw exportCancelled()
    yield keys.subarray(at, at + chunkEntries)
    await nextTurn()
  }
}

/** The entries of a chunk in its order; each block they lie in is opened once. */
export async function readEntries(store: CacheStore, keys: Uint32Array, signal: AbortSignal): Promise<ReadEntry[]> {
  const places = new Map<number, number[]>()
  keys.forEach((key, i) => {
    const first = store.firstOfBlock(key)
    const there = places.get(first)
    if (there) there.push(i)
    else places.set(first, [i])
  })
  const found = new Array<ReadEntry>(keys.length)
  const copy = places.size > heldBlocks
  let opened = 0
  for (const indexes of places.values()) {
    if (opened++ > 0 && opened % heldBlocks === 0) {
      await nextTurn()
      if (signal.aborted) throw exportCancelled()
    }
    // Asked anew after every turn: a sync may have filled the last block up.
    const first = store.firstOfBlock(keys[indexes[0] as number] as number)
    const { entries, hashes } = store.block(first)
    for (const i of indexes) {
      const key = keys[i] as number
      const entry = entries[key - first] as RawEntry
      const hash = hashes.subarray((key - first) * 32, (key - first + 1) * 32)
      found[i] = { key, raw: copy ? Buffer.from(entry.raw) : entry.raw, receivedAt: entry.receivedAt, hash }
    }
  }
  return found
}
