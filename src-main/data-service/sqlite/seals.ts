import { crc32 } from 'node:zlib'
import type { Db } from './open.ts'

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
}

/** The tables of a database, without SQLite's own and those that are left out. */
export function tablesOf(db: Db, without: readonly string[]): readonly SealedTable[] {
  const names = db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'").pluck()
  return (names.all() as string[])
    .filter((name) => !without.includes(name))
    .map((name) => ({ name, columns: (db.pragma(`main.table_info(${quoted(name)})`) as { name: string }[]).map((column) => column.name) }))
}

/** The call of `seal_of` over a row: `NEW`, `OLD` or a table. */
export function sealSql({ columns }: SealedTable, row: string): string {
  return `seal_of(${columns.map((name) => `${row}.${quoted(name)}`).join(', ')})`
}

/**
 * Does something with every row that is written through this connection. A temporary trigger is no part of the file: what is in the file can call nothing
 * of ours (`trusted_schema` is off), and a file in which a trigger was damaged is no worse.
 */
export function afterEach(db: Db, table: SealedTable, write: 'INSERT' | 'UPDATE' | 'DELETE', work: string): void {
  const name = quoted(`seal_${table.name}_${write.toLowerCase()}`)
  db.exec(`CREATE TEMP TRIGGER ${name} AFTER ${write} ON main.${quoted(table.name)} BEGIN ${work}; END`)
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
