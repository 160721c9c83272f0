import { afterEach, sqlLiteral, quoted, sealOf, sealSql, tablesOf, type SealedTable, type SealedValue } from './seals.ts'
import type { Db } from './database.ts'

/** How many rows, and the sum of their checksums, whatever their order. */
export interface Seal {
  readonly rows: number
  readonly sum: number
}

/** 2^48 - 1: the sum stays exact in a double and in SQLite's integers. */
const most = 0xffffffffffff

/**
 * One checksum a table, kept in the table `seal` by the transaction that writes to it: for tables that are read whole. A table of which nobody thinks is
 * sealed, too; those that look after themselves are named, and keep theirs under names of their own.
 */
export class TableSeals {
  private readonly tables: readonly SealedTable[]

  /** @param own tables that are not sealed here */
  constructor(
    private readonly db: Db,
    own: readonly string[],
  ) {
    this.tables = tablesOf(db, [...own, 'seal'])
  }

  /** From now on every write through this connection is accounted for. */
  keep(): void {
    const work = this.tables.flatMap((table) => {
      const [before, after] = [sealSql(table, 'OLD'), sealSql(table, 'NEW')]
      const note = (rows: number, sum: string): string =>
        `UPDATE main.seal SET rows = rows + ${rows}, sum = (sum + ${sum}) & ${most} WHERE name = ${sqlLiteral(table.name)}`
      return [
        { table, write: 'INSERT' as const, does: note(1, after) },
        { table, write: 'DELETE' as const, does: note(-1, `- ${before}`) },
        { table, write: 'UPDATE' as const, does: note(0, `${after} - ${before}`) },
      ]
    })
    afterEach(this.db, work)
  }

  /** The tables that do not hold what was written to them; those that are left out are not read. */
  damaged(without: readonly string[] = []): string[] {
    return this.tables.filter((table) => !without.includes(table.name) && !this.isAsSealed(table)).map(({ name }) => name)
  }

  /** Whether there is this table and it holds what was written to it. */
  isWhole(name: string): boolean {
    const table = this.tables.find((each) => each.name === name)
    return table !== undefined && this.isAsSealed(table)
  }

  private isAsSealed(table: SealedTable): boolean {
    try {
      const [seal, found] = [this.get(table.name), this.count(table)]
      return seal?.rows === found.rows && seal.sum === found.sum
    } catch {
      // SQLite gives up on it.
      return false
    }
  }

  private count({ name, columns }: SealedTable): Seal {
    const names = columns.map(quoted).join(', ')
    const found = this.db
      .prepare(`SELECT ${names} FROM main.${quoted(name)}`)
      .raw()
      .iterate() as Iterable<SealedValue[]>
    let [rows, sum] = [0, 0]
    for (const row of found) {
      rows++
      sum = (sum + sealOf(...row)) % (most + 1)
    }
    return { rows, sum }
  }

  /** Seals what is there now. For a migration, which has its own transaction. */
  renew(): void {
    for (const table of this.tables) this.set(table.name, this.count(table))
  }

  get(name: string): Seal | undefined {
    return this.db.prepare('SELECT rows, sum FROM seal WHERE name = ?').get(name) as Seal | undefined
  }

  set(name: string, { rows, sum }: Seal): void {
    this.db.prepare('INSERT OR REPLACE INTO seal (name, rows, sum) VALUES (?, ?, ?)').run(name, rows, sum)
  }
}
