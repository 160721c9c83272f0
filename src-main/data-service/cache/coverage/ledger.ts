import type { TimeRange } from '@contract/log.ts'
import type { LedgerInterval, LeftOut } from '@contract/service.ts'
import type { CoverageGap } from '@contract/sync.ts'

/**
 * The coverage ledger as values. It rests on entries, never on clocks (docs/decisions/sync.md, 120). All intervals are half-open, `[from, to)`, in ms by the tenant's clock; the list is
 * ordered, without overlaps among what came through the same filter or through none, and touching pieces that say the same are one.
 */
export type Ledger = readonly LedgerInterval[]

export interface Fetched {
  readonly from: number
  readonly to: number
  readonly fetchedAt: number
  readonly tenantNow: number
  /** Ages at which a time is read again, ms, ascending; read at the last one or later, it is settled. */
  readonly sweepAgesMs: readonly number[]
  /** The filter at the source that it was fetched through; null for everything. */
  readonly narrowed: string | null
}

/**
 * Notes that `[from, to)` was fetched; what was known of it before is replaced. What was fetched through a filter is no part of the whole: it
 * replaces only what came through the same filter, and nothing of it is noted where the whole is known.
 */
export function cover(ledger: Ledger, { from, to, fetchedAt, tenantNow, sweepAgesMs, narrowed }: Fetched): Ledger {
  if (to <= from) return ledger
  const replaced = ledger.filter((known) => narrowed === null || known.narrowed === narrowed)
  const others = ledger.filter((known) => narrowed !== null && known.narrowed !== narrowed)
  const pieces: LedgerInterval[] = replaced.flatMap((known) => outside(known, from, to))
  let upper = to
  for (let sweeps = 0; sweeps <= sweepAgesMs.length && upper > from; sweeps++) {
    const age = sweepAgesMs[sweeps]
    const lower = age === undefined ? from : Math.max(from, tenantNow - age)
    const settled = age === undefined
    if (lower < upper) pieces.push({ from: lower, to: upper, fetchedAt, settled, sweeps, narrowed })
    upper = Math.min(upper, lower)
  }
  const wholes = others.filter((known) => known.narrowed === null)
  const mine = wholes.reduce((left, whole) => left.flatMap((piece) => outside(piece, whole.from, whole.to)), pieces)
  return joinedByLayer([...mine, ...others])
}

/** The ledger without these times. */
export function without(ledger: Ledger, ranges: readonly TimeRange[]): Ledger {
  return ranges.reduce<Ledger>((left, { from, to }) => left.flatMap((piece) => outside(piece, from, to)), ledger)
}

/** What came through the same filter, or through none, is joined; ordered. */
function joinedByLayer(pieces: readonly LedgerInterval[]): Ledger {
  return [...new Set(pieces.map((piece) => piece.narrowed))]
    .flatMap((layer) => joined(pieces.filter((piece) => piece.narrowed === layer)))
    .sort((a, b) => a.from - b.from)
}

/** The ledger as a source with this filter sees it: what came through the same filter counts as fetched, as does the whole. */
export function seenThrough(ledger: Ledger, narrowed: string | null): Ledger {
  return joined(
    ledger.filter((piece) => piece.narrowed === null || piece.narrowed === narrowed).map((piece) => ({ ...piece, narrowed: null })),
  )
}

function outside(known: LedgerInterval, from: number, to: number): LedgerInterval[] {
  const left = known.from < from ? [{ ...known, to: Math.min(known.to, from) }] : []
  const right = known.to > to ? [{ ...known, from: Math.max(known.from, to) }] : []
  return [...left, ...right]
}

function joined(pieces: readonly LedgerInterval[]): Ledger {
  const result: LedgerInterval[] = []
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && last.to >= piece.from && last.sweeps === piece.sweeps && last.narrowed === piece.narrowed) {
      result[result.length - 1] = { ...last, to: Math.max(last.to, piece.to), fetchedAt: Math.max(last.fetchedAt, piece.fetchedAt) }
    } else result.push(piece)
  }
  return result
}

/** The ledger without these times: what was lost of them is not claimed. */
export function uncover(ledger: Ledger, lost: readonly TimeRange[]): Ledger {
  return lost.reduce<Ledger>((left, { from, to }) => left.flatMap((piece) => outside(piece, from, to)), ledger)
}

