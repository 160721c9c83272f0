import type { EntryRow } from '@contract/entry.ts'
import { fail } from '@contract/errors.ts'
import type { ReadColumn } from '@contract/setting-names.ts'
import type { CacheStore } from '../cache/store.ts'

/** Of each column that no memory has, what a row gets of it: its entry's text is opened. */
const readers: Readonly<Record<ReadColumn, (store: CacheStore, key: number) => Partial<EntryRow>>> = {
  reason: (store, key) => {
    const { code, message } = store.entry(key).reason ?? {}
    const said = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) }
    return { reason: Object.keys(said).length > 0 ? said : null }
  },
}

/**
 * Rows with what some columns have to read, a row a piece: neighbours share a block of texts, rows far apart take about a millisecond each.
 * @throws AppFailure `cancelled` once the signal has fired, `cache-corrupt` where a text is damaged
 */
export function* reading(
  store: CacheStore,
  rows: readonly EntryRow[],
  wanted: readonly ReadColumn[] = [],
  signal?: AbortSignal,
): Generator<undefined, EntryRow[]> {
  const read: EntryRow[] = []
  for (const row of rows) {
    if (signal?.aborted) throw fail('cancelled', 'The search was cancelled.')
    read.push(wanted.reduce((known, column) => ({ ...known, ...readers[column](store, row.key) }), row))
    if (wanted.length > 0) yield
  }
  return read
}
