import { rebuildingMeta } from '../cache/rescue.ts'
import type { CacheStore } from '../cache/store.ts'
import type { KnownTimes } from './known-times.ts'

/** Notes that a sync has brought what it was after. */
export function noteCompleted(store: CacheStore, times: KnownTimes, at: number): void {
  const { coverage, walk } = store.readBookkeeping()
  store.note({ coverage, walk, meta: { completedAt: String(at), [rebuildingMeta]: 'null' } })
  if (times.isWhole) store.history.forgetUnknownDamage()
  store.tidy()
}

/** Notes that the walk under way cannot go on without a person. */
export function noteFailed(store: CacheStore): void {
  const { coverage, walk } = store.readBookkeeping()
  if (walk && !walk.failed) store.note({ coverage, walk: { ...walk, failed: true }, meta: {} })
}
