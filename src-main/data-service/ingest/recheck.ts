import { fail } from '@contract/errors.ts'
import type { TimeRange } from '@contract/log.ts'
import type { SyncWindow } from '@contract/service.ts'
import type { RecheckResult } from '@contract/sync.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { excusedBelow } from '../cache/coverage/retention.ts'
import type { CacheStore } from '../cache/store.ts'

/** One comparison of what is cached in a range with what the tenant sends for it now. In memory only: cut off, it is begun again. */
export class Recheck {
  private readonly seen = new Set<number>()
  private readonly firstNew: number
  private readonly stretches: TimeRange[] = []

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

  /** The tenant was asked for all of this window, to its end: only what lies there can be missed. */
  walked({ from, to }: SyncWindow): void {
    this.stretches.push({ from: from ?? -Infinity, to: to ?? Infinity })
  }

  /** Marks what is gone and keeps the result. `floor`: what is older the tenant has forgotten by its rules, ms; not where it sent older entries. */
  finish(floor: number | null, at: number): RecheckResult {
    const { store, range, firstNew, seen } = this
    const counts = { equal: 0, differ: 0, fresh: 0 }
    const missed: number[] = []
    const back: number[] = []
    let oldest = Infinity
    for (const key of store.order.between(range, store.columns.time)) {
      const time = store.columns.time[key] as number
      const isNew = key >= firstNew
      if (isNew || seen.has(key)) oldest = Math.min(oldest, time)
      if (isNew) counts.fresh++
      else if (seen.has(key)) {
        back.push(key)
        if (store.versions.get(key)?.some((version) => version >= firstNew)) counts.differ++
        else counts.equal++
      } else if (this.stretches.some(({ from, to }) => time >= from && time < to)) missed.push(key)
    }
    const kept = floor === null || oldest < floor ? -Infinity : floor
    const vanished = missed.filter((key) => (store.columns.time[key] as number) >= kept)
    const result = { range, at, ...counts, vanished: vanished.length }
    store.history.recheck(result, back, vanished)
    store.columns.clear(stateBit.vanished, back)
    store.columns.mark(vanished, stateBit.vanished)
    return result
  }
}

/** The comparison that is under way, if one is. */
export class Rechecks {
  private underWay: Recheck | null = null

  constructor(private readonly store: CacheStore) {}

  get current(): Recheck | null {
    return this.underWay
  }

  begin(range: TimeRange): void {
    this.underWay = new Recheck(this.store, range)
  }

  end(at: number): RecheckResult {
    const { underWay } = this
    if (!underWay) throw fail('not-found', 'This re-check was cut off.', 'It begins again by itself.')
    this.underWay = null
    return underWay.finish(excusedBelow(this.store.readBookkeeping().meta), at)
  }
}
