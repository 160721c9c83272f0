import type Database from 'better-sqlite3'
import type { ErrorCode } from '@contract/errors.ts'

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
  /** What a person does about one that is damaged. */
  readonly mend: string
  readonly seals: {
    /** The version from which on its rows have checksums. */
    readonly since: number
    readonly of: (db: Db) => Seals
  }
}

/** The checksums of what is in a database. */
export interface Seals {
  /** From now on every write through this connection is accounted for. */
  readonly keep: () => void
  /** Seals what is there now; inside of a transaction. */
  readonly renew: () => void
  /** @throws SQLite's error where it gives up */
  readonly areWhole: () => boolean
}
