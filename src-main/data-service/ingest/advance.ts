import { askedAtMeta, type Bookkeeping, type WalkRow } from '../cache/coverage/bookkeeping.ts'
import { cover } from '../cache/coverage/ledger.ts'
import { believable, comeBy, highest, reached, retracted, tenantTime, type Clocks } from '../cache/coverage/reach.ts'
import { floorIn } from '../cache/coverage/retention.ts'
import type { PageFacts, PagePlace, SourceRules } from './page-facts.ts'
import { retentionSaid } from './retention-said.ts'

/**
 * Coverage and walk after a page. Of a walk that comes newest first, what lies above its oldest entry is proven complete;
 * of any other only its whole window, when it has come to the end. A time above `highest` is never proven, whatever a clock says.
 * A look below a doubted floor claims nothing: only what it shows of the retention is noted.
 */
export function advance(known: Bookkeeping, place: PagePlace, page: PageFacts, source: SourceRules): Bookkeeping {
  const before = honest(known, place, page, source)
  if (place.probe) return { ...before, meta: retentionSaid(before.meta, place, page, source, null) }
  const walk = extended(openWalk(before, place, page, source), place, page, source)
  const orderly = walk.orderly && page.newestFirst
  const finished = page.next === null
  const meta = retentionSaid(before.meta, place, page, source, walk.low)
  const low = walk.low ?? walk.edge
  const down = finished
    ? endOf(place, page.retention && floorIn({ ...before.meta, ...meta }), low)
    : orderly
      ? Math.min(walk.edge, low + 1)
      : walk.edge
  const edge = Math.min(down, walk.edge)
  const isOpen = finished && place.window.to === null
  const top = isOpen && source.endsWithNow ? Math.max(walk.top, topOf(place, page, source)) : walk.top
  return {
    coverage: cover(before.coverage, {
      from: edge,
      to: top,
      fetchedAt: place.receivedAt,
      tenantNow: tenantTime(place.tenantNow, place.receivedAt) ?? walk.top,
      sweepAgesMs: source.sweepAgesMs,
      narrowed: source.narrowed,
    }),
    walk: finished ? null : { ...walk, edge, orderly, cursor: page.next, failed: false },
    meta: {
      ...meta,
      // The tenant had nothing older when this walk ended.
      ...(finished && (place.window.from ?? 0) === 0 && { bottom: String(edge) }),
      ...(isOpen && { [askedAtMeta]: String(place.receivedAt) }),
    },
  }
}

/** What is known, without what this machine's clock, the newest entry, or the tenant's clock as it opens a walk, contradicts. */
function honest(known: Bookkeeping, place: PagePlace, page: PageFacts, { overlapMs }: SourceRules): Bookkeeping {
  const own = place.receivedAt
  const tenant = place.first && page.oldest !== null ? believable(place.tenantNow, page.oldest) : null
  const come = comeBy({ own, tenant })
  return retracted(known, Math.min(come, highest(page.knownBefore(come), overlapMs, own)))
}

/** How far down a finished walk proves completeness: not below what the tenant still has. */
function endOf({ window }: PagePlace, floor: number | null, oldest: number): number {
  const limits = [window.from, floor].filter((limit) => limit !== null)
  return limits.length > 0 ? Math.max(...limits) : oldest
}

function openWalk(before: Bookkeeping, place: PagePlace, page: PageFacts, source: SourceRules): WalkRow {
  if (!place.first && before.walk) return before.walk
  const { window, origin = { window, by: null }, goesOn = { orderly: source.newestFirst, low: null } } = place
  const top = topOf(place, page, source)
  return { window, top, edge: top, cursor: null, asked: origin, ...goesOn, failed: false }
}

/** The walk with this page's times. Until it has proven something it may reach as far up as its newest entry allows. */
function extended(walk: WalkRow, place: PagePlace, page: PageFacts, source: SourceRules): WalkRow {
  const low = page.oldest === null ? walk.low : Math.min(walk.low ?? Infinity, Math.floor(page.oldest))
  if (walk.edge !== walk.top) return { ...walk, low }
  const top = Math.max(walk.top, topOf(place, page, source))
  return { ...walk, low, top, edge: top }
}

/** How far up this page lets its walk reach, ms; 0 when that is nowhere. */
function topOf(place: PagePlace, page: PageFacts, { overlapMs }: SourceRules): number {
  const { window, receivedAt: own } = place
  const clocks: Clocks = { own, tenant: window.to === null ? believable(place.tenantNow, page.oldest) : null }
  const come = comeBy(clocks)
  const newest = later(page.knownBefore(come), page.sentBefore(come))
  const top = window.to === null ? reached(newest, overlapMs, clocks) : Math.min(window.to, highest(newest, overlapMs, own))
  return Number.isFinite(top) ? top : 0
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
