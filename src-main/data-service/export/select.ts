import type { Bookmark } from '@contract/casework.ts'
import { fail } from '@contract/errors.ts'
import type { ExportRequest } from '@contract/export.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { lowerBound } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import type { QueryEngine } from '../query/engine.ts'
import { isListed } from '../query/evaluate.ts'
import type { Written } from '../query/bookmark-keys.ts'
import { frozenEntries, type Frozen } from './frozen.ts'
import type { ExportedTenant } from './tenant.ts'

/** A bookmark as it is exported: with its case by name. */
export type Noted = Pick<Bookmark, 'entryId' | 'note' | 'tags' | 'author' | 'changedAt'> & { readonly case: string | null }

/** What is exported, and from which cache. */
export interface ExportSelection {
  readonly store: CacheStore
  readonly engine: QueryEngine
  /** By time. The array is the snapshot: entries never move and are never removed. */
  readonly keys: Uint32Array
  /** By key; empty when notes are not wanted. */
  readonly notes: ReadonlyMap<number, Noted>
  /** The same of those that have a tag or a case, for the order of rows. */
  readonly written: ReadonlyMap<number, Written>
  /** When the entries are frozen copies. */
  readonly frozen: Frozen | null
}

/** @throws AppFailure `result-expired` when rows of a result are wanted that is no longer held */
export async function select(tenant: ExportedTenant, request: ExportRequest, now: number, signal: AbortSignal): Promise<ExportSelection> {
  const { source } = request
  if (source.kind === 'bookmarks') {
    const frozen = await frozenEntries(tenant, tenant.casework.search({ ...source, sort: 'occurred', order: 'asc' }), signal)
    const notes = notesOf(tenant, request, frozen.bookmarks)
    const written = notesOf(tenant, { ...request, notes: true }, frozen.bookmarks)
    return { ...frozen, keys: frozen.store.order.keys.slice(), notes, written, frozen }
  }
  const { store, engine, casework, bookmarkKeys } = tenant
  const keys = await selectKeys(tenant, request, now, signal)
  const known = [...casework.bookmarks.all().values()].map((bookmark) => [bookmarkKeys.keyOf(bookmark.id), bookmark] as const)
  const bookmarks = new Map(known.flatMap(([key, bookmark]) => (key === null ? [] : [[key, bookmark] as const])))
  return { store, engine, keys, notes: notesOf(tenant, request, bookmarks), written: bookmarkKeys.written, frozen: null }
}

function notesOf(
  { casework }: ExportedTenant,
  request: Pick<ExportRequest, 'notes' | 'columns' | 'format'>,
  bookmarks: ReadonlyMap<number, Bookmark>,
): ReadonlyMap<number, Noted> {
  const shown = shownOfNotes(request)
  if (!shown.note && !shown.tags) return new Map()
  const titles = new Map(casework.cases.all().map(({ id, title }) => [id, title]))
  return new Map(
    [...bookmarks].map(([key, bookmark]) => [
      key,
      {
        ...bookmark,
        note: shown.note ? bookmark.note : '',
        tags: shown.tags ? bookmark.tags : [],
        case: request.notes ? (titles.get(bookmark.case ?? 0) ?? null) : null,
      },
    ]),
  )
}

/** Of what a person wrote, what goes along: all of it where notes are wanted, else what a column on screen shows. */
function shownOfNotes({ notes, columns, format }: Pick<ExportRequest, 'notes' | 'columns' | 'format'>): {
  readonly note: boolean
  readonly tags: boolean
} {
  const asOnScreen = columns !== 'all' && format !== 'json' && format !== 'ndjson'
  const has = (id: ColumnId): boolean => notes || (asOnScreen && columns.includes(id))
  return { note: has('note'), tags: has('tags') }
}

/** A whole result that is no longer held is asked for again; rows of one cannot be. */
async function selectKeys(
  { store, engine }: ExportedTenant,
  request: ExportRequest,
  now: number,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const { source } = request
  if (source.kind === 'keys') return byTime(store, source.keys)
  if (source.kind !== 'result') return await engine.matching(request, now, signal)
  if (!source.rows) return engine.heldKeys(source.result) ?? (await engine.matching(request, now, signal))
  const { selected } = engine.selection(source.result)
  const { ranges, ...order } = source.rows
  if (ranges.some(({ to }) => to > selected.length))
    throw fail('result-expired', 'The selection is not in this result any more.', 'Select the rows again.')
  return await engine.orders.inTime(selected, order, ranges, signal)
}

/** Those of the keys that are entries, each once. */
function byTime({ columns, order }: CacheStore, keys: readonly number[]): Uint32Array {
  const listed = Uint32Array.from(new Set(keys.filter((key) => isListed(columns, key))))
  const places = new Map([...listed].map((key) => [key, lowerBound(order.keys, columns.time, key)]))
  return listed.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
}
