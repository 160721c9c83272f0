import { textHash } from '../bytes/record-text.ts'
import type { Connector, MappedEntry, ReadChanges } from '../connector/connector.ts'
import type { Block, Blocks } from './blocks/blocks.ts'
import type { BlockChanges } from './changes/block-changes.ts'
import { ChangeIndex } from './changes/change-index.ts'
import { factsOf } from './changes/fact-batch.ts'
import { batchOf } from './columns/batch.ts'
import { Columns, type EncodedEntries } from './columns/columns.ts'
import { arriving, encode } from './columns/encode.ts'
import type { Dictionaries } from './dictionary/dictionary.ts'
import type { Sources } from './sources.ts'

/** An entry as a connector reads its raw text. */
export function entryIn({ mapItem, definition }: Connector, raw: Buffer): MappedEntry {
  return Object.assign(mapItem(raw.toString('utf8'), { id: () => textHash(raw) }), { source: definition.name })
}

/** What the connector reads today in raw texts that are kept: everything that is derived can be made from it again. */
export class Rereading {
  constructor(
    private readonly sources: Sources,
    private readonly blocks: Pick<Blocks, 'entries' | 'of'>,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** Who reads the texts of a block. */
  connectorOf(key: number): Connector {
    return this.sources.connectorOf(this.blocks.of(key).source)
  }

  /** All entries of a block. */
  entries(first: number): MappedEntry[] {
    const connector = this.connectorOf(first)
    return this.blocks.entries(first).map(({ raw }) => entryIn(connector, raw))
  }

  /** For columns that are missing or of another layout. */
  columnsOf(first: number): EncodedEntries {
    return encode(arriving(this.entries(first)), this.dictionaries, this.connectorOf(first))
  }

  changesOf({ first }: Block): (ReadChanges | undefined)[] {
    return this.entries(first).map(({ changes }) => changes)
  }

  marksOf({ first }: Block): Uint32Array {
    return batchOf(this.entries(first)).marks
  }

  /** What is derived of a block, made anew. */
  anew(first: number, known: BlockChanges): { readonly columns: Columns; readonly changes: ChangeIndex } {
    known.tail()
    const [columns, changes] = [new Columns(), new ChangeIndex(known.dictionary)]
    columns.append(this.columnsOf(first))
    changes.append(factsOf(this.changesOf({ first, entries: columns.length })))
    return { columns, changes }
  }
}
