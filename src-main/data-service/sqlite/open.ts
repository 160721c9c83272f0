import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppFailure, fail } from '@contract/errors.ts'
import { makeFilePrivate } from '../../files/files.ts'
import { inPlaceOf } from '../../files/obstacle.ts'
import type { DatabaseKind, Db, Prepare, Statement } from './database.ts'
import { expectedSchema, schemaIn } from './schema-text.ts'
import { teachSeals } from './seals.ts'

/** The path of a database that is gone when it is closed. */
export const inMemory = ':memory:'

/**
 * Opens (or creates) a database with every pragma set explicitly, and migrates it.
 * Fails with `kind.newer` when a later version of the application wrote it (it is left alone) and with
 * `kind.corrupt` when SQLite cannot read it.
 */
export function openDatabase(path: string, kind: DatabaseKind, beforeMigration?: (db: Db, from: number) => void): Db {
  const isFile = path !== inMemory
  let db: Db | undefined
  try {
    if (isFile) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    if (isFile) db = opened(path, kind)
    db ??= new Database(path)
    // The folder is one process's (`folder-lock.ts`). So the index of the log needs no file beside it, which a full disk would have no room for.
    if (isFile) db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    // better-sqlite3's SQLite lowers this under WAL on its own; say it.
    db.pragma(`synchronous = ${kind.synchronous}`)
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    // What `INSERT OR REPLACE` takes away is accounted for, too.
    db.pragma('recursive_triggers = ON')
    db.pragma('busy_timeout = 5000')
    db.pragma('journal_size_limit = 67108864')
    db.pragma('temp_store = MEMORY')
    if (isFile) makeFilePrivate(path)
    teachSeals(db)
    refuseNewer(db, kind)
    refuseOtherSchema(db, kind)
    migrate(db, kind, beforeMigration)
    if (schemaVersion(db) >= kind.seals.since) kind.seals.of(db).keep()
    return db
  } catch (error) {
    db?.close()
    throw asStorageFailure(error, kind)
  }
}

/** A file of ours, whatever stands in its place. */
function opened(path: string, kind: DatabaseKind): Db {
  try {
    for (const each of [path, `${path}-wal`]) {
      const obstacle = inPlaceOf(each)
      if (obstacle) throw obstacle
    }
    return new Database(path)
  } catch (error) {
    throw asStorageFailure(error, kind)
  }
}

/** Opens a database with whatever is wrong with it, to read what is not; null when it is none, or SQLite gives up on its schema. */
export function openDamaged(path: string): Db | null {
  let db: Db | undefined
  try {
    db = new Database(path, { fileMustExist: true })
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    teachSeals(db)
    hasTable(db, 'meta')
    return db
  } catch {
    // Nothing can be read of it.
    db?.close()
    return null
  }
}

export function hasTable(db: Db, name: string): boolean {
  return db.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined
}

export function hasColumn(db: Db, table: string, name: string): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info(?, 'main') WHERE name = ?").get(table, name) !== undefined
}

/** Looks into a database that nobody has open. Null when it is not there, not of this version's schema, or cannot be read. */
export function openToRead<T>(path: string, { migrations }: DatabaseKind, read: (db: Db) => T): T | null {
  let db: Db | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    db.pragma('trusted_schema = OFF')
    return schemaVersion(db) === migrations.at(-1)?.version ? read(db) : null
  } catch {
    // Whoever opens it to work with it finds out what is wrong with it.
    return null
  } finally {
    db?.close()
  }
}

/** Statements by their text: a page uses the same dozen as the page before. */
export function preparing(db: Db): Prepare {
  const statements = new Map<string, Statement>()
  return (sql) => {
    let statement = statements.get(sql)
    if (!statement) statements.set(sql, (statement = db.prepare(sql)))
    return statement
  }
}

function schemaVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function refuseNewer(db: Db, kind: DatabaseKind): void {
  const newest = kind.migrations.at(-1)?.version ?? 0
  const found = schemaVersion(db)
  if (found > newest) {
    throw fail(
      kind.newer,
      `The ${kind.label} was written by a newer version of the application (schema ${found}, this version knows ${newest}).`,
      'Install the newer version. Nothing was changed.',
    )
  }
}

/** A flipped bit in a table's definition is another table, or none: SQLite would call it an error of ours. */
function refuseOtherSchema(db: Db, kind: DatabaseKind): void {
  const version = schemaVersion(db)
  if (schemaIn(db) !== expectedSchema(kind.migrations, version)) throw damaged(kind, 'the schema is not the one of its version')
}

/** What is on the disk is not what was written. */
export function damaged(
  { label, corrupt, mend }: Pick<DatabaseKind, 'label' | 'corrupt' | 'mend'>,
  details: string,
  cause?: unknown,
): AppFailure {
  return new AppFailure({ code: corrupt, message: `The ${label} is damaged on this disk.`, next: mend, details }, { cause })
}

/** Each step and its `user_version` are one transaction: a kill half-way leaves the version before. */
export function migrate(db: Db, kind: DatabaseKind, beforeMigration?: (db: Db, from: number) => void): void {
  const { since, of } = kind.seals
  for (const step of kind.migrations) {
    const from = schemaVersion(db)
    if (step.version <= from) continue
    // Sealed anew by the step, it would count as whole.
    if (from >= since && !of(db).areWhole()) throw damaged(kind, 'its checksums do not hold')
    beforeMigration?.(db, from)
    db.transaction(() => {
      step.up(db)
      if (step.version >= since) of(db).renew()
      db.pragma(`user_version = ${step.version}`)
    }).immediate()
  }
}

/** SQLite's result codes as failures a person can act on; anything else passes unchanged. */
export function asStorageFailure(error: unknown, kind: Pick<DatabaseKind, 'label' | 'corrupt' | 'mend'>): unknown {
  if (error instanceof AppFailure) return error
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return error
  const details = `${code}: ${(error as Error).message}`
  // A page that ends early is a file that was cut off.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ') {
    return damaged(kind, details, error)
  }
  // The index of the log, which is a file only while others may read, did not fit.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppFailure(
      {
        code: 'disk-full',
        message: 'The disk is full. What was saved before is intact.',
        next: 'Free some space, then try again.',
        details,
      },
      { cause: error },
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppFailure(
      { code: 'folder-locked', message: 'Another program is writing to this data folder.', next: 'Close it, then try again.', details },
      { cause: error },
    )
  }
  if (code.startsWith('SQLITE_') || code.startsWith('E')) {
    return new AppFailure(
      {
        code: 'storage',
        message: `The ${kind.label} could not be read or written.`,
        next: 'Check the disk and the folder’s permissions, then try again.',
        details,
      },
      { cause: error },
    )
  }
  return error
}

/** Closes it however full the disk is: what tidying would have done is done with the next opening. */
export function closeDatabase(db: Db): void {
  try {
    db.pragma('optimize')
  } catch {
    // A full disk, a damaged page: told to whoever opens it next, if it is still so.
  }
  db.close()
}
