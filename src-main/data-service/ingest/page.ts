import type { PageAnswer, PageRequest } from '@contract/service.ts'
import { cover, isCovered } from '../cache/ledger.ts'
import { hashId } from '../cache/id-index.ts'
import { sha256 } from '../cache/raw-block.ts'
import type { Bookkeeping, WalkRow } from '../cache/bookkeeping.ts'
import type { CacheStore, NewEntry } from '../cache/store.ts'
import type { Page } from '../connector/connector.ts'

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
export function ingestPage(store: CacheStore, request: PageRequest): PageAnswer {
  const page = store.connector.readPage(request.text)
  const before = store.readBookkeeping()
  const counted = sortOut(store, page, request, before)
  store.commit(counted.fresh, advance(before, page, request, counted))
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
function sortOut(store: CacheStore, page: Page, request: PageRequest, before: Bookkeeping): Counted {
  const counted: Counted = { fresh: [], known: 0, drifted: 0, invalid: 0, late: 0, oldest: null, newest: null, newestFirst: true }
  const inPage = new Map<string, { key: number; hashes: Set<string> }>()
  // An item without a readable time stands beside its neighbour.
  let neighbour = request.tenantNow ?? request.receivedAt
  for (const text of page.items) {
    const raw = Buffer.from(text, 'utf8')
    const hash = sha256(raw).toString('hex')
    const mapped = store.connector.mapItem(text, { id: hash, time: neighbour })
    if (counted.oldest !== null && mapped.exactTime > neighbour) counted.newestFirst = false
    neighbour = mapped.exactTime
    counted.oldest = Math.min(counted.oldest ?? mapped.exactTime, mapped.exactTime)
    counted.newest = Math.max(counted.newest ?? mapped.exactTime, mapped.exactTime)
    const idHash = hashId(mapped.id)
    const seen = inPage.get(mapped.id)
    const key = seen?.key ?? store.keyOfId(mapped.id, idHash)
    if (seen?.hashes.has(hash) || (key !== null && knownTexts(store, key).some((known) => known.equals(raw)))) {
      counted.known++
      continue
    }
    if (seen) seen.hashes.add(hash)
    else inPage.set(mapped.id, { key: key ?? store.columns.length + counted.fresh.length, hashes: new Set([hash]) })
    const late = key === null && isCovered(before.coverage, mapped.occurredAt, mapped.occurredAt)
    if (key !== null) counted.drifted++
    if (late) counted.late++
    if (mapped.parseError !== undefined) counted.invalid++
    counted.fresh.push({ mapped, raw: { raw, receivedAt: request.receivedAt }, idHash, late, versionOf: key })
  }
  return counted
}

function knownTexts(store: CacheStore, key: number): Buffer[] {
  if (key >= store.columns.length) return []
  return [key, ...(store.versions.get(key) ?? [])].map((each) => store.rawEntry(each).raw)
}

/** Coverage and walk after this page. Only what lies above the oldest entry of an orderly walk is proven complete. */
function advance(before: Bookkeeping, page: Page, request: PageRequest, counted: Counted): Bookkeeping {
  const walk = openWalk(before, request, counted)
  const orderly = walk.orderly && counted.newestFirst
  const finished = page.next === null
  const oldest = counted.oldest === null ? walk.edge : Math.floor(counted.oldest)
  const reached = finished ? endOf(request, page, oldest) : orderly ? Math.min(walk.edge, oldest + 1) : walk.edge
  const edge = Math.min(reached, walk.edge)
  const tenantNow = request.tenantNow ?? walk.top
  return {
    coverage: cover(before.coverage, { from: edge, to: walk.top, fetchedAt: request.receivedAt, tenantNow }),
    walk: finished ? null : { ...walk, edge, orderly, cursor: page.next },
    meta: {
      ...(page.retention && { retention: JSON.stringify({ ...page.retention, observedAt: request.receivedAt }) }),
      // The tenant had nothing older when this walk ended.
      ...(finished && (request.window.from ?? 0) === 0 && { bottom: String(edge) }),
    },
  }
}

/** How far down a finished walk proves completeness: not below what the tenant still has. */
function endOf(request: PageRequest, page: Page, oldest: number): number {
  const limits = [request.window.from, page.retention?.oldest ?? null].filter((limit) => limit !== null)
  return limits.length > 0 ? Math.max(...limits) : oldest
}

function openWalk(before: Bookkeeping, request: PageRequest, counted: Counted): WalkRow {
  if (!request.first && before.walk) return before.walk
  const newest = counted.newest === null ? null : Math.floor(counted.newest) + 1
  const top = request.window.to ?? Math.max(request.tenantNow ?? 0, newest ?? 0)
  return { window: request.window, top, edge: top, cursor: null, orderly: true }
}
