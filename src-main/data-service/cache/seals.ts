import { crc32 } from 'node:zlib'
import type { Db, Seals } from '../sqlite/database.ts'
import { TableSeals, type Seal } from '../sqlite/table-seals.ts'
import { damagedCache } from './damage.ts'
import { endOfValue, encodePlain, type Parts } from './dictionary/dictionary-encoding.ts'
import type { ValueSeals } from './dictionary/dictionary.ts'

/** Tables that are not read whole, or that only grow: their rows have checksums of their own, or an order that counts. */
const own = ['block', 'block_columns', 'block_changes', 'block_marks', 'block_told', 'replay', 'summary', 'first_answer', 'dictionary']
/** Read only where a block's columns are missing. */
const readSeldom = 'late'

const blocksName = 'block'
const dictionaryName = (kind: number): string => `dictionary ${kind}`

/** The checksums of a cache. Small tables, the list of blocks and the values of a dictionary have one each; blobs have theirs beside them. */
export class CacheSeals implements Seals, ValueSeals {
  private readonly tables: TableSeals

  constructor(private readonly db: Db) {
    this.tables = new TableSeals(db, own)
  }

  keep(): void {
    this.tables.keep()
  }

  renew(): void {
    this.tables.renew()
    const [rows, sum] = this.db.prepare('SELECT coalesce(sum(entries), 0), count(*) FROM block').raw().get() as [number, number]
    this.setBlocks(rows, sum)
    this.renewDictionaries()
  }

  renewDictionaries(): void {
    const kinds = this.db.prepare('SELECT DISTINCT kind FROM dictionary').pluck().all() as number[]
    for (const kind of kinds) this.tables.set(dictionaryName(kind), this.valuesOf(kind))
  }

  areWhole(): boolean {
    return this.tables.damaged().length === 0
  }

  /** Compares the small tables, or the one that is named: `late` is looked at only where it is needed. @throws AppFailure `cache-corrupt` */
  check(only?: string): void {
    const unsound = only === undefined ? this.tables.damaged([readSeldom]) : this.isWhole(only) ? [] : [only]
    if (unsound.length > 0) throw damagedCache(unsound.join(', '))
  }

  isWhole(table: string): boolean {
    return this.tables.isWhole(table)
  }

  /** How many entries and blocks there are. Undefined where it is not known. */
  get blocks(): { readonly entries: number; readonly blocks: number } | undefined {
    const seal = this.tables.get(blocksName)
    return seal && { entries: seal.rows, blocks: seal.sum }
  }

  setBlocks(entries: number, blocks: number): void {
    this.tables.set(blocksName, { rows: entries, sum: blocks })
  }

  /** How many values a dictionary has, and the checksum of all in their order. */
  values(kind: number): Seal {
    return this.tables.get(dictionaryName(kind)) ?? { rows: 0, sum: 0 }
  }

  /** Accounts for values that are written after the others. */
  addValues(kind: number, values: readonly Parts[]): void {
    if (values.length === 0) return
    const { rows, sum } = this.values(kind)
    this.tables.set(dictionaryName(kind), { rows: rows + values.length, sum: values.reduce(withValue, sum) })
  }

  /** Whether the values of a dictionary are those that were written. @throws SQLite's error where it gives up */
  areValuesWhole(kind: number): boolean {
    const [seal, found] = [this.values(kind), this.valuesOf(kind)]
    return seal.rows === found.rows && seal.sum === found.sum
  }

  private valuesOf(kind: number): Seal {
    const rows = this.db.prepare('SELECT a, b, c, d FROM dictionary WHERE kind = ? ORDER BY id').raw().iterate(kind)
    const seal = { rows: 0, sum: 0 }
    for (const row of rows as Iterable<(string | null)[]>) {
      const [a, b, c, d] = row.map((part) => part ?? undefined)
      seal.rows++
      seal.sum = withValue(seal.sum, [a, b, c, d])
    }
    return seal
  }
}

/** As they stand one after the other in the text that a dictionary is read as (`dictionary-encoding.ts`). */
const withValue = (sum: number, [a, b, c, d]: Parts): number => crc32(encodePlain(a, b, c, d) + endOfValue, sum)
