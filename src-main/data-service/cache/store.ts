import { fold } from '@language/pattern.ts'
import type { Connector, MappedEntry } from '../connector/connector.ts'
import type { Db, Prepare } from '../sqlite/database.ts'
import { OpenFile } from '../sqlite/files.ts'
import { asStorageFailure, closeDatabase, openDatabase, preparing } from '../sqlite/open.ts'
import { Blocks, type ReceivedTexts } from './blocks/blocks.ts'
import type { RawEntry } from './blocks/raw-block.ts'
import { BlockChanges } from './changes/block-changes.ts'
import { Arrivals } from './columns/arrivals.ts'
import { Columns, stateBit } from './columns/columns.ts'
import { encode, type Arriving } from './columns/encode.ts'
import { KeyOfId, sourcedId } from './columns/key-of-id.ts'
import { TargetSets } from './columns/target-sets.ts'
import { TimeOrder } from './columns/time-order.ts'
import { Versions } from './columns/versions.ts'
import { readBookkeeping, writeBookkeeping, type Bookkeeping } from './coverage/bookkeeping.ts'
import { History } from './coverage/history.ts'
import { BlockMarks } from './marks/block-marks.ts'
import { DerivedTables } from './derived-tables.ts'
import { createDictionaries, saveDictionaries, type Dictionaries, type Dictionary } from './dictionary/dictionary.ts'
import { hashId } from './dictionary/hash-index.ts'
import { FirstAnswer } from './first-answer.ts'
import { Imports } from './imports.ts'
import type { KeyRun } from './key-runs.ts'
import { loadColumns } from './loading.ts'
import { removeKeys } from './removal.ts'
import { entryIn, Rereading } from './rereading.ts'
import { cacheDatabase } from './schema.ts'
import { CacheSeals } from './seals.ts'
import { Sources } from './sources.ts'
import { BlockTold } from './told/block-told.ts'
import { TextIndexStore } from './text-index/text-index-store.ts'

/** One tenant's cache: cache.db and, in memory, everything a filter needs. */
export class CacheStore {
  readonly columns = new Columns()
  readonly order = new TimeOrder()
  readonly dictionaries: Dictionaries = createDictionaries()
  readonly versions = new Versions(this.columns)
  private readonly ids = new KeyOfId(this.columns, (key) => this.idOf(key))
  readonly targetSets = new TargetSets(this.dictionaries.targets)
  readonly history: History
  readonly textIndex: TextIndexStore
  readonly changes: BlockChanges
  readonly blockMarks: BlockMarks
  readonly told: BlockTold
  private readonly db: Db
  private readonly file: OpenFile
  private readonly seals: CacheSeals
  /** The texts, in blocks of consecutive keys. */
  readonly blocks: Blocks
  readonly reread: Rereading
  readonly sources: Sources
  private readonly prepare: Prepare
  readonly derived: DerivedTables
  readonly arrivals: Arrivals
  readonly imports: Imports
  readonly firstAnswer: FirstAnswer

  constructor(
    path: string,
    readonly connector: Connector,
  ) {
    this.db = openDatabase(path, cacheDatabase)
    // 16 MB of log before it is written back: each time, a commit waits for the disk.
    this.db.pragma('wal_autocheckpoint = 4000')
    this.provesTexts = !this.db.memory
    this.file = new OpenFile(path)
    this.prepare = preparing(this.db)
    this.derived = new DerivedTables(this.prepare)
    this.arrivals = new Arrivals(this.prepare)
    this.imports = new Imports(this.prepare)
    this.firstAnswer = new FirstAnswer(this.prepare)
    this.history = new History(this.db)
    this.seals = new CacheSeals(this.db)
    try {
      this.seals.check()
      this.blocks = new Blocks(this.db, this.seals)
      this.sources = new Sources(this.prepare, connector)
      this.reread = new Rereading(this.sources, this.blocks, this.dictionaries)
      this.textIndex = new TextIndexStore(this.prepare, this.blocks, this.columns, this.dictionaries)
      const saving = (work: () => void): void => this.transaction(work)
      const ports = { prepare: this.prepare, blocks: this.blocks, reread: this.reread, saving }
      const { columns, derived, seals } = this
      this.changes = new BlockChanges({ ...ports, seals, derived })
      this.blockMarks = new BlockMarks({ ...ports, columns })
      this.told = new BlockTold(ports)
      this.load()
    } catch (error) {
      this.db.close()
      throw asStorageFailure(error, cacheDatabase)
    }
  }

