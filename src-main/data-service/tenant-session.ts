import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure, fail } from '@contract/errors.ts'
import type { AuditEntry, EntryDetail } from '@contract/entry.ts'
import type { PageAnswer, PageRequest, Recovered, ServiceAnswer, SyncState } from '@contract/service.ts'
import type { QueryRequest, TimeRange } from '@contract/log.ts'
import { coverage as coverageSchema, type Coverage, type CoverageHistory, type RecheckResult } from '@contract/sync.ts'
import { readRetention, type Bookkeeping } from './cache/bookkeeping.ts'
import { stateBit } from './cache/columns.ts'
import { gapsIn, seenThrough } from './cache/ledger.ts'
import { hasStaleIds, isStale, rederiveAll } from './cache/rederive.ts'
import { isSuspect, rebuildingMeta, rescue, suspect } from './cache/rescue.ts'
import { CacheStore } from './cache/store.ts'
import { Casework } from './casework/casework.ts'
import { ExportLedger } from './casework/export-ledger.ts'
import { CachedMarks } from './casework/marks.ts'
import { connectorOf } from './connector/registry.ts'
import { removeParts } from './export/run.ts'
import { FirstQuestion } from './first-question.ts'
import { Subjects } from './history/subjects.ts'
import { IdleWork } from './idle-work.ts'
import { inTurns } from './in-turns.ts'
import { ingestPage, type Prepared } from './ingest/page.ts'
import { PageReader } from './ingest/page-reader.ts'
import { Recheck } from './ingest/recheck.ts'
import { giveBack } from './memory.ts'
import { isFirstFromAddress } from './query/around.ts'
import { QueryEngine } from './query/engine.ts'
import { marksOf } from './query/rows.ts'
import { shownEntry, wholeEntries } from './whole-entries.ts'

const warmUpMs = 200

/** One tenant's two databases while they are open. */
export class TenantSession {
  readonly store: CacheStore
  readonly engine: QueryEngine
  /** What was damaged and set aside when it was opened. */
  readonly recovered: Recovered[] = []
  readonly casework: Casework
  readonly marks: CachedMarks
  readonly exports: ExportLedger
  readonly subjects: Subjects
  /** Fires when the databases close: what runs over many turns must end. */
  readonly closing = new AbortController()
  readonly reader: PageReader
  private recheck: Recheck | null = null
  private readonly first: FirstQuestion
  readonly idle: IdleWork
  /** Share that is derived again with the connector of today; null when nothing has to be. */
  private rereading: number | null = null
  /**
   * Resolves when every entry is kept under the id that the connector reads: until then a page could not be told from what is known, and must
   * wait. Rejects with what stopped it.
   */
  idsSettled: Promise<void> = Promise.resolve()
  /** Exports under way: they read the store that is open. */
  exporting = 0

  constructor(
    private readonly folder: string,
    readonly connector: ConnectorRef,
    now: () => number,
    author: string,
  ) {
    this.casework = new Casework({ folder, author, now, changed: () => this.idle.written() })
    try {
      this.store = this.openCache(now())
    } catch (error) {
      this.casework.store.close()
      throw error
    }
    this.reader = new PageReader({ connector: this.store.connector })
    this.marks = new CachedMarks(this.casework, this.store)
    this.engine = new QueryEngine(this.store, this.marks)
    this.first = new FirstQuestion(this.store, this.engine, this.casework.store)
    // An export takes the time that is left over for itself; it is looked at again when it is done.
    this.idle = new IdleWork(() => this.exporting > 0 || this.keepFirst() || this.store.summaries.makeNext(), giveBack)
    this.subjects = new Subjects(this.store, this.marks, () => this.coverage())
    const { recovery } = this.casework.store
    if (recovery)
      this.recovered.push({ database: 'casework', details: `${recovery.aside ?? 'lost'}, from ${recovery.backup ?? 'no backup'}` })
    this.exports = new ExportLedger(this.casework.store)
    removeParts(this.exports.interrupted())
    // What was brought back may lack lines of history.
    if (this.recovered.length > 0) this.store.firstAnswer.forget()
  }

  get isOpen(): boolean {
    return !this.closing.signal.aborted
  }

  /** A window begins with this question. */
  beginsWith(request: QueryRequest): void {
    this.first.is(request)
    this.idle.written()
  }

  /** Gets ready for the first letter somebody types. `beganAhead`: the first answer was given out before the tenant was open. */
  async warmUp(beganAhead: boolean): Promise<void> {
    if (beganAhead) this.first.hold()
    // After those who waited for the opening.
    await pause(warmUpMs, undefined, { ref: false })
    if (beganAhead && this.isOpen) this.first.warmUp()
    await inTurns(this.engine.preparing())
  }

  /** What is derived anew is on disk what it is not here. */
  private keepFirst(): boolean {
    return this.rereading === null && this.first.keep()
  }

