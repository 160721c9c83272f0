import type { TimeRange } from '@contract/log.ts'
import { hasColumn, hasTable } from '../sqlite/open.ts'
import type { Db } from '../sqlite/database.ts'
import { sealOf } from '../sqlite/seals.ts'
import { dictionaryKind } from './dictionary/dictionary.ts'
import { changeDictionaryKind } from './changes/change-index.ts'
import type { Block, BlockRow } from './blocks/blocks.ts'
import { Columns, isPackedLayout, stateBit, unpackColumns } from './columns/columns.ts'
import { CacheSeals } from './seals.ts'

/** The columns of a block that are as they were written. */
export interface SoundColumns {
  readonly first: number
  /** ms; not a number where it is unknown. */
  readonly times: readonly number[]
  readonly late: readonly number[]
}

type Row = Readonly<Record<string, unknown>>

/** What can be read of a damaged cache, and which of it is as it was written. Whatever SQLite gives up on is not there. */
export class Remains {
  private readonly seals: CacheSeals | null

  constructor(private readonly db: Db) {
    this.seals = attempt(() => (hasTable(db, 'seal') ? new CacheSeals(db) : null)) ?? null
  }

  isWhole(table: string): boolean {
    return this.seals?.isWhole(table) ?? false
  }

  get dictionariesAreWhole(): boolean {
    const { seals } = this
    return (
      seals !== null &&
      [...Object.values(dictionaryKind), changeDictionaryKind].every((kind) => attempt(() => seals.areValuesWhole(kind)) ?? false)
    )
  }

  *rows(table: string): Iterable<Row> {
    yield* this.db.prepare(`SELECT * FROM main.${table}`).iterate() as Iterable<Row>
  }

  has(table: string): boolean {
    return attempt(() => hasTable(this.db, table)) ?? false
  }

  /** The rows up to the damage. */
  readable(table: string): Iterable<Row> {
    return readable<Row>(() => this.rows(table))
  }

  /** From both ends towards the damage, then one by one. */
  *blocks(): Iterable<Block & BlockRow> {
    const { db } = this
    const seal = this.seals ? 'seal' : 'NULL AS seal'
    const source = attempt(() => hasColumn(db, 'block', 'source')) ? 'source' : 'NULL AS source'
    const select = `SELECT first, entries, codec, raw, sha256, ${seal}, ${source} FROM main.block`
    const seen = new Set<number>()
    for (const order of ['ASC', 'DESC']) {
      for (const row of readable<Block & BlockRow>(() => db.prepare(`${select} ORDER BY first ${order}`).iterate())) {
        if (order === 'DESC' && seen.has(row.first)) break
        seen.add(row.first)
        yield row
      }
    }
    for (const { first } of readable<Block>(() => db.prepare('SELECT first FROM main.block_columns').iterate())) {
      if (seen.has(first)) continue
      const row = attempt(() => db.prepare(`${select} WHERE first = ?`).get(first) as (Block & BlockRow) | undefined)
      if (row) yield row
    }
  }

  /** The columns of every block of which the next one is known, in order. */
  *columns(): Iterable<SoundColumns> {
    const sql = 'SELECT first, layout, columns, seal FROM main.block_columns ORDER BY first'
    const rows = [...readable<{ first: number; layout: number; columns: Buffer; seal: number }>(() => this.db.prepare(sql).iterate())]
    const end = attempt(() => this.seals?.blocks?.entries) ?? NaN
    for (const [i, { first, layout, columns, seal }] of rows.entries()) {
      const entries = (rows[i + 1]?.first ?? end) - first
      if (!isPackedLayout(layout) || seal !== sealOf(first, layout, columns) || !(entries > 0)) continue
      const into = new Columns()
      if (attempt(() => (unpackColumns(into, columns, entries, layout), true)) !== true) continue
      const late = Array.from({ length: entries }, (_, n) => first + n).filter((_, n) => ((into.state[n] as number) & stateBit.late) !== 0)
      yield { first, times: [...into.time.subarray(0, entries)], late }
    }
  }

  /** Keys of entries that arrived late. */
  late(): readonly number[] {
    if (this.isWhole('late')) return [...(this.rows('late') as Iterable<{ key: number }>)].map(({ key }) => key)
    return [...this.columns()].flatMap((columns) => columns.late)
  }

  /** Times of the entries that are not among the kept blocks; null where they, or how many they are, are not known. */
  lost(kept: readonly Block[]): readonly TimeRange[] | null {
    const total = attempt(() => this.seals?.blocks?.entries)
    const last = kept.at(-1)
    const end = last ? last.first + last.entries : 0
    if (total === undefined || end > total) return null
    const missing = new Map<number, number>()
    let at = 0
    for (const { first, entries } of [...kept, { first: total, entries: 0 }]) {
      if (first > at) missing.set(at, first)
      at = first + entries
    }
    if (missing.size === 0) return []
    const found: TimeRange[] = []
    for (const { first, times } of this.columns()) {
      const to = missing.get(first)
      if (to === undefined) continue
      missing.delete(first)
      if (first + times.length < to) missing.set(first + times.length, to)
      if (first + times.length > to || !times.every(Number.isFinite)) return null
      found.push({ from: Math.floor(least(times)), to: Math.floor(-least(times.map((time) => -time))) + 1 })
    }
    return missing.size === 0 ? found : null
  }
}

const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.min(a, b), Infinity)

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    // The damage.
    return undefined
  }
}

/** Rows up to the damage, or to the end. */
function* readable<T>(rows: () => Iterable<unknown>): Iterable<T> {
  try {
    yield* rows() as Iterable<T>
  } catch {
    // The damage, or a table that this file never had.
  }
}
