import type { EntryDetail } from '@contract/entry.ts'
import { fold } from '@language/pattern.ts'
import { partOf, recordIn, textHash } from '../bytes/record-text.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'

/** Entries beside one that are named, on either side. */
const mostBeside = 25

/** Where the record of an entry holds several entries: which of them it is, and the others near it that are here. */
export function siblingsOf(store: CacheStore, key: number): Pick<EntryDetail, 'record'> {
  const { mapItem, partsOf } = store.reread.connectorOf(key)
  if (!partsOf) return {}
  const { raw } = store.rawEntry(key)
  const part = partOf(raw.toString('utf8'))
  const record = recordIn(raw)
  const parts = partsOf(record.toString('utf8'), record)
  if (parts.length < 2) return {}
  const others = parts.flatMap(({ item, raw: text }, at) => {
    if (at === part || Math.abs(at - part) > mostBeside) return []
    const { id, action } = mapItem(item, { id: () => textHash(text) })
    const isIt = (each: number): boolean => ((store.columns.state[each] as number) & stateBit.version) === 0 && store.entry(each).id === id
    const found = store.keysOfFoldedId(fold(id)).find(isIt)
    return found === undefined ? [] : [{ key: found, place: at + 1, action }]
  })
  return { record: { place: part + 1, of: parts.length, others } }
}
