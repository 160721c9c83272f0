import type { CoverageGap, CoverageInterval } from '@contract/sync.ts'

/**
 * The coverage ledger as values. All intervals are half-open, `[from, to)`, in ms by the tenant's clock; the list is
 * ordered, without overlaps, and touching pieces that say the same are one.
 */
export type Ledger = readonly CoverageInterval[]

/** A window fetched this long after its end is not expected to receive late entries. */
export const settledAfterMs = 24 * 3600_000

/** Notes that `[from, to)` was fetched; what was known of it before is replaced. */
export function cover(ledger: Ledger, fetched: { from: number; to: number; fetchedAt: number; tenantNow: number }): Ledger {
  const { from, to, fetchedAt, tenantNow } = fetched
  if (to <= from) return ledger
  const settledEdge = Math.min(to, Math.max(from, tenantNow - settledAfterMs))
  const pieces: CoverageInterval[] = ledger.flatMap((known) => outside(known, from, to))
  if (settledEdge > from) pieces.push({ from, to: settledEdge, fetchedAt, settled: true, narrowed: null })
  if (to > settledEdge) pieces.push({ from: settledEdge, to, fetchedAt, settled: false, narrowed: null })
  return joined(pieces)
}

function outside(known: CoverageInterval, from: number, to: number): CoverageInterval[] {
  const left = known.from < from ? [{ ...known, to: Math.min(known.to, from) }] : []
  const right = known.to > to ? [{ ...known, from: Math.max(known.from, to) }] : []
  return [...left, ...right]
}

function joined(pieces: readonly CoverageInterval[]): Ledger {
  const result: CoverageInterval[] = []
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && last.to >= piece.from && last.settled === piece.settled && last.narrowed === piece.narrowed) {
      result[result.length - 1] = { ...last, to: Math.max(last.to, piece.to), fetchedAt: Math.max(last.fetchedAt, piece.fetchedAt) }
    } else result.push(piece)
  }
  return result
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

/**
 * What is missing between `floor` (the oldest time that could be had; the start of the ledger when null) and the end
 * of the ledger. `interrupted` is the part a walk was begun for and did not reach.
 */
export function gapsIn(ledger: Ledger, floor: number | null, interrupted: { from: number | null; to: number } | null): CoverageGap[] {
  const whole = ledger.filter((piece) => piece.narrowed === null)
  const first = whole[0]
  if (!first) return []
  const gaps: CoverageGap[] = []
  let at = floor === null ? first.from : Math.min(floor, first.from)
  for (const piece of whole) {
    if (piece.from > at) gaps.push({ from: at, to: piece.from, cause: 'never-asked' })
    at = Math.max(at, piece.to)
  }
  if (!interrupted) return gaps
  return gaps.map((gap) =>
    gap.to <= interrupted.to && (interrupted.from === null || gap.to > interrupted.from) ? { ...gap, cause: 'interrupted' } : gap,
  )
}
