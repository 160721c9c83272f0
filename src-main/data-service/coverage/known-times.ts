import type { SyncState } from '@contract/service.ts'
import { coverage as coverageSchema, type Coverage, type CoverageHistory } from '@contract/sync.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { askedAtMeta, type Bookkeeping } from '../cache/coverage/bookkeeping.ts'
import { gapsIn, seenThrough } from '../cache/coverage/ledger.ts'
import { comeBy, highest, retracted } from '../cache/coverage/reach.ts'
import { doubtedIn, floorIn, retentionIn } from '../cache/coverage/retention.ts'
import { rebuildingMeta } from '../cache/rescue.ts'
import type { CacheStore } from '../cache/store.ts'
import { sourcesIn } from './sources.ts'

/** What the cache says of the times that it has, by this machine's clock of now: what that contradicts is not said. */
export class KnownTimes {
  constructor(
    private readonly store: CacheStore,
    private readonly now: () => number,
    /** Share that is derived again with the connector of today; null when nothing has to be. */
    private readonly rereading: () => number | null = () => null,
  ) {}

  /** For the sync: what its connector does not ask for is not missing. */
  syncState(): SyncState {
    const { store } = this
    const { connector } = store
    const bookkeeping = this.bookkeeping()
    const { walk, meta } = bookkeeping
    const coverage = seenThrough(bookkeeping.coverage, connector.narrowed)
    const { newest } = this
    return {
      intervals: [...coverage],
      gaps: this.gaps({ ...bookkeeping, coverage }),
      unfinished: walk,
      floor: floorIn(meta),
      // Through a filter nobody can tell what is gone.
      doubted: connector.narrowed === null ? doubtedIn(meta) : null,
      entries: store.entries,
      newest: newest === null ? null : Math.floor(newest),
      oldest: this.timeAt(0),
      completedAt: meta['completedAt'] ? Number(meta['completedAt']) : null,
      overlapMs: connector.overlapMs,
      sweepAgesMs: [...connector.sweepAgesMs],
    }
  }

  /** Whether everything that the tenant has was fetched, whatever was lost here before. */
  get isWhole(): boolean {
    const bookkeeping = this.bookkeeping()
    return bookkeeping.coverage.length > 0 && this.gaps(bookkeeping, []).length === 0
  }

  coverage(): Coverage {
    const { store } = this
    const bookkeeping = this.bookkeeping()
    const { coverage, meta } = bookkeeping
    const rereading = this.rereading()
    const stated = retentionIn(meta)
    const { columns, order } = store
    const known = order.known(columns.time).length
    const count = (bit: number): number => {
      let sum = 0
      for (let key = 0; key < columns.length; key++) sum += (columns.state[key] as number) & bit ? 1 : 0
      return sum
    }
    return {
      intervals: coverage.map(({ sweeps: _, ...interval }) => interval),
      gaps: this.gaps(bookkeeping),
      entries: store.entries,
      oldest: this.timeAt(0),
      newest: this.timeAt(known - 1),
      undated: order.length - known,
      retention: stated && { days: stated.days, oldest: floorIn(meta), observedAt: stated.observedAt },
      askedAt: meta[askedAtMeta] === undefined ? null : Number(meta[askedAtMeta]),
      invalid: count(stateBit.invalid),
      drifted: count(stateBit.drifted),
      late: count(stateBit.late),
      diskBytes: store.diskBytes,
      ...sourcesIn(store),
      imports: store.imports.list,
      sealed: store.imports.sealed,
      ...(rereading !== null && { rereading }),
      rebuilding: coverageSchema.shape.rebuilding.parse(JSON.parse(meta[rebuildingMeta] ?? 'null')),
    }
  }

  history(): CoverageHistory {
    const { store } = this
    const { retention, rechecks } = store.history
    const floor = floorIn(store.readBookkeeping().meta)
    const forgotten = floor === null ? 0 : store.order.between({ from: -Infinity, to: floor }, store.columns.time).length
    return { retention, rechecks, vanished: store.vanished.length, forgotten }
  }

  private bookkeeping(): Bookkeeping {
    const { store } = this
    return retracted(store.readBookkeeping(), highest(this.newest, store.connector.overlapMs, this.now()))
  }

  private get newest(): number | null {
    const { order, columns } = this.store
    return order.newestBefore(comeBy({ own: this.now(), tenant: null }), columns.time)
  }

  /**
   * A tenant that states no retention may have entries of any age until one walk has reached its end: the gap then
   * begins at the epoch.
   */
  private gaps({ coverage, walk, meta }: Bookkeeping, damaged = this.store.history.damaged): SyncState['gaps'] {
    return gapsIn(coverage, {
      floor: floorIn(meta) ?? (meta['bottom'] === undefined ? 0 : null),
      interrupted: walk && { from: walk.window.from, to: walk.edge, failed: walk.failed },
      skipped: this.store.history.skipped,
      damaged,
    })
  }

  /** Of those that have one. */
  private timeAt(index: number): number | null {
    const { columns, order } = this.store
    const key = order.known(columns.time)[index]
    return key === undefined ? null : Math.floor(columns.time[key] as number)
  }
}
