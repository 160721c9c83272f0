import type { ReadChanges } from '../../connector/connector.ts'
import type { Prepare } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import type { Block } from '../blocks/blocks.ts'
import { readsWhole } from '../derived.ts'
import { ReplayParts } from './replay-parts.ts'
import { packTold, ToldBuilder, toldLayout, unpackTold, type ToldBlock } from './told-block.ts'

export interface BlockToldPorts {
  readonly prepare: Prepare
  readonly blocks: { readonly all: readonly Block[]; of(key: number): Block }
  /** Reads them again from the raw texts. */
  readonly reread: { changesOf(block: Block): readonly (ReadChanges | undefined)[] }
  readonly saving: (work: () => void) => void
}

interface Row {
  readonly entries: number
  readonly layout: number
  readonly codec: number
  readonly told: Buffer
  readonly seal: number
}

/** Unpacked blocks that are kept for who plays entries in the order of time: about 25 MB. */
const mostOpen = 1024

/** What entries say that they changed, block by block: read from the texts once, and kept. A block that is missing or damaged is made again. */
export class BlockTold {
  private readonly open = new Map<number, ToldBlock>()
  /** Blocks that are kept, as far as they were looked for: how many entries each has. */
  private written: Map<number, number> | null = null
  /** What was played of it. */
  readonly replay: ReplayParts

  constructor(private readonly ports: BlockToldPorts) {
    this.replay = new ReplayParts(ports)
  }

  /** Those of the block in which an entry is. */
  of(key: number): { readonly first: number; readonly told: ToldBlock } {
    const block = this.ports.blocks.of(key)
    const known = this.open.get(block.first)
    if (known?.entries === block.entries) return { first: block.first, told: known }
    const told = this.read(block) ?? this.make(block)
    if (this.open.size >= mostOpen) this.open.delete(this.open.keys().next().value as number)
    this.open.set(block.first, told)
    return { first: block.first, told }
  }

  /** Nobody plays any more. */
  rest(): void {
    this.open.clear()
  }

  private read(block: Block): ToldBlock | null {
    const row = this.ports.prepare('SELECT entries, layout, codec, told, seal FROM block_told WHERE first = ?').get(block.first) as
      Row | undefined
    if (row?.entries !== block.entries || row.layout !== toldLayout || row.seal !== sealOfRow(block.first, row)) return null
    let told: ToldBlock | null = null
    readsWhole(() => (told = unpackTold(row.codec, row.told)))
    return told
  }

  private make(block: Block): ToldBlock {
    const builder = new ToldBuilder()
    for (const changes of this.ports.reread.changesOf(block)) builder.add(changes)
    const told = builder.done()
    // What could not be written is made again the next time.
    readsWhole(() => this.ports.saving(() => this.write(block, told)))
    return told
  }

  private write({ first, entries }: Block, block: ToldBlock): void {
    const { codec, packed } = packTold(block)
    const row = { entries, layout: toldLayout, codec, told: packed }
    this.ports
      .prepare('INSERT OR REPLACE INTO block_told (first, entries, layout, codec, told, seal) VALUES (?, ?, ?, ?, ?, ?)')
      .run(first, entries, toldLayout, codec, packed, sealOfRow(first, row))
    this.written?.set(first, entries)
  }

  /** Makes those of one block that are not kept. @returns whether there was one */
  makeNext(): boolean {
    const { blocks, prepare } = this.ports
    if (!this.written) {
      const rows = prepare('SELECT first, entries FROM block_told WHERE layout = ?').raw().all(toldLayout) as [number, number][]
      this.written = new Map(rows)
    }
    const { written } = this
    const next = blocks.all.find(({ first, entries }) => written.get(first) !== entries)
    if (!next) return false
    this.make(next)
    // A full disk: not again and again.
    written.set(next.first, next.entries)
    return true
  }

  /** Those of a block are made by another mapping. Call inside a transaction. */
  forget(first: number): void {
    this.ports.prepare('DELETE FROM block_told WHERE first = ?').run(first)
    this.replay.forget()
    this.open.delete(first)
    this.written?.delete(first)
  }
}

const sealOfRow = (first: number, { entries, layout, codec, told }: Omit<Row, 'seal'>): number =>
  sealOf(first, entries, layout, codec, told)
