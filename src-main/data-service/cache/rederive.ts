import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { stateBit } from './columns/columns.ts'
import { Relinking } from './relinking.ts'
import type { CacheStore } from './store.ts'

/** Whether what is derived was derived with another mapping than the connector's of today. */
export function isStale({ derived, sources }: CacheStore): boolean {
  return derived.mapping !== sources.hash
}

/** Whether an entry may have another id than the one it is kept under. */
export function hasStaleIds(store: CacheStore): boolean {
  return isStale(store) && store.derived.identity !== store.sources.identity
}

export interface Rederiving {
  /** False once the store is closed. */
  readonly goesOn: () => boolean
  /** Whether nobody needs the store as it is any more. */
  readonly mayEnd: () => boolean
  readonly told: (share: number) => void
  /** Everything is derived: the store has to be opened anew before anything else is committed. */
  readonly ended: () => void
}

/**
 * Derives every entry again from its raw text, block by block, each in a transaction of its own; requests have their turn in between and
 * see the cache as it was. Cut off, it is begun again at the next opening.
 */
export async function rederiveAll(store: CacheStore, { goesOn, mayEnd, told, ended }: Rederiving): Promise<void> {
  const relinking = hasStaleIds(store) ? new Relinking((key) => store.idOf(key)) : null
  // A commit fills the last block up from memory: it comes last, in the same turn as the end.
  for (let done = 0; goesOn();) {
    const { first = 0 } = store.blocks.all[done] ?? {}
    if (done < store.blocks.all.length - 1) {
      rederive(store, first, relinking)
      told(++done / store.blocks.all.length)
      await nextTurn()
    } else if (mayEnd()) {
      rederive(store, first, relinking)
      store.transaction(() => {
        if (relinking) store.arrivals.relink(relinking.links)
        store.derived.noteMapping(store.sources)
      })
      return ended()
    } else await pause(20)
  }
}

/** Writes what is derived of a block anew. What is in memory stays as it was until the store is opened again. */
function rederive(store: CacheStore, first: number, relinking: Relinking | null): void {
  const { columns, changes } = store.reread.anew(first, store.changes)
  relinking?.take(first, columns)
  // That an entry came late is known of its arrival only; another text of one that is known is not called so.
  const isVersion = (key: number): boolean => (relinking ?? store).isVersion(key)
  const late = store.arrivals.lateIn({ first, entries: columns.length }).filter((key) => !isVersion(key))
  columns.mark(
    late.map((key) => key - first),
    stateBit.late,
  )
  store.transaction(() => {
    store.derived.write(first, { columns, changes }, 0, columns.length)
    store.blockMarks.writeAnew(first, columns)
    store.told.forget(first)
  })
}
