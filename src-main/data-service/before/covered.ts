import { isNothingMissing, type Stretch } from './stretches.ts'
import type { CacheStore } from '../cache/store.ts'
import { seenThrough } from '../cache/coverage/ledger.ts'

/** Of which times every entry of a source is here. By the source's name. */
export type Covered = (source: string, from: number, to: number) => boolean

/** What is covered, and a text that is another one whenever that changes. */
export function coveredIn(store: CacheStore): { readonly covered: Covered; readonly said: string } {
  const own = store.connector.definition.name
  const bySource = new Map<string, Stretch[]>()
  const add = (source: string, stretch: Stretch): void => {
    const known = bySource.get(source)
    if (known) known.push(stretch)
    else bySource.set(source, [stretch])
  }
  for (const { from, to } of seenThrough(store.readBookkeeping().coverage, store.connector.narrowed)) add(own, { from, to })
  // A file covers what its first and its last entry say.
  for (const { source, files } of store.imports.list)
    for (const { from, to } of files) if (from !== null && to !== null) add(source, { from, to: to + 1 })
  const lost = [...store.history.skipped, ...store.history.damaged].map(({ from, to }) => ({ from, to }))
  const isMissing = new Map(
    Array.from(bySource, ([source, stretches]) => [source, isNothingMissing(stretches, source === own ? lost : [])]),
  )
  return {
    covered: (source, from, to) => isMissing.get(source)?.(from, to) ?? false,
    said: JSON.stringify([...bySource, lost]),
  }
}
