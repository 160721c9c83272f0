import type { SyncState } from '@contract/service.ts'
import { remainingIn, type RunMemory, type WalkPlan } from './plan.ts'
import { span, subtract, type Range } from './ranges.ts'

/** How much of the time that a run is after has been fetched. It never goes back. */
export class Progress {
  private done = 0
  private later: readonly Range[] = []
  private walk: Range = { from: 0, to: 0 }
  private floor: number | null = null
  private reached: number | null = null

  /** A walk begins; what else is missing comes after it. */
  begin(plan: WalkPlan, state: SyncState, memory: RunMemory): void {
    this.walk = plan.range
    this.floor = state.floor
    this.later = subtract(remainingIn(state, memory), [plan.range])
  }

  /** A page down to `oldest` was committed; `newestPossible` bounds a walk without upper end. Ms since the epoch. */
  page(oldest: number | null, newestPossible: number, floor: number | null): number | null {
    this.floor = floor ?? this.floor
    const walk = this.bounded(this.walk, newestPossible)
    const later = span(this.later.map((range) => this.bounded(range, newestPossible)))
    const length = span([walk])
    if (length === null || later === null) return null
    const walked = oldest === null ? 0 : Math.min(length, Math.max(0, walk.to - oldest))
    const total = this.done + length + later
    this.reached = Math.max(this.reached ?? 0, total > 0 ? Math.min(1, (this.done + walked) / total) : 1)
    return this.reached
  }

  /** The walk was brought to its end. */
  end(newestPossible: number): void {
    this.done += span([this.bounded(this.walk, newestPossible)]) ?? 0
  }

  private bounded({ from, to }: Range, newestPossible: number): Range {
    const lower = Number.isFinite(from) ? from : (this.floor ?? -Infinity)
    return { from: lower, to: Math.max(lower, Number.isFinite(to) ? to : newestPossible) }
  }
}
