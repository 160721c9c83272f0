import type { Bookmark, FrozenRow } from '@contract/casework.ts'
import { firstAtOrAfter, knownIn } from '../cache/columns/time-order.ts'
import { hashId } from '../cache/dictionary/hash-index.ts'
import { entryIn } from '../cache/rereading.ts'
import type { CacheStore } from '../cache/store.ts'
import type { BookmarkKeys, Written } from '../query/bookmark-keys.ts'
import type { PeopleIndex } from '../query/people-index.ts'
import type { Casework } from './casework.ts'

const none: ReadonlySet<number> = new Set()

/**
 * Which cached entries are bookmarked: their keys, found by the entry's id. Nothing is stored; it follows edits and arrivals
 * when it is next asked. An edit costs a pass over the bookmarks, not over the entries.
 */
export class CachedBookmarks implements BookmarkKeys {
  private readonly keys = new Map<number, number>()
  /** What the connector reads as the id of a bookmarked text that was not found under its own. */
  private readonly ids = new Map<number, string>()
  private sets = { bookmarked: none, noted: none }
  private seen = { version: -1, entries: -1 }
  private known: ReadonlyMap<number, Written> | null = null
  private noteByKey: ReadonlyMap<number, string> | null = null

  constructor(
    private readonly casework: Casework,
    private readonly store: CacheStore,
  ) {}

  get bookmarked(): ReadonlySet<number> {
    return this.current().bookmarked
  }

  get noted(): ReadonlySet<number> {
    return this.current().noted
  }

  get people(): PeopleIndex {
    return this.casework.people.index
  }

  keysWhere(test: (bookmark: Bookmark, caseTitle: string | null) => boolean): ReadonlySet<number> {
    this.current()
    const titles = new Map(this.casework.cases.all().map(({ id, title }) => [id, title]))
    return this.keysOf([...this.casework.bookmarks.all().values()].filter((each) => test(each, titles.get(each.case ?? 0) ?? null)))
  }

  get written(): ReadonlyMap<number, Written> {
    this.current()
    return (this.known ??= this.writtenByKey())
  }

  get notes(): ReadonlyMap<number, string> {
    this.current()
    return (this.noteByKey ??= new Map(
      [...this.casework.bookmarks.all().values()].flatMap(({ id, note }) => {
        const key = this.keys.get(id)
        return key === undefined || note.trim() === '' ? [] : [[key, note] as const]
      }),
    ))
  }

  private writtenByKey(): ReadonlyMap<number, Written> {
    const titles = new Map(this.casework.cases.all().map(({ id, title }) => [id, title]))
    const found = new Map<number, Written>()
    for (const { id, tags, case: of } of this.casework.bookmarks.all().values()) {
      const key = this.keys.get(id)
      const title = titles.get(of ?? 0) ?? null
      if (key !== undefined && (tags.length > 0 || title !== null)) found.set(key, { tags, case: title })
    }
    return found
  }

  /** Where a bookmark's entry is in the cache; null when it is not. */
  keyOf(id: number): number | null {
    this.current()
    return this.keys.get(id) ?? null
  }

  /** The bookmark of a cached entry. */
  idOf(key: number): number | null {
    this.current()
    for (const [id, at] of this.keys) if (at === key) return id
    return null
  }

  private current(): { bookmarked: ReadonlySet<number>; noted: ReadonlySet<number> } {
    const { version } = this.casework.store
    const entries = this.store.columns.length
    if (version === this.seen.version && entries === this.seen.entries) return this.sets
    this.known = null
    this.noteByKey = null
    const live = this.casework.bookmarks.all()
    const all = [...live.values()]
    for (const id of this.keys.keys()) if (!live.has(id)) this.keys.delete(id)
    for (const { id, entryId, row } of all) {
      if (this.keys.has(id)) continue
      const key = keyOfEntry(this.store, entryId, row) ?? this.keyByText(id, entryId, row)
      if (key !== null) this.keys.set(id, key)
    }
    this.sets = { bookmarked: this.keysOf(all), noted: this.keysOf(all.filter(({ note }) => note.trim() !== '')) }
    this.seen = { version, entries }
    return this.sets
  }

  /** The connector may read another id in the bookmarked text today than when it was frozen. */
  private keyByText(bookmark: number, entryId: string, { source }: FrozenRow): number | null {
    const connector = this.store.sources.named(source)
    const id = this.ids.get(bookmark) ?? entryIn(connector, this.casework.bookmarks.raw(bookmark).raw).id
    this.ids.set(bookmark, id)
    return id === entryId ? null : this.store.keyOfId(hashId(id), connector, () => id)
  }

  private keysOf(bookmarks: readonly Bookmark[]): ReadonlySet<number> {
    return new Set(bookmarks.flatMap(({ id }) => this.keys.get(id) ?? []))
  }
}

/**
 * The key of a cached entry by its id and time (ms; null: unknown). Looked for among the entries of that time: the index of ids is only
 * made for one that is not there, and the disk only read where two have the id's hash.
 */
function keyOfEntry(store: CacheStore, id: string, { occurredAt: at, source }: FrozenRow): number | null {
  const { time, idHash } = store.columns
  const connector = store.sources.named(source)
  const isOfSource = (key: number): boolean => store.reread.connectorOf(key).definition.name === connector.definition.name
  const { keys } = store.order
  const hash = hashId(id)
  const from = at === null ? knownIn(keys, time) : firstAtOrAfter(keys, time, at)
  const to = at === null ? keys.length : firstAtOrAfter(keys, time, at + 1)
  const found = [...keys.subarray(from, to)].filter((key) => idHash[key] === hash && isOfSource(key))
  return found.length === 1 ? (found[0] ?? null) : store.keyOfId(hash, connector, () => id)
}
