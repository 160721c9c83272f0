import type { LedgerInterval } from '@contract/service.ts'
import { minuteMs } from '@contract/time-units.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import type { Ledger } from './ledger.ts'

/** Two clocks, neither of which is always right. Ms. */
export interface Clocks {
  /** This machine's. */
  readonly own: number
  /** The tenant's by its Date header; null when it says nothing, or nothing that can be. */
  readonly tenant: number | null
}

/** The newest entry below a time, ms with its fraction; null for none. */
export type NewestBefore = (time: number) => number | null

/** As much as this machine's clock may be behind before coverage is held back. */
const ownToleranceMs = 2 * minuteMs
/** An HTTP date tells whole seconds (RFC 9110, section 5.6.7): an entry may be that much newer than its answer says. */
const dateStepMs = 1000

/** What both clocks say has come: an entry from later says a time that has not come yet, and proves nothing about it. */
export function comeBy({ own, tenant }: Clocks): number {
  return Math.min(own + ownToleranceMs, (tenant ?? Infinity) + dateStepMs)
}

/** The earlier of what both clocks say, for how long ago something is; null when the tenant's is not known. */
export function tenantTime(tenant: number | null, own: number): number | null {
  return tenant === null ? null : Math.min(tenant, own + ownToleranceMs)
}

/** The tenant's clock as far as a page does not contradict it: nothing of what it sends can be younger than its answer. */
export function believable(tenantNow: number | null, oldest: number | null): number | null {
  return tenantNow === null || (oldest !== null && oldest >= tenantNow + dateStepMs) ? null : tenantNow
}

/** Coverage never reaches above this, ms: the newest entry received plus the overlap, and this machine's clock plus two minutes. */
export function highest(newest: number | null, overlapMs: number, own: number): number {
  return newest === null ? -Infinity : Math.min(Math.floor(newest) + Math.max(1, overlapMs), own + ownToleranceMs)
}

/** How far up a walk that is open above has come, ms: to the tenant's clock, or to its newest entry, and never above `highest`. */
export function reached(newest: number | null, overlapMs: number, { own, tenant }: Clocks): number {
  if (newest === null) return -Infinity
  return Math.min(Math.max(tenant ?? -Infinity, Math.floor(newest) + 1), highest(newest, overlapMs, own))
}

/** What of the ledger lies below `at`. */
export function cutAbove(ledger: Ledger, at: number): Ledger {
  if (ledger.every(({ to }) => to <= at)) return ledger
  return ledger.flatMap((piece): LedgerInterval[] => (piece.from >= at ? [] : [{ ...piece, to: Math.min(piece.to, at) }]))
}

/** Coverage and walk without what was claimed above `at`. */
export function retracted<T extends Pick<Bookkeeping, 'coverage' | 'walk'>>(known: T, at: number): T {
  const { coverage, walk } = known
  const limit = Number.isFinite(at) ? at : 0
  return {
    ...known,
    coverage: cutAbove(coverage, at),
    walk: walk && (walk.top > limit ? { ...walk, top: limit, edge: Math.min(walk.edge, limit) } : walk),
  }
}
