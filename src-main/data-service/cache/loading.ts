import type { Block, Blocks } from './blocks/blocks.ts'
import type { DerivedTables } from './derived-tables.ts'
import { readsWhole } from './derived.ts'
import type { Dictionaries } from './dictionary/dictionary.ts'
import type { Rereading } from './rereading.ts'
import { idColumns, unpackColumns, type Columns } from './columns/columns.ts'
import { sourceId } from './columns/encode.ts'

/** Where columns are loaded from. */
interface Kept {
  readonly blocks: Pick<Blocks, 'all'>
  readonly derived: Pick<DerivedTables, 'columnsOf'>
  readonly dictionaries: Dictionaries
  readonly reread: Pick<Rereading, 'columnsOf' | 'connectorOf'>
}

/** Puts what is kept of every block into the columns. @returns the blocks that had to be read again */
export function loadColumns(columns: Columns, { blocks, derived, dictionaries, reread }: Kept): Block[] {
  const stale: Block[] = []
  const last = blocks.all.at(-1)
  if (last) columns.reserve(last.first + last.entries)
  for (const name of idColumns) columns.widen(name, dictionaries[name].size - 1)
  for (const { block, packed } of derived.columnsOf(blocks.all)) {
    const isRead = packed !== null && readsWhole(() => unpackColumns(columns, packed.columns, block.entries, packed.layout))
    if (isRead) columns.setSource(sourceId(dictionaries, reread.connectorOf(block.first)), block.first, block.first + block.entries)
    else {
      columns.append(reread.columnsOf(block.first))
      stale.push(block)
    }
  }
  return stale
}
