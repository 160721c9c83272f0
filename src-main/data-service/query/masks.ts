import type { Status } from '@contract/entry.ts'
import type { Filter } from '@contract/filter.ts'
import type { CacheStore } from '../cache/store.ts'
import { grown, inverse, unite, type Bits } from './bits.ts'
import { isPure, type Conjunct } from './conjuncts.ts'
import { deepLeaves } from './deep-search.ts'
import { matching } from './evaluate.ts'
import { plan, planStatus, planVersions, type Plan, type PlanContext } from './plan.ts'
import { TimeBounds } from './time-bounds.ts'

/** Kept at once: 125 kB each at a million entries. */
const most = 32

interface Kept {
  readonly bits: Bits
  /** Keys below are looked at. */
  readonly upTo: number
}

/**
 * What each part of a filter selects, by key. A person's next filter shares most of its parts with the last: they are kept, and what
 * arrives is looked at alone. Never change what it answers.
 */
export class Masks {
  readonly bounds: TimeBounds
  private readonly kept = new Map<string, Kept>()

  constructor(private readonly store: CacheStore) {
    this.bounds = new TimeBounds(store.columns)
  }

  /** Every entry: all keys but other versions of one. */
  listed(): Bits {
    const versions = this.upToDate('versions', () => planVersions)
    return inverse(versions, 0, this.store.columns.length)
  }

  of({ parts }: Conjunct, context: PlanContext): Bits {
    const all: Filter = { kind: 'and', of: [...parts] }
    const planned = (): Plan => plan(all, context)
    const isWhole = context.isDeepWhole || deepLeaves(all).length === 0
    return isPure(all) && isWhole ? this.upToDate(JSON.stringify(parts), planned) : this.evaluate(planned(), 0)
  }

  status(status: Status): Bits {
    return this.upToDate(`status ${status}`, () => planStatus(status))
  }

  /** What a plan selects of the keys from one on. */
  evaluate(planned: Plan, from: number): Bits {
    const { columns } = this.store
    return matching(planned, { columns, bounds: this.bounds, from, to: columns.length })
  }

  private upToDate(name: string, planned: () => Plan): Bits {
    const { length } = this.store.columns
    const known = this.kept.get(name)
    // Used last, dropped last.
    this.kept.delete(name)
    const fresh = known?.upTo === length ? null : this.evaluate(planned(), known?.upTo ?? 0)
    const bits = !known ? fresh : fresh ? unite(grown(known.bits, length), fresh) : known.bits
    this.kept.set(name, { bits: bits as Bits, upTo: length })
    if (this.kept.size > most) this.kept.delete(this.kept.keys().next().value as string)
    return bits as Bits
  }
}