/** Whether the ledger holds all of `[from, to)` (of a single instant when they are equal). */
export function isCovered(ledger: Ledger, from: number, to: number): boolean {
  let at = from
  for (const piece of ledger) {
    if (piece.narrowed !== null || piece.to <= at) continue
    if (piece.from > at) return false
    at = piece.to
    if (at >= to && at > from) return true
  }
  return false
}

/** A time that no sync fetches by itself, and why. */
export interface SkippedRange extends TimeRange {
  readonly cause: 'skipped' | LeftOut['cause']
}

/** What is known about the time that is missing. */
export interface GapFacts {
  /** The oldest time that could be had, ms; the start of the ledger when null. */
  readonly floor: number | null
  /** The part that a walk was begun for and did not reach; `failed` when it needs a person. */
  readonly interrupted: { readonly from: number | null; readonly to: number; readonly failed: boolean } | null
  /** What a person chose to leave out, and what could not be taken. */
  readonly skipped: readonly SkippedRange[]
  /** What was lost on this disk. */
  readonly damaged: readonly TimeRange[]
}

/** What is missing up to the end of the ledger, oldest first, each piece with one cause. */
export function gapsIn(ledger: Ledger, facts: GapFacts): CoverageGap[] {
  // A ledger that lost everything still knows of what.
  if (ledger.length === 0 && facts.damaged.length === 0) return beside(facts.skipped, 0, 0).flat()
  const missing: TimeRange[] = []
  const begin = Math.min(...[...ledger, ...facts.damaged].map((piece) => piece.from))
  let at = facts.floor === null ? begin : Math.min(facts.floor, begin)
  for (const piece of ledger) {
    if (piece.narrowed !== null) continue
    if (piece.from > at) missing.push({ from: at, to: piece.from })
    at = Math.max(at, piece.to)
  }
  const end = [...ledger, ...facts.damaged].reduce((most, piece) => Math.max(most, piece.to), -Infinity)
  if (end > at) missing.push({ from: at, to: end })
  // How often a part was read again is no reason to call what is missing beside it two gaps.
  const partly = joinedByLayer(ledger.filter((piece) => piece.narrowed !== null).map((piece) => ({ ...piece, sweeps: 0 })))
  const edges = [
    ...(facts.floor === null ? [] : [facts.floor]),
    ...[...facts.skipped, ...facts.damaged, ...partly].flatMap(({ from, to }) => [from, to]),
  ]
  const [below, above] = beside(facts.skipped, facts.floor === null ? begin : Math.min(facts.floor, begin), end)
  return [...below, ...missing.flatMap((gap) => cutAt(gap, edges)).map((gap) => ({ ...gap, cause: causeOf(gap, facts) })), ...above]
}

/** What could not be taken below and above everything else: the newest entry may be the one, and what is left out is always named. */
function beside(skipped: readonly SkippedRange[], low: number, high: number): readonly [CoverageGap[], CoverageGap[]] {
  const left = skipped.filter(({ cause }) => cause !== 'skipped')
  const below = left.filter(({ from }) => from < low).map((range) => ({ ...range, to: Math.min(range.to, low) }))
  const above = left.filter(({ to }) => to > high).map((range) => ({ ...range, from: Math.max(range.from, high) }))
  return [below, above]
}

function cutAt(gap: TimeRange, edges: readonly number[]): TimeRange[] {
  const inside = [...new Set(edges)].filter((edge) => edge > gap.from && edge < gap.to).sort((a, b) => a - b)
  return [gap.from, ...inside].map((from, i) => ({ from, to: inside[i] ?? gap.to }))
}

function causeOf(gap: TimeRange, { floor, interrupted, skipped, damaged }: GapFacts): CoverageGap['cause'] {
  // Also below the retention: it was here.
  if (damaged.some(({ from, to }) => from <= gap.from && gap.to <= to)) return 'damaged'
  if (floor !== null && gap.to <= floor) return 'beyond-retention'
  const skip = skipped.find(({ from, to }) => from <= gap.from && gap.to <= to)
  if (skip) return skip.cause
  if (!interrupted || gap.to > interrupted.to || (interrupted.from !== null && gap.to <= interrupted.from)) return 'never-asked'
  return interrupted.failed ? 'failed' : 'interrupted'
}
