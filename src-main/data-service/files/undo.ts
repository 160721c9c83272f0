import { fail } from '@contract/errors.ts'
import { heldBySync } from '../cache/imports.ts'
import { common, countOf, joined, minus } from '../cache/key-runs.ts'
import type { CacheStore } from '../cache/store.ts'

/**
 * Takes an import back: entries that nobody else brought go, with their texts. The store has to be opened anew afterwards. Fails with `not-found`.
 * @returns how many entries and other versions went, and how many stay because a sync or another import brought them, too
 */
export function undoImport(store: CacheStore, id: number): { readonly removed: number; readonly kept: number } {
  const { imports } = store
  if (!imports.list.some((each) => each.id === id))
    throw fail('not-found', `There is no import ${id} here.`, 'The command coverage lists them.')
  const mine = joined(imports.runs(id, true))
  const held = imports.held.filter((each) => each.import !== id)
  let left = minus(
    mine,
    held.filter((each) => each.import === heldBySync),
  )
  const brought: { import: number; from: number; to: number; brought: number }[] = []
  for (const other of imports.holders(id).filter((each) => each !== heldBySync)) {
    const theirs = common(left, joined(held.filter((each) => each.import === other)))
    // From now on it is they who brought it.
    brought.push(...theirs.map((run) => ({ import: other, ...run, brought: 1 })))
    left = minus(left, theirs)
  }
  const kept = countOf(mine) - countOf(left)
  store.transaction(() => {
    const moved = store.removeKeys(left)
    imports.forget(id)
    imports.rehold([...held, ...brought].flatMap((each) => moved(each).map((run) => ({ ...each, ...run }))))
  })
  return { removed: countOf(left), kept }
}