  /** Of a damaged cache what is whole is taken over; it is set aside, and a sync fetches back what was lost. */
  private openCache(now: number): CacheStore {
    const path = join(this.folder, 'cache.db')
    const open = (): CacheStore => new CacheStore(path, connectorOf(this.connector))
    try {
      if (!isSuspect(path)) return open()
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code !== 'cache-corrupt') throw error
    }
    this.recovered.push({ database: 'cache', details: rescue(path, now) })
    return open()
  }

  /** Something in the open cache was found damaged: the next opening takes over what is whole. */
  suspect(): void {
    suspect(join(this.folder, 'cache.db'))
  }

  /** Derives the cache again when the connector's mapping changed since; `ended` has to open the tenant anew. */
  async rederive(ended: () => void): Promise<void> {
    if (!isStale(this.store)) return
    this.rereading = 0
    const idsChange = hasStaleIds(this.store)
    const work = rederiveAll(this.store, {
      goesOn: () => this.isOpen,
      mayEnd: () => this.exporting === 0,
      told: (share) => (this.rereading = share),
      ended,
    })
    if (idsChange) this.idsSettled = work
    await work
  }

  detail(key: number): EntryDetail {
    const { store } = this
    if (key >= store.columns.length) throw fail('not-found', 'This entry is not in the cache.')
    return {
      key,
      ...shownEntry(store, key),
      marks: marksOf(store.columns.state[key] as number, key, this.marks),
      firstSeenIp: isFirstFromAddress(store, this.engine, key),
    }
  }

  /** Whole entries of a result, by row; fewer than `limit` where they are long. */
  entries(result: number, order: 'asc' | 'desc', offset: number, limit: number): AuditEntry[] {
    const keys = this.engine.rows(result, order, offset, limit).map(({ key }) => key)
    return wholeEntries(this.store, keys)
  }

  /** For the sync: what its connector does not ask for is not missing. */
  syncState(): SyncState {
    const { connector } = this.store
    const bookkeeping = this.store.readBookkeeping()
    const { coverage, walk, meta } = bookkeeping
    const floor = this.retention(meta)?.oldest ?? null
    const unfinished = walk && { window: walk.window, top: walk.top, edge: walk.edge, cursor: walk.cursor }
    return {
      intervals: [...seenThrough(coverage, connector.narrowed)],
      gaps: this.gaps({ ...bookkeeping, coverage: seenThrough(coverage, connector.narrowed) }),
      unfinished,
      floor,
      entries: this.store.entries,
      completedAt: meta['completedAt'] ? Number(meta['completedAt']) : null,
      overlapMs: connector.overlapMs,
      sweepAgesMs: [...connector.sweepAgesMs],
    }
  }

  completed(at: number): void {
    const { coverage, walk } = this.store.readBookkeeping()
    this.store.note({ coverage, walk, meta: { completedAt: String(at), [rebuildingMeta]: 'null' } })
    this.store.tidy()
    this.reader.end()
    // Not before the answer.
    setImmediate(giveBack)
  }

  /** Notes that the walk under way cannot go on without a person. */
  failed(): void {
    const { coverage, walk } = this.store.readBookkeeping()
    if (walk && !walk.failed) this.store.note({ coverage, walk: { ...walk, failed: true }, meta: {} })
  }

  beginRecheck(range: TimeRange): void {
    this.recheck = new Recheck(this.store, range)
  }

  endRecheck(at: number): RecheckResult {
    const { recheck } = this
    if (!recheck) throw fail('not-found', 'This re-check was cut off.', 'It begins again by itself.')
    this.recheck = null
    return recheck.finish(this.retention(this.store.readBookkeeping().meta)?.oldest ?? null, at)
  }

  page(request: PageRequest, prepared: Prepared): PageAnswer {
    this.idle.written()
    return ingestPage(this.store, request, this.recheck, prepared)
  }

  history(): CoverageHistory {
    const { store } = this
    const { retention, rechecks } = store.history
    const floor = this.retention(store.readBookkeeping().meta)?.oldest ?? null
    const forgotten = floor === null ? 0 : store.order.between({ from: -Infinity, to: floor }, store.columns.time).length
    return { retention, rechecks, vanished: store.vanished.length, forgotten }
  }

  coverage(): Coverage {
    const { store } = this
    const bookkeeping = store.readBookkeeping()
    const { coverage, meta } = bookkeeping
    const retention = this.retention(meta)
    const { columns, order } = store
    const count = (bit: number): number => {
      let sum = 0
      for (let key = 0; key < columns.length; key++) sum += (columns.state[key] as number) & bit ? 1 : 0
      return sum
    }
    const timeAt = (index: number): number | null =>
      order.length === 0 ? null : Math.floor(columns.time[order.keys[index] as number] as number)
    return {
      intervals: coverage.map(({ sweeps: _, ...interval }) => interval),
      gaps: this.gaps(bookkeeping),
      entries: store.entries,
      oldest: timeAt(0),
      newest: timeAt(order.length - 1),
      retention,
      invalid: count(stateBit.invalid),
      drifted: count(stateBit.drifted),
      late: count(stateBit.late),
      diskBytes: store.diskBytes,
      ...(this.rereading !== null && { rereading: this.rereading }),
      rebuilding: coverageSchema.shape.rebuilding.parse(JSON.parse(meta[rebuildingMeta] ?? 'null')),
    }
  }

  /**
   * A tenant that states no retention may have entries of any age until one walk has reached its end: the gap then
   * begins at the epoch.
   */
  private gaps({ coverage, walk, meta }: Bookkeeping): SyncState['gaps'] {
    return gapsIn(coverage, {
      floor: this.retention(meta)?.oldest ?? (meta['bottom'] === undefined ? 0 : null),
      interrupted: walk && { from: walk.window.from, to: walk.edge, failed: walk.failed },
      skipped: this.store.history.skipped,
      damaged: this.store.history.damaged,
    })
  }

  private retention(meta: Readonly<Record<string, string>>): Coverage['retention'] {
    return meta['retention'] ? readRetention(meta['retention']) : null
  }

  close(): void {
    this.closing.abort()
    this.idle.end()
    try {
      this.keepFirst()
    } catch {
      // A full disk: the next start opens the cache first.
    }
    this.reader.close()
    this.store.close()
    this.casework.store.close()
  }

  erase(): ServiceAnswer<'tenant.erase'> {
    this.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
