import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'

/** The id of an entry, by its key. */
export type IdOf = (key: number) => string

/** An answer of which parts are asked for one after the other: what an entry is called is read for these parts alone. */
export interface Listed<L> {
  readonly total: number
  readonly lines: (from: number, to: number, idOf: IdOf) => L[]
}

/** Lines `[from, to)` of an answer, with the ids of the entries that they name. */
export async function linesOf<L>(store: CacheStore, { lines }: Listed<L>, from: number, to: number): Promise<L[]> {
  const wanted = new Set<number>()
  // Made once to see which entries are named.
  lines(from, to, (key) => {
    wanted.add(key)
    return ''
  })
  const ids = new Map<number, string>()
  await inTurns(
    (function* () {
      for (const key of Uint32Array.from(wanted).sort()) {
        ids.set(key, store.told.idOf(key))
        yield
      }
    })(),
  )
  return lines(from, to, (key) => ids.get(key) as string)
}