  /** Entries, other versions not counted. */
  get entries(): number {
    return this.order.length
  }
  get diskBytes(): number {
    return this.file.bytes
  }

  private load(): void {
    for (const dictionary of Object.values(this.dictionaries)) dictionary.load(this.prepare, this.seals)
    const known = this.dictionaries.source.size
    const stale = loadColumns(this.columns, this)
    // At once: a commit that fails takes back what was not saved.
    if (this.dictionaries.source.size > known) this.transaction(() => undefined)
    for (const { of, key } of this.arrivals.links) this.versions.note(of, key)
    // Packed with the others; only what was derived does not know.
    for (const block of stale) this.columns.mark(this.arrivals.lateIn(block), stateBit.late)
    // What vanished may have come back since its block was packed.
    this.columns.clear(stateBit.vanished)
    this.columns.mark(this.vanished, stateBit.vanished)
    this.order.insert(this.columns.listed(), this.columns.time)
    if (this.columns.length === 0 || this.derived.mapping === null) this.derived.noteMapping(this.sources)
    this.blockMarks.load(stale)
    if (stale.length === 0) return
    this.seals.check('late')
    this.transaction(() => {
      for (const block of stale) {
        this.derived.writeBlock(block, { columns: this.columns })
        this.textIndex.forget(block.first)
        this.blockMarks.write(block)
      }
    })
  }

  /** Keys of the entries that the tenant no longer sends; with another connector some may have become versions of others. */
  get vanished(): number[] {
    return this.history.vanished.filter((key) => !this.isVersion(key))
  }

  isVersion(key: number): boolean {
    return ((this.columns.state[key] as number) & stateBit.version) !== 0
  }

  /** Makes what a commit looks things up in, a piece at a time: of a million entries it takes a third of a second. */
  *prepareToCommit(): Generator<undefined, void> {
    // Before the first pause: after it the database may be closed.
    this.changes.tail()
    yield* this.ids.prepare()
    for (const dictionary of this.allDictionaries()) yield* dictionary.prepare()
  }

  /** Keys of the entries whose folded id is this. */
  keysOfFoldedId(folded: string): number[] {
    return this.ids.candidates(hashId(folded)).filter((key) => fold(this.entry(key).id) === folded)
  }

  /** The key under which an id of a source with this hash was first received. `id` is asked only where the hash is known. */
  keyOfId(idHash: number, source: Connector, id: () => string): number | null {
    return this.ids.find(idHash, () => sourcedId(source, id()))
  }

  /** Whether there may be an entry under an id with this hash. Looks in memory alone. */
  mayKnow(idHash: number): boolean {
    return this.ids.has(idHash)
  }

  rawEntry(key: number): RawEntry {
    return this.blocks.entry(key)
  }

  /** The id that its connector reads today, with the name of its source: ids of two sources may be alike. */
  idOf(key: number): string {
    return sourcedId(this.reread.connectorOf(key), this.entry(key).id)
  }

  /** The entry as the connector reads its raw text today. */
  entry(key: number): MappedEntry {
    return entryIn(this.reread.connectorOf(key), this.rawEntry(key).raw)
  }

  /** Hex SHA-256 written when the entry was received. */
  recordedHash(key: number): string {
    return this.blocks.recordedHash(key).toString('hex')
  }

  /** Whether a text that is shown or exported has to have its SHA-256; of copies in memory those that have not are counted. */
  readonly provesTexts: boolean

