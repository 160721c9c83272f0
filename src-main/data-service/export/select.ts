import { fail } from '@contract/errors.ts'
import type { ExportRequest } from '@contract/export.ts'
import { lowerBound } from '../cache/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import type { QueryEngine } from '../query/engine.ts'
import { isListed } from '../query/evaluate.ts'

/**
 * The keys to export, by time. The array is the snapshot: entries never move and are never removed. A whole result that is no
 * longer held is asked for again; rows of one cannot be, and fail with `result-expired`.
 */
export async function selectKeys(
  { store, engine }: { readonly store: CacheStore; readonly engine: QueryEngine },
  request: ExportRequest,
  now: number,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const { source } = request
  if (source.kind === 'filter') return await engine.matching(request, now, signal)
  if (source.kind === 'keys') return byTime(store, source.keys)
  if (!source.rows) return engine.heldKeys(source.result) ?? (await engine.matching(request, now, signal))
  const { keys } = engine.selection(source.result)
  const { order, ranges } = source.rows
  const rows = ranges.flatMap(({ from, to }) => {
    if (to > keys.length) throw fail('result-expired', 'The selection is not in this result any more.', 'Select the rows again.')
    return [order === 'asc' ? keys.subarray(from, to) : keys.subarray(keys.length - to, keys.length - from)]
  })
  const selected = new Uint32Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of order === 'asc' ? rows : rows.reverse()) {
    selected.set(part, at)
    at += part.length
  }
  return selected
}

/** Those of the keys that are entries, each once. */
function byTime({ columns, order }: CacheStore, keys: readonly number[]): Uint32Array {
  const listed = Uint32Array.from(new Set(keys.filter((key) => isListed(columns, key))))
  const places = new Map([...listed].map((key) => [key, lowerBound(order.keys, columns.time, key)]))
  return listed.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
}
