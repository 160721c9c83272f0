import { idColumns, statusMask, type IdColumn, type Ids } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { isListed } from './evaluate.ts'
import { countIds } from './loops.ts'

/** What is counted of one column, for all keys below `upTo`. */
interface Counted {
  counts: Uint32Array
  upTo: number
}

/** Counts over the whole cache, of each column once it is asked for and kept up as entries arrive: an empty filter and completion count nothing. */
export class WholeCounts {
  private readonly byColumn = Object.fromEntries(
    [...idColumns, 'state'].map((name) => [name, { counts: new Uint32Array(256), upTo: 0 }]),
  ) as Record<IdColumn | 'state', Counted>

  constructor(private readonly store: CacheStore) {}

  /** Per dictionary id. At least as long as the dictionary. */
  of(column: IdColumn): Uint32Array {
    const { columns, dictionaries } = this.store
    return this.refresh(this.byColumn[column], columns.ids[column], dictionaries[column].size)
  }

  /** Per state byte as it was when it was counted; the status in it never changes. */
  states(): Uint32Array {
    return this.refresh(this.byColumn.state, this.store.columns.state, 256)
  }

  private refresh(counted: Counted, ids: Ids, size: number): Uint32Array {
    const { columns } = this.store
    const { upTo } = counted
    if (size > counted.counts.length) counted.counts = grown(counted.counts, size + (size >> 1))
    if (upTo === columns.length) return counted.counts
    countIds(ids, this.listedFrom(upTo), counted.counts)
    counted.upTo = columns.length
    return counted.counts
  }

  /** The keys from one on that are entries, and not other versions of one. */
  private listedFrom(first: number): Uint32Array {
    const { columns, order } = this.store
    if (first === 0) return order.keys
    return Uint32Array.from({ length: columns.length - first }, (_, i) => first + i).filter((key) => isListed(columns, key))
  }
}

function grown(old: Uint32Array, size: number): Uint32Array {
  const bigger = new Uint32Array(size)
  bigger.set(old)
  return bigger
}

/** State bytes summed into statuses. */
export function byStatus(states: Uint32Array): Uint32Array {
  const sums = new Uint32Array(statusMask + 1)
  states.forEach((count, state) => {
    sums[state & statusMask] = (sums[state & statusMask] as number) + count
  })
  return sums
}
