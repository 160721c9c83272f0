import type { PageAnswer, PageRequest } from '@contract/service.ts'
import { endsWithNow } from '../../connector/built-in.ts'
import { cover, isCovered, seenThrough, topReached } from '../cache/ledger.ts'
import type { Bookkeeping, WalkRow } from '../cache/bookkeeping.ts'
import type { NewEntry } from '../cache/encode.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Connector } from '../connector/connector.ts'
import { atOnce } from '../in-turns.ts'
import { readPage, type ReadPage } from './read-page.ts'
import type { Recheck } from './recheck.ts'

interface Counted {
  readonly fresh: NewEntry[]
  known: number
  drifted: number
  invalid: number
  late: number
  oldest: number | null
  newest: number | null
  newestFirst: boolean
}

/**
 * Commits one page: its new entries, the coverage it proves and the cursor to go on with, in one transaction.
 * Fails with `invalid-page` or `not-the-tenant` before anything is written.
 */
export function ingestPage(
  store: CacheStore,
  request: PageRequest,
  recheck: Recheck | null = null,
  read: ReadPage = atOnce(readPage(store.connector, request)),
): PageAnswer {
  const { connector } = store
  const before = store.readBookkeeping()
  const counted = sortOut(store, read, request, before, recheck)
  const page = isBelow(connector, request, counted.oldest) ? { ...read, next: null } : read
  store.commit(counted.fresh, advance(before, page, request, counted, connector))
  const { fresh, newestFirst: _, ...counts } = counted
  return {
    ...counts,
    received: page.items.length,
    inserted: fresh.length - counted.drifted,
    next: page.next,
    retention: page.retention,
    entries: store.entries,
    oldest: floor(counted.oldest),
    newest: floor(counted.newest),
  }
}

function floor(time: number | null): number | null {
  return time === null ? null : Math.floor(time)
}

/** Which items are new, which are known word for word, and which say something else under a known id. */
function sortOut(store: CacheStore, page: ReadPage, request: PageRequest, before: Bookkeeping, recheck: Recheck | null): Counted {
  const counted: Counted = { fresh: [], known: 0, drifted: 0, invalid: 0, late: 0, oldest: null, newest: null, newestFirst: true }
  const covered = seenThrough(before.coverage, store.connector.narrowed)
  // Where each new id of this page stands in `fresh`.
  const inPage = new Map<string, number>()
  let last = Infinity
  for (const { mapped, raw, hash, idHash } of page.items) {
    if (mapped.exactTime > last) counted.newestFirst = false
    last = mapped.exactTime
    counted.oldest = Math.min(counted.oldest ?? mapped.exactTime, mapped.exactTime)
    counted.newest = Math.max(counted.newest ?? mapped.exactTime, mapped.exactTime)
    const twin = inPage.get(mapped.id)
    const kept = store.keyOfId(mapped.id, idHash)
    if (kept !== null) recheck?.see(kept)
    if ((twin !== undefined && sameText(counted.fresh, twin, mapped.id, hash)) || (kept !== null && isKept(store, kept, raw))) {
      counted.known++
      continue
    }
    if (twin === undefined) inPage.set(mapped.id, counted.fresh.length)
    const versionOf = kept ?? (twin === undefined ? null : store.columns.length + twin)
    const late = versionOf === null && isCovered(covered, mapped.occurredAt, mapped.occurredAt)
    if (versionOf !== null) counted.drifted++
    if (late) counted.late++
    if (mapped.parseError !== undefined) counted.invalid++
    counted.fresh.push({ mapped, raw: { raw, receivedAt: request.receivedAt }, hash, idHash, late, versionOf })
  }
  return counted
}

/** Whether this page brought the same text under this id already; `from` is where the id first stands. */
function sameText(fresh: readonly NewEntry[], from: number, id: string, hash: string): boolean {
  return fresh.some((entry, i) => i >= from && entry.mapped.id === id && entry.hash === hash)
}

function isKept(store: CacheStore, key: number, raw: Buffer): boolean {
  return [key, ...(store.versions.get(key) ?? [])].some((each) => store.rawEntry(each).raw.equals(raw))
}

/** Whether a source that cannot be asked to stop has come below what was wanted. */
function isBelow({ newestFirst, asksFrom }: Connector, { window }: PageRequest, oldest: number | null): boolean {
  return newestFirst && !asksFrom && window.from !== null && oldest !== null && oldest < window.from
}

/**
 * Coverage and walk after this page. Of a walk that comes newest first, what lies above its oldest entry is proven complete;
 * of any other only its whole window, when it has come to the end.
 */
function advance(
  before: Bookkeeping,
  page: Pick<ReadPage, 'next' | 'retention'>,
  request: PageRequest,
  counted: Counted,
  connector: Connector,
): Bookkeeping {
  const walk = extended(openWalk(before, request, connector), request, counted)
  const orderly = walk.orderly && counted.newestFirst
  const finished = page.next === null
  const low = walk.low ?? walk.edge
  const reached = finished ? endOf(request, page, low) : orderly ? Math.min(walk.edge, low + 1) : walk.edge
  const edge = Math.min(reached, walk.edge)
  const isUpToNow = finished && request.window.to === null && endsWithNow(connector.definition)
  const top = isUpToNow ? Math.max(walk.top, request.tenantNow ?? 0) : walk.top
  const tenantNow = request.tenantNow ?? walk.top
  const { sweepAgesMs } = connector
  return {
    coverage: cover(before.coverage, {
      from: edge,
      to: top,
      fetchedAt: request.receivedAt,
      tenantNow,
      sweepAgesMs,
      narrowed: connector.narrowed,
    }),
    walk: finished ? null : { ...walk, edge, orderly, cursor: page.next, failed: false },
    meta: {
      ...(page.retention && { retention: JSON.stringify({ ...page.retention, observedAt: request.receivedAt }) }),
      // The tenant had nothing older when this walk ended.
      ...(finished && (request.window.from ?? 0) === 0 && { bottom: String(edge) }),
    },
  }
}

/** How far down a finished walk proves completeness: not below what the tenant still has. */
function endOf(request: PageRequest, page: Pick<ReadPage, 'retention'>, oldest: number): number {
  const limits = [request.window.from, page.retention?.oldest ?? null].filter((limit) => limit !== null)
  return limits.length > 0 ? Math.max(...limits) : oldest
}

function openWalk(before: Bookkeeping, request: PageRequest, { newestFirst }: Connector): WalkRow {
  if (!request.first && before.walk) return before.walk
  const top = request.window.to ?? request.tenantNow ?? 0
  return { window: request.window, top, edge: top, cursor: null, orderly: newestFirst, low: null, failed: false }
}

/** The walk with this page's times. Where it is open above, it has come as far as its newest entry. */
function extended(walk: WalkRow, request: PageRequest, { oldest, newest }: Counted): WalkRow {
  const low = oldest === null ? walk.low : Math.min(walk.low ?? Infinity, Math.floor(oldest))
  const opens = walk.edge === walk.top
  const isOpen = request.window.to === null && opens
  const top = isOpen ? Math.max(walk.top, topReached(newest, request.tenantNow ?? request.receivedAt)) : walk.top
  return { ...walk, low, top, edge: opens ? top : walk.edge }
}
