import type { Connector } from '../connector/connector.ts'
import type { Prepare } from '../sqlite/database.ts'
import { sealOf } from '../sqlite/seals.ts'
import type { Block } from './blocks/blocks.ts'
import { packedTokens, type ChangeIndex } from './changes/change-index.ts'
import { isPackedLayout, packColumns, packedLayout, type Columns } from './columns/columns.ts'

/** Which mapping the derived data was made with; absent in a cache from before there was more than one. */
const mappingMeta = 'mapping'
/** Which part of it said what an entry's id is. */
const identityMeta = 'identity'

/** A stretch of keys in memory that is written under a block's first key. */
export interface Derived {
  readonly columns?: Columns
  readonly changes?: ChangeIndex
}

/** What is kept of each block beside its raw texts, and may be deleted. */
export class DerivedTables {
  constructor(private readonly prepare: Prepare) {}

  /** The packed columns of all blocks, in one read; null where there are none in a layout that is read today, and where they are damaged. */
  *columnsOf<B extends Block>(
    blocks: readonly B[],
  ): Iterable<{ readonly block: B; readonly packed: { readonly columns: Buffer; readonly layout: number } | null }> {
    const rows = this.prepare('SELECT first, layout, columns, seal FROM block_columns ORDER BY first').raw()
    let next = 0
    for (const [first, layout, columns, seal] of rows.iterate() as Iterable<
      [first: number, layout: number, columns: Buffer, seal: number]
    >) {
      for (; blocks[next] && (blocks[next] as B).first <= first; next++) {
        const block = blocks[next] as B
        const isGood = block.first === first && isPackedLayout(layout) && seal === sealOf(first, layout, columns)
        yield { block, packed: isGood ? { columns, layout } : null }
      }
    }
    for (const block of blocks.slice(next)) yield { block, packed: null }
  }

  changesOf(first: number): Buffer | null {
    const row = this.prepare('SELECT layout, tokens, seal FROM block_changes WHERE first = ?').get(first) as
      { layout: number; tokens: Buffer; seal: number } | undefined // prettier-ignore
    return row?.layout === packedTokens && row.seal === sealOf(first, row.layout, row.tokens) ? row.tokens : null
  }

  /** Writes what is derived of a block as it is in memory. */
  writeBlock({ first, entries }: Block, of: Derived): void {
    this.write(first, of, first, first + entries)
  }

  /** Writes the entries `[from, to)` of what is in memory as those of the block that begins with `first`. */
  write(first: number, { columns, changes }: Derived, from: number, to: number): void {
    if (columns) {
      const insert = this.prepare('INSERT OR REPLACE INTO block_columns (first, layout, columns, seal) VALUES (?, ?, ?, ?)')
      const packed = packColumns(columns, from, to)
      insert.run(first, packedLayout, packed, sealOf(first, packedLayout, packed))
    }
    if (changes) {
      const insert = this.prepare('INSERT OR REPLACE INTO block_changes (first, layout, tokens, seal) VALUES (?, ?, ?, ?)')
      const packed = changes.pack(from, to)
      insert.run(first, packedTokens, packed, sealOf(first, packedTokens, packed))
    }
  }

  forget(): void {
    this.prepare('DELETE FROM block_columns').run()
    this.prepare('DELETE FROM block_changes').run()
    this.prepare('DELETE FROM block_marks').run()
    this.prepare('DELETE FROM block_told').run()
    this.prepare('DELETE FROM replay').run()
    this.forgetTextIndexes()
  }

  /** They say what the columns say, and are as old as these. */
  forgetTextIndexes(): void {
    this.prepare('DELETE FROM summary').run()
  }

  get mapping(): string | null {
    return this.meta(mappingMeta)
  }

  get identity(): string | null {
    return this.meta(identityMeta)
  }

  /** What is derived is derived by this mapping from here on; `anew`: what was there was derived by another. */
  noteMapping({ hash, identity }: Pick<Connector, 'hash' | 'identity'>, { anew = true } = {}): void {
    const note = this.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
    note.run(mappingMeta, hash)
    note.run(identityMeta, identity)
    if (anew) this.forgetTextIndexes()
  }

  private meta(name: string): string | null {
    return (this.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name) as string | undefined) ?? null
  }
}
