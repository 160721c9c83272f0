import { crc32 } from 'node:zlib'
import type { Db } from './database.ts'

/**
 * Checksums of what is on the disk. A CRC-32 finds every flipped bit and every damage of up to 32 bits in a row, other damage with all but one chance
 * in four thousand million, and costs a tenth of reading. It is against a failing disk; what proves that a text is the text that was received is its SHA-256.
 */
export type SealedValue = string | number | bigint | Buffer | Uint8Array | null

/** The checksum of some values in their order: what is a text, a number, bytes or nothing is part of it. */
export function sealOf(...values: readonly SealedValue[]): number {
  let sum = values.length
  for (const value of values) {
    if (value === null) sum = crc32('n', sum)
    else if (typeof value === 'string') sum = crc32(value, crc32(`t${value.length}:`, sum))
    else if (typeof value === 'object') sum = crc32(value, crc32(`b${value.length}:`, sum))
    else sum = crc32(`i${value};`, sum)
  }
  return sum
}

/** Makes {@link sealOf} known to SQL as `seal_of`. */
export function teachSeals(db: Db): void {
  db.function('seal_of', { varargs: true, deterministic: true }, (...values: unknown[]) => sealOf(...(values as SealedValue[])))
}

export interface SealedTable {
  readonly name: string
  /** In the order of the table. */
  readonly columns: readonly string[]
  /** Those of its primary key. */
  readonly keys: readonly string[]
}

/** The tables of a database, without SQLite's own and those that are left out. */
export function tablesOf(db: Db, without: readonly string[]): readonly SealedTable[] {
  const select = db.prepare(`SELECT s.name, c.name, c.pk FROM main.sqlite_schema s, pragma_table_info(s.name, 'main') c
    WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY s.name, c.cid`)
  const tables = new Map<string, { columns: string[]; keys: string[] }>()
  for (const [name, column, pk] of select.raw().all() as [string, string, number][]) {
    if (without.includes(name)) continue
    const { columns, keys } = tables.get(name) ?? { columns: [], keys: [] }
    tables.set(name, { columns, keys })
    columns.push(column)
    if (pk > 0) keys.push(column)
  }
  return [...tables].map(([name, table]) => ({ name, ...table }))
}

/** The call of `seal_of` over a row: `NEW`, `OLD` or a table. */
export function sealSql({ columns }: SealedTable, row: string): string {
  return `seal_of(${columns.map((name) => `${row}.${quoted(name)}`).join(', ')})`
}

export type Write = 'INSERT' | 'UPDATE' | 'DELETE'

/**
 * Does something with every row that is written through this connection. A temporary trigger is no part of the file: what is in the file can call nothing
 * of ours (`trusted_schema` is off), and a file in which a trigger was damaged is no worse.
 */
export function afterEach(db: Db, work: readonly { readonly table: SealedTable; readonly write: Write; readonly does: string }[]): void {
  const triggers = work.map(({ table: { name }, write, does }) => {
    const own = quoted(`seal_${name}_${write.toLowerCase()}`)
    return `CREATE TEMP TRIGGER ${own} AFTER ${write} ON main.${quoted(name)} BEGIN ${does}; END;`
  })
  db.exec(`BEGIN; ${triggers.join(' ')} COMMIT`)
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const sqlLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`
