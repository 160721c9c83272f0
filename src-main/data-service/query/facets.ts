import type { FacetField } from '@contract/filter.ts'
import type { Facet } from '@contract/log.ts'
import { statuses, type IdColumn } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { countBits, except, keysIn, type Bitmap } from './bitmap.ts'
import { columnOf } from './evaluate.ts'
import type { FieldGroups } from './field-groups.ts'
import { fieldQueries } from './field-queries.ts'
import { countIds } from './loops.ts'
import { byStatus, WholeCounts } from './whole-counts.ts'

type Column = IdColumn | 'state'

/** Keys whose values are counted, or that are not counted where they are the fewer. */
interface Counting {
  readonly keys: Uint32Array
  readonly without: boolean
}

/** Counts values of facets over sets of places. Its arrays are used again. */
export class Facets {
  private readonly whole: WholeCounts
  private readonly counts = new Map<Column, Uint32Array>()
  private room = new Uint32Array(0)

  constructor(
    private readonly store: CacheStore,
    private readonly groups: FieldGroups['of'],
  ) {
    this.whole = new WholeCounts(store)
  }

  /**
   * Each field over entries of its own. Fields over the same are counted together; what selects most of the cache is counted by what it
   * leaves out of those that are listed.
   */
  over(setOf: ReadonlyMap<FacetField, Bitmap>, listed: Bitmap, limit: number): Facet[] {
    const found = new Map<FacetField, Facet>()
    for (const bits of new Set(setOf.values())) {
      const counting = this.countingOf(bits, listed)
      for (const [field, set] of setOf)
        if (set === bits) found.set(field, this.facet(field, this.count(fieldQueries[field].values.column, counting), limit))
    }
    return [...setOf.keys()].map((field) => found.get(field) as Facet)
  }

  /** Over the whole cache, per dictionary id. */
  ofAll(column: IdColumn): Uint32Array {
    return this.whole.of(column)
  }

  private countingOf(bits: Bitmap, listed: Bitmap): Counting {
    const n = this.store.order.length
    const without = countBits(bits) > n / 2
    if (this.room.length < n / 2 + 1) this.room = new Uint32Array((n >> 1) + (n >> 4) + 64)
    const count = keysIn(without ? except(listed, bits) : bits, this.room)
    return { keys: this.room.subarray(0, count), without }
  }

  private count(column: Column, { keys, without }: Counting): Uint32Array {
    const all = without ? (column === 'state' ? this.whole.states() : this.whole.of(column)) : null
    if (all && keys.length === 0) return all
    const size = column === 'state' ? 256 : this.store.dictionaries[column].size
    const counts = this.countsOf(column, size)
    countIds(columnOf(this.store.columns, column), keys, counts)
    if (all) for (let id = 0; id < size; id++) counts[id] = (all[id] as number) - (counts[id] as number)
    return counts
  }

  private countsOf(column: Column, size: number): Uint32Array {
    let counts = this.counts.get(column)
    if (!counts || counts.length < size) this.counts.set(column, (counts = new Uint32Array(size + (size >> 3))))
    return counts.fill(0)
  }

  private facet(field: FacetField, counts: Uint32Array, limit: number): Facet {
    if (field !== 'status') return { field, ...this.groups[field].top(counts, limit) }
    const byValue = byStatus(counts)
    const values = statuses
      .map((value, id) => ({ value, count: byValue[id] as number }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
    return { field, values, distinct: values.length }
  }
}
