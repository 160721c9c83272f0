import { join } from 'node:path'
import type { Db } from '../sqlite/database.ts'
import { openToRead } from '../sqlite/open.ts'
import { caseworkDatabase } from './schema.ts'

/** Tells one state of the casework from the others: no edit goes without a line of history. */
export function lastEdit(db: Db): string {
  return (db.prepare("SELECT id || ' ' || at FROM history ORDER BY id DESC LIMIT 1").pluck().get() as string | undefined) ?? 'none'
}

/** The same of casework that is not open; null when it cannot be read. */
export function readLastEdit(folder: string): string | null {
  return openToRead(join(folder, 'casework.db'), caseworkDatabase, lastEdit)
}
