import type { Bookmark } from '@contract/casework.ts'
import { sequenceMarks } from '@contract/marks.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { arriving } from '../cache/columns/encode.ts'
import { CacheStore } from '../cache/store.ts'
import { QueryEngine } from '../query/engine.ts'
import { inMemory } from '../sqlite/open.ts'
import type { Connector } from '../connector/connector.ts'
import type { ExportedTenant } from './tenant.ts'
import { Turns } from './turns.ts'

/** Bookmarks put into the cache at once. */
const stepBookmarks = 64

/** Bookmarked entries as they were when they were bookmarked, in a cache of their own. */
export interface Frozen {
  readonly store: CacheStore
  readonly engine: QueryEngine
  readonly bookmarks: ReadonlyMap<number, Bookmark>
  /** Of how many the tenant's cache now holds nothing, or another text; and how many no longer have their hash. */
  readonly absent: number
  readonly differs: number
  readonly damaged: number
}

/**
 * A cache in memory that holds the frozen copies: whatever can be exported from a cache can be exported from it. `received_at`
 * stays unknown (NaN) where the tenant's cache does not hold the same text.
 */
export async function frozenEntries(tenant: ExportedTenant, bookmarks: readonly Bookmark[], signal: AbortSignal): Promise<Frozen> {
  const { casework, bookmarkKeys, store: cache } = tenant
  const store = new CacheStore(inMemory, cache.connector)
  const found = { absent: 0, differs: 0, damaged: 0 }
  const byKey = new Map<number, Bookmark>()
  const turns = new Turns(signal)
  try {
    for (const { connector, step } of stepsOf(bookmarks, cache)) {
      const first = store.columns.length
      const marked: { key: number; state: number }[] = []
      // What follows from other entries follows from those of the cache, not from the few that are bookmarked.
      const sequence: { key: number; marks: number }[] = []
      const entries = step.map(({ id, entryId }, i) => {
        const { raw, sha256, intact } = casework.bookmarks.raw(id)
        const hash = sha256.toString('hex')
        const key = bookmarkKeys.keyOf(id)
        const same = key !== null && cache.recordedHash(key) === hash
        if (key === null) found.absent++
        else if (!same) found.differs++
        if (!intact) found.damaged++
        if (same) sequence.push({ key: first + i, marks: (cache.columns.marks[key] as number) & sequenceMarks })
        if (key !== null) marked.push({ key: first + i, state: (cache.columns.state[key] as number) | (same ? 0 : stateBit.drifted) })
        const mapped = connector.mapItem(raw.toString('utf8'), { id: () => entryId })
        const receivedAt = same ? cache.blocks.receivedAt(key) : NaN
        return { mapped, raw, receivedAt, sha256 }
      })
      const texts = { entries: () => entries, hashes: Buffer.concat(entries.map(({ sha256 }) => sha256)), packed: null }
      store.commit(arriving(entries.map(({ mapped }) => mapped)), texts, { coverage: [], walk: null, meta: {} }, connector)
      for (const { key, marks } of sequence) store.columns.marks[key] = (store.columns.marks[key] as number) | marks
      step.forEach((bookmark, i) => byKey.set(first + i, bookmark))
      for (const bit of [stateBit.late, stateBit.drifted, stateBit.vanished])
        store.columns.mark(marked.filter(({ state }) => state & bit).map(({ key }) => key), bit) // prettier-ignore
      if (turns.due) await turns.give()
    }
  } catch (error) {
    store.close()
    throw error
  }
  return { store, engine: new QueryEngine(store), bookmarks: byKey, ...found }
}

/** Bookmarks one after the other, as many at once as one source has. */
function* stepsOf(
  bookmarks: readonly Bookmark[],
  { sources }: CacheStore,
): Iterable<{ readonly connector: Connector; readonly step: readonly Bookmark[] }> {
  for (let at = 0; at < bookmarks.length;) {
    const connector = sources.named(bookmarks[at]?.row.source)
    let end = at + 1
    while (end < bookmarks.length && end - at < stepBookmarks && sources.named(bookmarks[end]?.row.source) === connector) end++
    yield { connector, step: bookmarks.slice(at, end) }
    at = end
  }
}
