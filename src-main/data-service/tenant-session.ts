import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure } from '@contract/errors.ts'
import type { PageAnswer, PageRequest, Recovered, ServiceAnswer } from '@contract/service.ts'
import type { QueryRequest } from '@contract/log.ts'
import { removeFolder } from '../files/files.ts'
import { doAll } from './do-all.ts'
import { hasStaleIds, isStale, rederiveAll } from './cache/rederive.ts'
import { isEmpty, isSuspect, rescue, suspect } from './cache/rescue.ts'
import { CacheStore } from './cache/store.ts'
import { Casework } from './casework/casework.ts'
import { ExportLedger } from './casework/export-ledger.ts'
import { CachedBookmarks } from './casework/cached-bookmarks.ts'
import { connectorOf } from './connector/registry.ts'
import { KnownTimes } from './coverage/known-times.ts'
import { recoverExport } from './export/publish.ts'
import { FirstQuestion } from './boot/first-question.ts'
import { RolePermissions } from './history/role-permissions.ts'
import { Subjects } from './history/subjects.ts'
import { IdleWork } from './idle-work.ts'
import { inTurns } from './in-turns.ts'
import { ingestPage, type Prepared } from './ingest/page.ts'
import { PageReader } from './ingest/page-reader.ts'
import { Rechecks } from './ingest/recheck.ts'
import { collectGarbage } from './memory.ts'
import { QueryEngine } from './query/engine.ts'
import { PlayedOrganisation } from './state/played.ts'
import { Stories } from './story/stories.ts'

const warmUpMs = 200

/** One tenant's two databases while they are open. */
export class TenantSession {
  readonly store: CacheStore
  readonly engine: QueryEngine
  /** What was damaged and set aside when it was opened. */
  readonly recovered: Recovered[] = []
  readonly casework: Casework
  readonly bookmarkKeys: CachedBookmarks
  readonly exports: ExportLedger
  readonly subjects: Subjects
  readonly rolePermissions: RolePermissions
  readonly organisation: PlayedOrganisation
  readonly stories: Stories
  /** Fires when the databases close: what runs over many turns must end. */
  readonly closing = new AbortController()
  readonly reader: PageReader
  readonly times: KnownTimes
  readonly rechecks: Rechecks
  private readonly first: FirstQuestion
  readonly idle: IdleWork
  /** Share that is derived again with the connector of today; null when nothing has to be. */
  private rereading: number | null = null
  /**
   * Resolves when every entry is kept under the id that the connector reads: until then a page could not be told from what is known, and must
   * wait. Rejects with what stopped it.
   */
  idsSettled: Promise<void> = Promise.resolve()
  /** Resolves when an import or its undoing is over, which is one transaction: until then no page is committed. */
  changing: Promise<void> | null = null
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
    this.times = new KnownTimes(this.store, now, () => this.rereading)
    this.rechecks = new Rechecks(this.store)
    this.reader = new PageReader({ connector: this.store.connector })
    this.bookmarkKeys = new CachedBookmarks(this.casework, this.store)
    this.engine = new QueryEngine(this.store, this.bookmarkKeys)
    this.first = new FirstQuestion(this.store, this.engine, this.casework.store)
    // An export takes the time that is left over for itself; it is looked at again when it is done.
    const { orders } = this.engine
    this.idle = new IdleWork(
      () =>
        this.changing !== null ||
        this.exporting > 0 ||
        this.engine.marking.makeSome() ||
        this.keepFirst() ||
        orders.prepareSome() ||
        this.store.textIndex.makeNext() ||
        this.store.told.makeNext(),
      collectGarbage,
    )
    this.subjects = new Subjects(this.store, this.bookmarkKeys, () => this.times.coverage())
    this.rolePermissions = new RolePermissions(this.store, this.subjects)
    this.organisation = new PlayedOrganisation(this.store, () => this.times.coverage())
    this.stories = new Stories(this)
    const { recovery } = this.casework.store
    if (recovery)
      this.recovered.push({ database: 'casework', details: `${recovery.aside ?? 'lost'}, from ${recovery.backup ?? 'no backup'}` })
    this.exports = new ExportLedger(this.casework.store)
    for (const { path, at } of this.exports.interrupted()) recoverExport(path, at)
    // What was brought back may lack lines of history.
    if (this.recovered.length > 0) this.store.firstAnswer.forget()
  }

  get isRereading(): boolean {
    return this.rereading !== null
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

  /** A sync has ended: nothing comes for a while. */
  synced(): void {
    this.noteCache()
    this.reader.end()
    // Not before the answer.
    setImmediate(collectGarbage)
  }

  page(request: PageRequest, prepared: Prepared): PageAnswer {
    this.idle.written()
    return ingestPage(this.store, request, this.rechecks.current, prepared)
  }

  /** `keepsFirst`: what is in memory is what is on the disk. */
  close({ keepsFirst = this.changing === null } = {}): void {
    this.closing.abort()
    this.idle.end()
    this.noteCache()
    try {
      if (keepsFirst) this.keepFirst()
    } catch {
      // A full disk: the next start opens the cache first.
    }
    doAll([() => this.reader.close(), () => this.store.close(), () => this.casework.store.close()])
  }

  erase(): ServiceAnswer<'tenant.erase'> {
    this.close()
    removeFolder(this.folder)
  }
}
