import type { PageAnswer, PageBody, PageRequest } from '@contract/service.ts'
import { endsWithNow } from '../../connector/built-in.ts'
import { packParts } from '../cache/blocks/blocks.ts'
import type { PackedRaw } from '../cache/blocks/raw-block.ts'
import { heldBySync } from '../cache/imports.ts'
import { common, joined, KeyRuns, minus, type KeyRun } from '../cache/key-runs.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Connector } from '../connector/connector.ts'
import { connectorOf } from '../connector/registry.ts'
import { atOnce } from '../in-turns.ts'
import { advance } from './advance.ts'
import type { PageFacts, SourceRules } from './page-facts.ts'
import { readPage, type ReadPage } from './read-page.ts'
import { countLeftOut, withoutLeftOut } from './left-out.ts'
import { hasSeenEnough } from './retention-said.ts'
import type { Recheck } from './recheck.ts'
import { rawsOf, Sorting, textsOf } from './sorting.ts'

/** A smaller page is packed when it is known where its texts go. */
const smallestPacked = 256

/** What was found out about a page beforehand. */
export interface Prepared {
  readonly read: ReadPage
  /** All of its texts as blocks. */
  readonly packed: readonly PackedRaw[] | null
  /** What read it goes on reading it, whatever the tenant's connector becomes: its texts are no items of the API. */
  readonly pinned?: boolean
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
  prepared: Prepared | null = null,
): PageAnswer {
  const connector = readerOf(store, request)
  const { read, packed: parts, pinned }: Prepared = prepared ?? { read: atOnce(readPage(connector, request)), packed: null }
  const before = store.readBookkeeping()
  const found = store.imports.any ? new KeyRuns() : null
  const see = (key: number): void => {
    recheck?.see(key)
    found?.add(key)
  }
  const { arriving, counted } = new Sorting(store, read, request, before, { see }, connector).sortOut()
  const page = isBelow(connector, request, counted.oldest) || hasSeenEnough(request, read.length) ? { ...read, next: null } : read
  const facts: PageFacts = {
    next: page.next,
    retention: page.retention,
    oldest: counted.oldest,
    received: read.length,
    newestFirst: counted.newestFirst,
    knownBefore: (time) => store.order.newestBefore(time, store.columns.time),
    sentBefore: (time) => newestOf(read, time),
  }
  const after = withoutLeftOut(advance(before, request, facts, rulesOf(connector)), store.history.leftOut, read.leftOut)
  const noted = found ? { ...after, synced: syncedIn(store, found) } : after
  store.commit(arriving, textsOf(read, request, arriving.places, parts), noted, connector, pinned)
  if (page.next === null && !request.probe) recheck?.walked(request.window)
  const { newestFirst: _, ...counts } = counted
  return {
    ...counts,
    received: read.length,
    inserted: arriving.places.length - counted.drifted,
    ...(read.leftOut.length > 0 && { leftOut: countLeftOut(connector, request.asked) }),
    next: page.next,
    retention: page.retention,
    entries: store.entries,
    oldest: floor(counted.oldest),
    newest: floor(counted.newest),
  }
}

/** Keys that an import brought and no sync had found before. */
function syncedIn({ imports }: CacheStore, { runs }: KeyRuns): KeyRun[] {
  return minus(common(runs, joined(imports.allBrought)), joined(imports.runs(heldBySync, false)))
}

/** What reads the items of a page. */
export function readerOf({ connector }: CacheStore, { source }: Pick<PageRequest, 'source'>): Connector {
  return source === undefined ? connector : connectorOf(source)
}

function floor(time: number | null): number | null {
  return time === null ? null : Math.floor(time)
}

/** Whether a source that cannot be asked to stop has come below what was wanted. */
function isBelow({ newestFirst, asksFrom }: Connector, { window }: PageRequest, oldest: number | null): boolean {
  return newestFirst && !asksFrom && window.from !== null && oldest !== null && oldest < window.from
}

function rulesOf(connector: Connector): SourceRules {
  return { ...connector, endsWithNow: endsWithNow(connector.definition) }
}

/** The newest of a page's entries below a time, ms; null for none. */
function newestOf({ time }: ReadPage, below: number): number | null {
  let newest = -Infinity
  for (const each of time) if (each < below && each > newest) newest = each
  return Number.isFinite(newest) ? newest : null
}
