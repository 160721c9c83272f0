import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Filter } from '@contract/filter.ts'
import { fail } from '@contract/errors.ts'
import { compile as compilePattern, containing } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { listDifference, changedPaths } from './change-facts.ts'
import { deepFields, deepKey } from './plan.ts'

type Leaf = Extract<Filter, { kind: 'field' }>

/** The leaves of a filter that only the raw texts can answer. */
export function deepLeaves(filter: Filter): Leaf[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(deepLeaves)
  if (filter.kind === 'not') return deepLeaves(filter.of)
  return filter.kind === 'field' && deepFields.has(filter.field) ? [filter] : []
}

/**
 * Reads every raw text once and collects, per leaf, the keys that match. Gives way to other requests after each block;
 * rejects with `cancelled` when the signal fires.
 */
export async function deepScan(store: CacheStore, leaves: readonly Leaf[], signal: AbortSignal): Promise<Map<string, Set<number>>> {
  const found = new Map(leaves.map((leaf) => [deepKey(leaf), new Set<number>()]))
  const tests = leaves.map((leaf) => ({ keys: found.get(deepKey(leaf)) as Set<number>, test: compileLeaf(leaf, store) }))
  if (tests.length === 0) return found
  for (const { first } of [...store.blockFirsts].reverse()) {
    if (signal.aborted) throw fail('cancelled', 'The search was cancelled.')
    store.rawBlock(first).forEach(({ raw }, i) => {
      const text = raw.toString('utf8')
      for (const { keys, test } of tests) if (test(text)) keys.add(first + i)
    })
    await nextTurn()
  }
  return found
}

function compileLeaf(leaf: Leaf, store: CacheStore): (raw: string) => boolean {
  if (leaf.field === 'raw') return containing(leaf.value)
  const matches = compilePattern(leaf.value)
  const entryOf = (raw: string): ReturnType<CacheStore['entry']> => store.connector.mapItem(raw, { id: () => '', time: 0 })
  if (leaf.field === 'id') return (raw) => matches(entryOf(raw).id)
  if (leaf.field === 'request') return (raw) => matches(entryOf(raw).requestId ?? '')
  return (raw) => {
    const { changes } = entryOf(raw)
    if (!changes) return false
    if (leaf.field === 'changed') return changedPaths(changes.before, changes.after).some(matches)
    const lists = listDifference(changes.before, changes.after)
    return (leaf.field === 'added' ? lists.added : lists.removed).some(matches)
  }
}
