import { setImmediate as nextTurn } from 'node:timers/promises'
import { damagedEntry } from './cache/blocks/blocks.ts'
import { isAsReceived } from './cache/blocks/raw-block.ts'
import type { CacheStore } from './cache/store.ts'
import type { MappedEntry } from './connector/connector.ts'

/**
 * Some entries, block by block: no more of a block is taken apart than is asked for, and other requests have their turn after each.
 * @param keys ascending
 */
export async function readEntries(store: CacheStore, keys: Uint32Array, take: (key: number, entry: MappedEntry) => void): Promise<void> {
  for (let i = 0; i < keys.length;) {
    // Looked up each time: a commit meanwhile may have filled the last block up.
    const first = store.blocks.of(keys[i] as number).first
    const { mapItem } = store.reread.connectorOf(first)
    const { bytes, starts, hashes } = store.blocks.texts(first)
    for (; i < keys.length && (keys[i] as number) < first + starts.length - 1; i++) {
      const key = keys[i] as number
      const raw = bytes.subarray(starts[key - first], starts[key - first + 1])
      if (store.provesTexts && !isAsReceived(raw, hashes, key - first)) throw damagedEntry(key)
      const text = raw.toString('utf8')
      take(key, mapItem(text, { id: () => '' }))
    }
    await nextTurn()
  }
}
