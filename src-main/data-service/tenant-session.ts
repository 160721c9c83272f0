import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure, fail } from '@contract/errors.ts'
import type { AuditEntry, EntryDetail } from '@contract/entry.ts'
import type { PageAnswer, PageRequest, Recovered, ServiceAnswer, SyncState } from '@contract/service.ts'
import type { QueryRequest, TimeRange } from '@contract/log.ts'
import { coverage as coverageSchema, type Coverage, type CoverageHistory, type RecheckResult } from '@contract/sync.ts'
import { removeFolder } from '../files/files.ts'
import { allOf } from './all-of.ts'
import { excusedBelow } from './cache/retention.ts'
import { hasStaleIds, isStale, rederiveAll } from './cache/rederive.ts'
import { isEmpty, isSuspect, rebuildingMeta, rescue, suspect } from './cache/rescue.ts'
import { CacheStore } from './cache/store.ts'
import { Casework } from './casework/casework.ts'
import { ExportLedger } from './casework/export-ledger.ts'
import { CachedMarks } from './casework/marks.ts'
import { connectorOf } from './connector/registry.ts'
import { recoverExport } from './export/publish.ts'
import { FirstQuestion } from './first-question.ts'
import { Subjects } from './history/subjects.ts'
import { IdleWork } from './idle-work.ts'
import { inTurns } from './in-turns.ts'
import { ingestPage, type Prepared } from './ingest/page.ts'
import { PageReader } from './ingest/page-reader.ts'
import { Recheck } from './ingest/recheck.ts'
import { KnownTimes } from './known-times.ts'
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
  private readonly times: KnownTimes
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
    warn: (message: string) => void = () => undefined,
  ) {
    this.casework = new Casework({ folder, author, now, changed: () => this.idle.written(), warn })
    try {
      this.store = this.openCache(now())
    } catch (error) {
      this.casework.store.close()
      throw error
    }
    this.noteCache()
    this.times = new KnownTimes(this.store, now)
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
    for (const path of this.exports.interrupted()) recoverExport(path)
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
      if (!isSuspect(path) && !(isEmpty(path) && this.casework.store.knowsOfCache)) return open()
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code !== 'cache-corrupt') throw error
    }
    this.recovered.push({ database: 'cache', details: rescue(path, now) })
    return open()
  }

  private noteCache(): void {
    if (this.store.columns.length > 0) this.casework.store.noteCache()
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

  completed(at: number): void {
    const { coverage, walk } = this.store.readBookkeeping()
    this.store.note({ coverage, walk, meta: { completedAt: String(at), [rebuildingMeta]: 'null' } })
    if (this.times.isWhole) this.store.history.forgetUnknownDamage()
    this.store.tidy()
    this.noteCache()
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
    return recheck.finish(excusedBelow(this.store.readBookkeeping().meta), at)
  }

  syncState(): SyncState {
    return this.times.syncState()
  }

  coverage(): Coverage {
    const rebuilding = coverageSchema.shape.rebuilding.parse(JSON.parse(this.store.readBookkeeping().meta[rebuildingMeta] ?? 'null'))
    return { ...this.times.coverage(), ...(this.rereading !== null && { rereading: this.rereading }), rebuilding }
  }

  history(): CoverageHistory {
    return this.times.history()
  }

  page(request: PageRequest, prepared: Prepared): PageAnswer {
    this.idle.written()
    return ingestPage(this.store, request, this.recheck, prepared)
  }

  close(): void {
    this.closing.abort()
    this.idle.end()
    this.noteCache()
    try {
      this.keepFirst()
    } catch {
      // A full disk: the next start opens the cache first.
    }
    allOf([() => this.reader.close(), () => this.store.close(), () => this.casework.store.close()])
  }

  erase(): ServiceAnswer<'tenant.erase'> {
    this.close()
    removeFolder(this.folder)
  }
}
