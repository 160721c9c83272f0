import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { CacheStore } from './store.ts'

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
  // A commit fills the last block up from memory: it comes last, in the same turn as the end.
  for (let done = 0; goesOn();) {
    const { first = 0 } = store.blockFirsts[done] ?? {}
    if (done < store.blockFirsts.length - 1) {
      store.rederive(first)
      told(++done / store.blockFirsts.length)
      await nextTurn()
    } else if (mayEnd()) {
      store.rederive(first)
      store.noteMapping()
      return ended()
    } else await pause(20)
  }
}
