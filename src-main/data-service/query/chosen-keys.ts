import { mostAtOnce, type ChosenEntries } from '@contract/casework.ts'
import { fail } from '@contract/errors.ts'
import type { CacheStore } from '../cache/store.ts'
import type { QueryEngine } from './engine.ts'

/** What has too many entries for it, and what to do instead. */
export interface ChoiceUse {
  /** E.g. *bookmarked*. */
  readonly done: string
  readonly instead: string
}

/** Keys of the entries that a person chose, in reading order, each once. Fails with `invalid-request` where they are too many, with `not-found` for one that is not here. */
export async function chosenKeys(
  { engine, store }: { readonly engine: QueryEngine; readonly store: CacheStore },
  entries: ChosenEntries,
  { done, instead }: ChoiceUse,
  signal: AbortSignal,
): Promise<number[]> {
  const keys = 'keys' in entries ? [...new Set(entries.keys)] : await rowKeys(engine, entries, signal)
  if (keys.length > mostAtOnce)
    throw fail('invalid-request', `At most ${mostAtOnce.toLocaleString('en')} entries can be ${done} at once.`, instead)
  if (keys.some((key) => key >= store.columns.length)) throw fail('not-found', 'This entry is not in the cache.')
  return keys
}

/** Keys of rows in reading order; one more than may be chosen shows that there are too many. */
async function rowKeys(
  engine: QueryEngine,
  { result, rows, ...order }: Extract<ChosenEntries, { result: number }>,
  signal: AbortSignal,
): Promise<number[]> {
  const { selected } = engine.selection(result)
  const found: number[] = []
  for (const { from, to } of rows)
    found.push(...(await engine.orders.rows(selected, order, from, Math.min(to - from, mostAtOnce + 1 - found.length), signal)))
  return found
}
