import type { Db } from './database.ts'
import { hasTable } from './open.ts'
import { afterEach, sqlLiteral, quoted, sealOf, sealSql, tablesOf, type SealedTable, type SealedValue } from './seals.ts'

const sealTable = 'row_seal'

/**
 * A checksum a row, kept in the table `row_seal` by the transaction that writes the row: one that was damaged is told from those that were not, and one
 * that is gone is missed.
 */
export class RowSeals {
  private readonly tables: readonly (SealedTable & { readonly key: string })[]

  constructor(private readonly db: Db) {
    this.tables = tablesOf(db, [sealTable]).map((table) => ({ ...table, key: keyOf(table) }))
  }

  keep(): void {
    const work = this.tables.flatMap((table) => {
      // As a text, which the index has: compared with a number, every row's checksum would be looked at.
      const forget = `DELETE FROM main.row_seal WHERE name = ${sqlLiteral(table.name)} AND key = CAST(OLD.${quoted(table.key)} AS TEXT)`
      const note = `INSERT OR REPLACE INTO main.row_seal (name, key, sum) VALUES (${sqlLiteral(table.name)}, NEW.${quoted(table.key)}, ${sealSql(table, 'NEW')})`
      return [
        { table, write: 'INSERT' as const, does: note },
        { table, write: 'DELETE' as const, does: forget },
        { table, write: 'UPDATE' as const, does: `${forget}; ${note}` },
      ]
    })
    afterEach(this.db, work)
  }

  /** Whether every row is as it was written, and all are there. @throws SQLite's error where it gives up */
  areWhole(): boolean {
    const known = new Map<string, Map<string, number>>()
    const seals = this.db.prepare('SELECT name, key, sum FROM row_seal').raw().iterate() as Iterable<[string, string, number]>
    for (const [name, key, sum] of seals) known.set(name, (known.get(name) ?? new Map<string, number>()).set(key, sum))
    for (const { name, columns, key } of this.tables) {
      const of = known.get(name) ?? new Map<string, number>()
      known.delete(name)
      const at = columns.indexOf(key)
      let rows = 0
      for (const row of this.rows(name, columns)) {
        rows++
        if (of.get(String(row[at])) !== sealOf(...row)) return false
      }
      if (rows !== of.size) return false
    }
    return known.size === 0
  }

  /** Whether this row is as it was written. Its values in the order of the table. */
  isWhole(name: string, row: Readonly<Record<string, unknown>>): boolean {
    const table = this.tables.find((each) => each.name === name)
    if (!table) return false
    try {
      const sum = this.db.prepare('SELECT sum FROM row_seal WHERE name = ? AND key = ?').pluck().get(name, String(row[table.key]))
      return sum === sealOf(...table.columns.map((column) => (row[column] ?? null) as SealedValue))
    } catch {
      // The checksum itself cannot be read.
      return false
    }
  }

  /** Seals what is there now. For a migration, which has its own transaction. */
  renew(): void {
    this.db.exec('DELETE FROM row_seal')
    const note = this.db.prepare('INSERT INTO row_seal (name, key, sum) VALUES (?, ?, ?)')
    for (const { name, columns, key } of this.tables)
      for (const row of [...this.rows(name, columns)]) note.run(name, String(row[columns.indexOf(key)]), sealOf(...row))
  }

  private rows(name: string, columns: readonly string[]): Iterable<SealedValue[]> {
    const sql = `SELECT ${columns.map(quoted).join(', ')} FROM main.${quoted(name)}`
    return this.db.prepare(sql).raw().iterate() as Iterable<SealedValue[]>
  }
}

/** Whether this file has checksums of rows. */
export function hasRowSeals(db: Db): boolean {
  return hasTable(db, sealTable)
}

function keyOf({ name, keys }: SealedTable): string {
  const [only] = keys
  if (only === undefined || keys.length > 1) throw new Error(`the table ${name} needs a primary key of one column`)
  return only
}
