import type { PageAnswer, PageBody, PageRequest } from '@contract/service.ts'
import { endsWithNow } from '../../connector/built-in.ts'
import { packParts } from '../cache/blocks.ts'
import type { Bookkeeping, WalkRow } from '../cache/bookkeeping.ts'
import { cover, topReached } from '../cache/ledger.ts'
import type { PackedRaw } from '../cache/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Connector } from '../connector/connector.ts'
import { atOnce } from '../in-turns.ts'
import { readPage, type ReadPage } from './read-page.ts'
import type { Recheck } from './recheck.ts'
import { rawsOf, Sorting, textsOf, type Counted } from './sorting.ts'

/** A smaller page is packed when it is known where its texts go. */
const smallestPacked = 256

/** What was found out about a page beforehand. */
export interface Prepared {
  readonly read: ReadPage
  /** All of its texts as blocks. */
  readonly packed: readonly PackedRaw[] | null
}

/** Packs the texts of a page that seems to be new, a piece at a time: the commit, which is one piece, has less to do. */
export function* packed(store: CacheStore, page: PageBody, read: ReadPage): Generator<undefined, Prepared> {
  const [first = 0, last = 0] = [read.idHash[0], read.idHash.at(-1)]
  if (read.length < smallestPacked || store.mayKnow(first) || store.mayKnow(last)) return { read, packed: null }
  const parts: PackedRaw[] = []
  for (const part of packParts(rawsOf(read, page))) {
    parts.push(part)
    yield
  }
  return { read, packed: parts }
}

/**
 * Commits one page, read from the request's body: its new entries, the coverage it proves and the cursor to go on with, in one
 * transaction. Fails with `invalid-page` or `not-the-tenant` before anything is written.
 */
export function ingestPage(
  store: CacheStore,
  request: PageRequest,
  recheck: Recheck | null = null,
  { read, packed: parts }: Prepared = { read: atOnce(readPage(store.connector, request)), packed: null },
): PageAnswer {
  const { connector } = store
  // No entry of the page has a time.
  if (Number.isNaN(read.time[0])) read.time.fill(request.tenantNow ?? request.receivedAt)
  const before = store.readBookkeeping()
  const { arriving, counted } = new Sorting(store, read, request, before, recheck).sortOut()
  const page = isBelow(connector, request, counted.oldest) ? { ...read, next: null } : read
  store.commit(arriving, textsOf(read, request, arriving.places, parts), advance(before, page, request, counted, connector))
  const { newestFirst: _, ...counts } = counted
  return {
    ...counts,
    received: read.length,
    inserted: arriving.places.length - counted.drifted,
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
