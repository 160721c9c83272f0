import { existsSync, lstatSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { recovery as recoveryShape, type Backup, type Recovery } from '@contract/casework.ts'
import { AppFailure, fail, toAppError, type AppError } from '@contract/errors.ts'
import { dayMs } from '@contract/time-units.ts'
import { forgetFile, moveFile, removeFile } from '../../files/files.ts'
import { inPlaceOfFolder } from '../../files/obstacle.ts'
import type { Db, Prepare } from '../sqlite/database.ts'
import { damagedPath, OpenFile, setAside } from '../sqlite/files.ts'
import { asStorageFailure, closeDatabase, openDatabase, preparing } from '../sqlite/open.ts'
import { backUp, backUpDaily, listBackups, prepareBackups, putBack } from './backup.ts'
import { isSound } from './integrity-check.ts'
import { salvage } from './salvage.ts'
import { caseworkDatabase } from './schema.ts'
import { stillThere } from './still-there.ts'

const files = ['', '-wal', '-shm']

const bytesOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0

const codeOf = (error: unknown): string | null => (error instanceof AppFailure ? error.error.code : null)

export type EditSubject = 'bookmark' | 'case' | 'note' | 'view' | 'person' | 'denial'

export interface CaseworkOptions {
  /** The tenant's folder. */
  readonly folder: string
  /** Whom edits are attributed to. */
  readonly author: string
  /** This machine's clock, ms. */
  readonly now: () => number
  /** Told after every edit. */
  readonly changed?: () => void
  /** Told of what failed and stopped nothing. */
  readonly warn?: (message: string) => void
}

const notBackedUp: AppError = {
  code: 'storage',
  message: 'Bookmarks, notes and cases could not be backed up.',
  next: 'What was saved is intact. Check the disk and the folder’s permissions; it is tried again with the next start.',
}

/** One tenant's casework.db: opened soundly or recovered, backed up daily, every edit with its history. */
export class CaseworkStore {
  /** Grows with every edit: what was derived from an earlier one is stale. */
  version = 0
  private db: Db
  /** Statements that an edit of thousands runs for each of them. */
  private statements: Prepare
  private file: OpenFile
  private readonly path: string
  private edited = false
  /** The day (UTC, since the epoch) of which there is a backup. */
  private backedUpDay = -1
  /** The last backup that failed; null when none did since. */
  unbacked: { readonly at: number; readonly error: AppError } | null = null
  /** The backup that is being gone back to. */
  private goingBackTo: string | null = null

  constructor(private readonly options: CaseworkOptions) {
    this.path = join(options.folder, 'casework.db')
    this.db = this.openOrRecover()
    this.statements = preparing(this.db)
    this.file = new OpenFile(this.path)
  }

  get author(): string {
    return this.options.author
  }

  private openOrRecover(): Db {
    const { folder, now } = this.options
    try {
      prepareBackups(folder)
    } catch (error) {
      throw inPlaceOfFolder(join(folder, 'casework-backups')) ?? asStorageFailure(error, caseworkDatabase)
    }
    // SQLite takes an empty file for a new database; where there are backups it is one that was lost.
    const lost = !existsSync(this.path) || statSync(this.path).size === 0
    const wal = existsSync(`${this.path}-wal`)
    // It is made before the cache: empty beside one, it was emptied.
    const emptied = lost && existsSync(this.path) && !wal && bytesOf(join(folder, 'cache.db')) > 0
    let db: Db | undefined
    try {
      if (!lost || wal || (!emptied && listBackups(folder).length === 0)) db = this.openSound()
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code !== 'casework-corrupt') throw error
    }
    db ??= this.recover()
    this.backUpOnce(db, now())
    return db
  }

  private backUpOnce(db: Db, now: number): void {
    const day = Math.floor(now / dayMs)
    if (day === this.backedUpDay) return
    // What failed is tried again before the next edit.
    if (this.trying(now, () => backUpDaily(db, this.options.folder, now, false, this.goingBackTo))) this.backedUpDay = day
  }

  /** A backup that fails is told, and stops nothing: what it was made of is still there. */
  private trying(now: number, backUp: () => void): boolean {
    try {
      backUp()
      this.unbacked = null
      return true
    } catch (error) {
      const failure = asStorageFailure(error, caseworkDatabase)
      if (codeOf(failure) === 'casework-corrupt') throw failure
      const { message, details } = toAppError(failure)
      this.unbacked = { at: now, error: { ...notBackedUp, details: [message, details].filter(Boolean).join(' ') } }
      this.options.warn?.(`${notBackedUp.message} ${this.unbacked.error.details ?? ''}`)
      return false
    }
  }

  private openSound(): Db {
    const { folder, now } = this.options
    const db = openDatabase(this.path, caseworkDatabase, (open, from) => {
      if (from > 0) this.trying(now(), () => backUp(open, folder, 'migration', now(), { spared: this.goingBackTo }))
    })
    try {
      // Of an edit of ten thousand bookmarks all pages are kept until it is written: else each is written several times, 32 MB.
      db.pragma('cache_size = -32768')
      if (!isSound(db)) throw fail('casework-corrupt', 'The casework is damaged and cannot be read.')
      return db
    } catch (error) {
      db.close()
      throw asStorageFailure(error, caseworkDatabase)
    }
  }

  /** Sets the damaged file aside, takes the newest good backup, and adds what can be read of the damaged one. */
  private recover(): Db {
    const { now } = this.options
    const aside = existsSync(this.path) ? setAside(this.path, damagedPath(this.path, now())) : null
    const restored = this.fromBackup()
    const db = restored?.db ?? this.openSound()
    const salvaged = aside === null ? 0 : salvage(aside, db)
    const told: Recovery = {
      at: now(),
      aside: aside && basename(aside),
      backup: restored?.name ?? null,
      bookmarks: db.prepare('SELECT count(*) FROM bookmark WHERE removed_at IS NULL').pluck().get() as number,
      salvaged,
    }
    db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('recovery', ?)").run(JSON.stringify(told))
    return db
  }

  private fromBackup(): { readonly db: Db; readonly name: string } | null {
    for (const { name } of listBackups(this.options.folder)) {
      this.goingBackTo = name
      try {
        if (putBack(this.options.folder, name, this.path)) return { db: this.openSound(), name }
      } catch (error) {
        if (!(error instanceof AppFailure) || error.error.code !== 'casework-corrupt') throw error
        this.deleteFiles()
      } finally {
        this.goingBackTo = null
      }
    }
    return null
  }

  private deleteFiles(): void {
    for (const suffix of files) removeFile(this.path + suffix)
  }

  /** What was found damaged and came back; null when nothing was, or when it was acknowledged. */
  get recovery(): Recovery | null {
    const told = this.read((db) => db.prepare("SELECT value FROM meta WHERE name = 'recovery'").pluck().get())
    return typeof told === 'string' ? recoveryShape.parse(JSON.parse(told)) : null
  }

  /** Whether the cache beside it is known to have held entries: without it, one that is gone or empty would be a tenant that was never asked. */
  get knowsOfCache(): boolean {
    return this.read((db) => db.prepare("SELECT 1 FROM meta WHERE name = 'cache'").get()) !== undefined
  }

  noteCache(): void {
    try {
      if (!this.knowsOfCache) this.db.prepare("INSERT INTO meta (name, value) VALUES ('cache', 'held entries')").run()
    } catch {
      // A full disk, say: it is noted with the next start.
    }
  }

  acknowledge(): void {
    this.edit((db) => db.prepare("DELETE FROM meta WHERE name = 'recovery'").run())
  }

  /** Reads, with SQLite's failures as ones a person can act on. */
  read<T>(work: (db: Db) => T): T {
    try {
      return work(this.db)
    } catch (error) {
      throw asStorageFailure(error, caseworkDatabase)
    }
  }

  /** One transaction; on the disk when it returns. */
  edit<T>(work: (db: Db, now: number, prepare: Prepare) => T): T {
    const now = this.options.now()
    try {
      // A session may be open for days: the day's first edit finds the state before it backed up.
      this.file.check()
      this.backUpOnce(this.db, now)
      const result = this.db.transaction(() => work(this.db, now, this.statements)).immediate()
      this.empty()
      this.edited = true
      this.changed()
      return result
    } catch (error) {
      throw asStorageFailure(error, caseworkDatabase)
    }
  }

  /** The log's end may be lost without a word, by one flipped bit in it: what was answered as kept is in the file. */
  private empty(): void {
    try {
      this.db.pragma('wal_checkpoint(TRUNCATE)')
    } catch {
      // A full disk: it stays in the log.
    }
  }

  private changed(): void {
    this.version++
    this.options.changed?.()
  }

  /** Keeps what an edit changed; call inside of {@link edit}. States are plain data. @returns the id of the line of history */
  record(kind: EditSubject, subject: number, at: number, before: unknown, after: unknown): number {
    const line = this.statements('INSERT INTO history (at, author, kind, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)').run(
      at,
      this.author,
      kind,
      subject,
      before === null ? null : JSON.stringify(before),
      JSON.stringify(after),
    )
    return Number(line.lastInsertRowid)
  }

  backups(): Backup[] {
    return listBackups(this.options.folder)
  }

  /** Goes back to a backup; what there is now becomes one first. */
  restore(name: string): void {
    stillThere(
      this.backups().find((each) => each.name === name),
      'backup',
    )
    this.goingBackTo = name
    try {
      this.replaceBy(name)
    } finally {
      this.goingBackTo = null
    }
  }

  private replaceBy(name: string): void {
    const { folder, now } = this.options
    backUp(this.db, folder, 'restore', now(), { spared: name })
    this.db.close()
    const aside = setAside(this.path, damagedPath(this.path, now()))
    try {
      if (!putBack(folder, name, this.path)) throw fail('casework-corrupt', 'This backup is damaged.', 'Choose another one.')
    } catch (error) {
      for (const suffix of files) if (existsSync(aside + suffix)) moveFile(aside + suffix, this.path + suffix)
      throw asStorageFailure(error, caseworkDatabase)
    } finally {
      this.db = this.openSound()
      this.statements = preparing(this.db)
      this.file = new OpenFile(this.path)
      this.changed()
    }
    for (const suffix of files) forgetFile(aside + suffix)
  }

  close(): void {
    const now = this.options.now()
    try {
      if (this.edited) this.trying(now, () => backUpDaily(this.db, this.options.folder, now, true, null))
    } catch {
      // Damaged: whoever opens it next recovers it.
    } finally {
      closeDatabase(this.db)
    }
  }
}
