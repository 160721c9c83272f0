import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppFailure, fail, type ErrorCode } from '@contract/errors.ts'

export type Db = Database.Database
export type Statement = Database.Statement
/** A statement for a text, made once. */
export type Prepare = (sql: string) => Statement

/** One numbered step of a schema. Steps are never edited once released; a new one is added. */
export interface Migration {
  readonly version: number
  readonly up: (db: Db) => void
}

export interface DatabaseKind {
  readonly label: string
  readonly synchronous: 'NORMAL' | 'FULL'
  readonly migrations: readonly Migration[]
  readonly newer: ErrorCode
  readonly corrupt: ErrorCode
}

/** The path of a database that is gone when it is closed. */
export const inMemory = ':memory:'

/**
 * Opens (or creates) a database with every pragma set explicitly, and migrates it.
 * Fails with `kind.newer` when a later version of the application wrote it (it is left alone) and with
 * `kind.corrupt` when SQLite cannot read it.
 */
export function openDatabase(path: string, kind: DatabaseKind, beforeMigration?: (db: Db, from: number) => void): Db {
  const isFile = path !== inMemory
  if (isFile) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let db: Db | undefined
  try {
    db = new Database(path)
    db.pragma('journal_mode = WAL')
    // better-sqlite3's SQLite lowers this under WAL on its own; say it.
    db.pragma(`synchronous = ${kind.synchronous}`)
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    db.pragma('busy_timeout = 5000')
    db.pragma('journal_size_limit = 67108864')
    db.pragma('temp_store = MEMORY')
    if (isFile) chmodSync(path, 0o600)
    refuseNewer(db, kind)
    migrate(db, kind, beforeMigration)
    return db
  } catch (error) {
    db?.close()
    throw asStorageFailure(error, kind)
  }
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

/** Each step and its `user_version` are one transaction: a kill half-way leaves the version before. */
export function migrate(db: Db, kind: DatabaseKind, beforeMigration?: (db: Db, from: number) => void): void {
  for (const step of kind.migrations) {
    const from = schemaVersion(db)
    if (step.version <= from) continue
    beforeMigration?.(db, from)
    db.transaction(() => {
      step.up(db)
      db.pragma(`user_version = ${step.version}`)
    }).immediate()
  }
}

/** SQLite's result codes as failures a person can act on; anything else passes unchanged. */
export function asStorageFailure(error: unknown, kind: Pick<DatabaseKind, 'label' | 'corrupt'>): unknown {
  if (error instanceof AppFailure) return error
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return error
  const details = `${code}: ${(error as Error).message}`
  // A page that ends early is a file that was cut off.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ') {
    return new AppFailure({ code: kind.corrupt, message: `The ${kind.label} is damaged and cannot be read.`, details }, { cause: error })
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
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

/** Moves a damaged database with its -wal and -shm out of the way; returns the new path of the main file. */
export function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  const aside = `${path}.damaged-${stamp}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  }
  return aside
}
