import { fail } from '@contract/errors.ts'
import type { Plan } from './plan-tables.ts'
import type { Selected } from './selection.ts'

/** A selection as it was when it was made. New entries do not move its rows. */
export interface HeldSelection {
  readonly selected: Selected
  /** The filter as the columns see it now: dictionaries grow. */
  readonly plan: () => Plan
  /** Entries that had arrived when it was made. */
  readonly arrived: number
  /** Whether the search for it came to its end. */
  readonly isWhole: boolean
}

const keptSelections = 6
/** Keys of all of them, 4 bytes each; the two newest are kept however large. */
const keptKeys = 2_000_000

/** The results that were given last, by number. */
export class Selections {
  private readonly held = new Map<number, HeldSelection>()

  keep(id: number, selection: HeldSelection): number {
    this.held.set(id, selection)
    let keys = 0
    for (const { selected } of this.held.values()) keys += selected.held
    for (const [oldest, { selected }] of this.held) {
      if (this.held.size <= 2 || (this.held.size <= keptSelections && keys <= keptKeys)) break
      this.held.delete(oldest)
      keys -= selected.held
    }
    return id
  }

  /** Nobody looks at rows in another order than by time: what that takes is free again. */
  forgetOrders(): void {
    for (const { selected } of this.held.values()) selected.arranged = null
  }

  get(id: number): HeldSelection | undefined {
    return this.held.get(id)
  }

  /** Used last, dropped last. */
  used(id: number): HeldSelection {
    const found = this.held.get(id)
    if (!found) throw fail('result-expired', 'This result is no longer held.', 'It is being asked for again.')
    this.held.delete(id)
    this.held.set(id, found)
    return found
  }
}
