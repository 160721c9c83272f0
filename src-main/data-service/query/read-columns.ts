import type { EntryRow } from '@contract/entry.ts'
import { fail } from '@contract/errors.ts'
import type { ReadColumn } from '@contract/setting-names.ts'
import { wholeMs } from '../../connector/times.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'

/** Of each column that no memory has, what a row gets of it: the block of its entry is opened, for the time of its receipt only once. */
const readers: Readonly<Record<ReadColumn, (store: CacheStore, key: number) => Partial<EntryRow>>> = {
  late: (store, key) => {
    const lateBy = lateByOf(store, key)
    return lateBy === null ? {} : { lateBy }
  },
  reason: (store, key) => {
    const { code, message } = store.entry(key).reason ?? {}
    const said = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) }
    return { reason: Object.keys(said).length > 0 ? said : null }
  },
}

/**
 * How long after it happened an entry was received, ms; null where it is not known to have come late: an entry of a time that was fetched for the first
 * time may be of any age and have been there all along.
 */
function lateByOf(store: CacheStore, key: number): number | null {
  const happened = wholeMs(store.columns.time[key] as number)
  if (happened === null || ((store.columns.state[key] as number) & stateBit.late) === 0) return null
  return Math.max(0, store.blocks.receivedAt(key) - happened)
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
