import { copyFileSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { forgetFile } from '../../files/files.ts'
import type { Db } from '../sqlite/database.ts'
import { hasRowSeals, RowSeals } from '../sqlite/row-seals.ts'
import { isIntact } from './integrity-check.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Reads what can still be read of a damaged casework file and adds it to a sound one: rows that are missing there, and
 * rows that were changed later. A row counts only when it has its checksum, a bookmark only when its raw text has its SHA-256, too. The damaged file stays as it is.
 * @returns how many bookmarks were taken over.
 */
export function salvage(damaged: string, into: Db): number {
  const copy = `${damaged}.reading`
  const suffixes = ['', '-wal', '-shm']
  let from: Db | undefined
  try {
    for (const suffix of suffixes) if (existsSync(damaged + suffix)) copyFileSync(damaged + suffix, copy + suffix)
    from = new Database(copy)
    const source = from
    const seals = hasRowSeals(source) ? new RowSeals(source) : null
    const tables = into
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'row_seal'")
      .pluck()
      .all() as string[]
    return into
      .transaction(() =>
        tables.reduce((sum, table) => {
          const taken = mergeTable(table, source, into, seals)
          return table === 'bookmark' ? sum + taken : sum
        }, 0),
      )
      .immediate()
  } catch {
    // Not even its header can be read: there is nothing to salvage.
    return 0
  } finally {
    from?.close()
    for (const suffix of suffixes) forgetFile(copy + suffix)
  }
}

function mergeTable(table: string, from: Db, into: Db, seals: RowSeals | null): number {
  const columns = columnsOf(into, table)
  const names = columns.map(({ name }) => name)
  const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => name)
  const quoted = names.map((name) => `"${name}"`)
  const newer = names.includes('changed_at')
    ? `ON CONFLICT DO UPDATE SET ${quoted.map((name) => `${name} = excluded.${name}`).join(', ')} WHERE excluded.changed_at > "${table}".changed_at`
    : 'ON CONFLICT DO NOTHING'
  const insert = into.prepare(`INSERT INTO "${table}" (${quoted.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ${newer}`)
  let taken = 0
  for (const row of readableRows(from, table, keys)) {
    if (table === 'bookmark' && !isIntact(row)) continue
    if (seals && !seals.isWhole(table, row)) continue
    try {
      taken += insert.run(names.map((name) => row[name] ?? null)).changes
    } catch {
      // A row that does not fit its own table any more is damaged.
    }
  }
  return taken
}

function columnsOf(db: Db, table: string): { name: string; pk: number }[] {
  return db.pragma(`table_info("${table}")`) as { name: string; pk: number }[]
}

/** From both ends towards the damage, which ends a walk. */
function readableRows(db: Db, table: string, keys: readonly string[]): Iterable<Row> {
  const found = new Map<string, Row>()
  for (const direction of ['ASC', 'DESC']) {
    try {
      const by = keys.map((name) => `"${name}" ${direction}`).join(', ')
      for (const row of db.prepare(`SELECT * FROM "${table}" ORDER BY ${by}`).iterate() as Iterable<Row>) {
        const key = JSON.stringify(keys.map((name) => row[name]))
        if (found.has(key)) break
        found.set(key, row)
      }
    } catch {
      // The damage, or a table that this file never had.
    }
  }
  return found.values()
}
