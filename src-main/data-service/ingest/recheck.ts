import type { TimeRange } from '@contract/log.ts'
import type { RecheckResult } from '@contract/sync.ts'
import { stateBit } from '../cache/columns.ts'
import type { CacheStore } from '../cache/store.ts'

/** One comparison of what is cached in a range with what the tenant sends for it now. In memory only: cut off, it is begun again. */
export class Recheck {
  private readonly seen = new Set<number>()
  private readonly firstNew: number

  constructor(
    private readonly store: CacheStore,
    private readonly range: TimeRange,
  ) {
    this.firstNew = store.columns.length
  }

  /** The tenant sent the id of this key, whatever the text. */
  see(key: number): void {
    this.seen.add(key)
  }

  /** Marks what is gone and keeps the result. `floor`: what is older the tenant has forgotten by its rules, ms. */
  finish(floor: number | null, at: number): RecheckResult {
    const { store, range, firstNew, seen } = this
    const counts = { equal: 0, differ: 0, fresh: 0 }
    const vanished: number[] = []
    const back: number[] = []
    for (const key of store.order.between(range, store.columns.time)) {
      if (key >= firstNew) counts.fresh++
      else if (seen.has(key)) {
        back.push(key)
        if (store.versions.get(key)?.some((version) => version >= firstNew)) counts.differ++
        else counts.equal++
      } else if (floor === null || (store.columns.time[key] as number) >= floor) vanished.push(key)
    }
    const result = { range, at, ...counts, vanished: vanished.length }
    store.history.recheck(result, back, vanished)
    store.columns.clear(stateBit.vanished, back)
    store.columns.mark(vanished, stateBit.vanished)
    return result
  }
}