  /**
   * Rows, dictionary, coverage and cursor in one transaction; memory follows only after it committed.
   * @param connector what read the entries: their source has its definition's name
   * @param pinned it goes on reading them when the tenant gets another connector
   */
  commit(
    entries: Arriving,
    texts: Omit<ReceivedTexts, 'source'>,
    bookkeeping: Bookkeeping,
    connector = this.connector,
    pinned = false,
  ): void {
    const first = this.columns.length
    const { places, late, versionOf } = entries
    // Read before anything is written: it may have to be derived, and written, itself.
    const changes = this.changes.tail()
    try {
      this.columns.append(encode(entries, this.dictionaries, connector))
      changes.append(entries.batch.changes, places)
      this.transaction(() => {
        const source = this.sources.numberOf(connector, () => this.derived.noteMapping(this.sources, { anew: false }), pinned)
        for (const block of this.blocks.append(first, { ...texts, source })) {
          this.derived.writeBlock(block, { columns: this.columns, changes })
          this.blockMarks.write(block)
        }
        for (let i = 0; i < places.length; i++) {
          const of = versionOf[i] as number
          if (of >= 0) this.arrivals.link({ of, key: first + i })
          if (late[i] === 1) this.arrivals.noteLate(first + i)
        }
        writeBookkeeping(this.prepare, bookkeeping)
      })
    } catch (error) {
      this.columns.length = first
      changes.truncate(first)
      this.blocks.reload()
      this.sources.reload()
      for (const dictionary of this.allDictionaries()) dictionary.rollback()
      throw asStorageFailure(error, cacheDatabase)
    }
    const listed: number[] = []
    for (let i = 0; i < places.length; i++) {
      const of = versionOf[i] as number
      if (of >= 0) this.versions.note(of, first + i)
      else {
        listed.push(first + i)
        this.ids.add(first + i)
      }
    }
    this.order.insert(Uint32Array.from(listed), this.columns.time)
  }

  /** Coverage and cursor without entries. */
  note(bookkeeping: Bookkeeping): void {
    try {
      this.transaction(() => writeBookkeeping(this.prepare, bookkeeping))
    } catch (error) {
      throw asStorageFailure(error, cacheDatabase)
    }
  }

  private allDictionaries(): Dictionary[] {
    return [...Object.values(this.dictionaries), this.changes.dictionary]
  }

  readBookkeeping(): Bookkeeping {
    return readBookkeeping(this.prepare)
  }

  /** Drops what is derived; the next opening derives it again from the raw texts. */
  forgetColumns(): void {
    this.derived.forget()
    this.changes.forget()
  }

  /** Gives back the room that the log of a long sync takes on disk. Call when it is over. */
  tidy(): void {
    this.db.pragma('wal_checkpoint(TRUNCATE)')
  }

  /** With what the dictionaries have learnt, which counts as saved only once the transaction is. */
  transaction(work: () => void): void {
    const all = () => {
      work()
      saveDictionaries(this.allDictionaries(), this.prepare, this.seals)
    }
    this.file.check()
    this.db.transaction(all).immediate()
    for (const dictionary of this.allDictionaries()) dictionary.commit()
  }

  /** See `removal.ts`. Call inside {@link transaction}. */
  removeKeys(gone: readonly KeyRun[]): (run: KeyRun) => KeyRun[] {
    return removeKeys(this.prepare, this.seals, gone)
  }

  /** Until {@link end}, every transaction is a part of this one. */
  begin(): void {
    this.file.check()
    this.db.exec('BEGIN IMMEDIATE')
  }

  /** Keeps all of it, or nothing; then what is in memory is not what is on disk, and the store has to be opened anew. */
  end(keeps: boolean): void {
    try {
      // A full disk has rolled it back.
      if (this.db.inTransaction) this.db.exec(keeps ? 'COMMIT' : 'ROLLBACK')
    } catch (error) {
      throw asStorageFailure(error, cacheDatabase)
    }
  }

  close(): void {
    this.end(false)
    closeDatabase(this.db)
  }
}
