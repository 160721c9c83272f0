import type { Status } from '@contract/entry.ts'
import type { Filter } from '@contract/filter.ts'
import type { CacheStore } from '../cache/store.ts'
import { grown, inverse, unite, type Bitmap } from './bitmap.ts'
import { isPure, type Conjunct } from './conjuncts.ts'
import { matching } from './evaluate.ts'
import { plan } from './plan.ts'
import { planStatus, planVersions, type Plan, type PlanContext } from './plan-tables.ts'
import { rawTextLeaves } from './raw-text-search.ts'
import { ZoneMap } from './zone-map.ts'

/** Kept at once: 125 kB each at a million entries. */
const most = 32

interface Kept {
  readonly bits: Bitmap
  /** Keys below are looked at. */
  readonly upTo: number
}

/**
 * What each part of a filter selects, by key. A person's next filter shares most of its parts with the last: they are kept, and what
 * arrives is looked at alone. Never change what it answers.
 */
export class BitmapCache {
  readonly zoneMap: ZoneMap
  private readonly kept = new Map<string, Kept>()

  constructor(private readonly store: CacheStore) {
    this.zoneMap = new ZoneMap(store.columns)
  }

  /** What filters mean is another thing now. */
  forget(): void {
    this.kept.clear()
  }

  /** Every entry: all keys but other versions of one. */
  listed(): Bitmap {
    const versions = this.upToDate('versions', () => planVersions)
    return inverse(versions, 0, this.store.columns.length)
  }

  of({ parts }: Conjunct, context: PlanContext): Bitmap {
    const all: Filter = { kind: 'and', of: [...parts] }
    const planned = (): Plan => plan(all, context)
    const isWhole = context.isRawTextWhole || rawTextLeaves(all).length === 0
    return isPure(all) && isWhole ? this.upToDate(JSON.stringify(parts), planned) : this.evaluate(planned(), 0)
  }

  status(status: Status): Bitmap {
    return this.upToDate(`status ${status}`, () => planStatus(status))
  }

  /** What a plan selects of the keys from one on. */
  evaluate(planned: Plan, from: number): Bitmap {
    const { columns } = this.store
    return matching(planned, { columns, zoneMap: this.zoneMap, from, to: columns.length })
  }

  private upToDate(name: string, planned: () => Plan): Bitmap {
    const { length } = this.store.columns
    const known = this.kept.get(name)
    // Used last, dropped last.
    this.kept.delete(name)
    const fresh = known?.upTo === length ? null : this.evaluate(planned(), known?.upTo ?? 0)
    const bits = !known ? fresh : fresh ? unite(grown(known.bits, length), fresh) : known.bits
    this.kept.set(name, { bits: bits as Bitmap, upTo: length })
    if (this.kept.size > most) this.kept.delete(this.kept.keys().next().value as string)
    return bits as Bitmap
  }
}
