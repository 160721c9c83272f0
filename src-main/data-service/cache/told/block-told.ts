import type { MappedEntry } from '../../connector/connector.ts'
import type { Prepare } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import type { Block } from '../blocks/blocks.ts'
import { readsWhole } from '../derived.ts'
import { ReplayParts } from './replay-parts.ts'
import { packTexts, packTold, ToldBuilder, toldLayout, unpackTexts, unpackTold, type ToldBlock } from './told-block.ts'

export interface BlockToldPorts {
  readonly prepare: Prepare
  readonly blocks: { readonly all: readonly Block[]; of(key: number): Block }
  /** Reads them again from the raw texts. */
  readonly reread: { entries(first: number): readonly Pick<MappedEntry, 'changes' | 'id'>[] }
  readonly saving: (work: () => void) => void
}

/** Unpacked blocks that are kept for who plays entries in the order of time: about 25 MB. */
const mostOpen = 1024

/** What entries say that they changed, and their ids, block by block: read from the texts once, and kept. A block that is missing or damaged is made again. */
export class BlockTold {
  private readonly open = new Map<number, ToldBlock>()
  /** Blocks that are kept, as far as they were looked for: how many entries each has. */
  private written: Map<number, number> | null = null
  /** Those of the block that was asked for last. */
  private ids: { readonly first: number; readonly entries: number; readonly all: readonly string[] } | null = null
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
    const told = this.read(block) ?? this.make(block).told
    if (this.open.size >= mostOpen) this.open.delete(this.open.keys().next().value as number)
    this.open.set(block.first, told)
    return { first: block.first, told }
  }

  /** Nobody plays any more. */
  rest(): void {
    this.open.clear()
  }

  /** The id of an entry, as its source has it; the hash of its text where it has none. */
  idOf(key: number): string {
    const block = this.ports.blocks.of(key)
    if (this.ids?.first !== block.first || this.ids.entries !== block.entries) {
      const { first, entries } = block
      this.ids = { first, entries, all: this.readIds(block) ?? this.make(block).ids }
    }
    return this.ids.all[key - block.first] as string
  }

  private readIds({ first, entries }: Block): readonly string[] | null {
    const row = this.ports.prepare('SELECT entries, layout, codec, ids, ids_seal FROM block_told WHERE first = ?').raw().get(first) as
      [number, number, number, Buffer, number] | undefined
    if (row?.[0] !== entries || row[1] !== toldLayout || row[4] !== sealOf(first, ...row.slice(0, 4))) return null
    let ids: readonly string[] | null = null
    readsWhole(() => (ids = unpackTexts(row[2], row[3])))
    return (ids as readonly string[] | null)?.length === entries ? ids : null
  }

  private read({ first, entries }: Block): ToldBlock | null {
    const row = this.ports.prepare('SELECT entries, layout, codec, told, seal FROM block_told WHERE first = ?').raw().get(first) as
      [number, number, number, Buffer, number] | undefined
    if (row?.[0] !== entries || row[1] !== toldLayout || row[4] !== sealOf(first, ...row.slice(0, 4))) return null
    let told: ToldBlock | null = null
    readsWhole(() => (told = unpackTold(row[2], row[3])))
    return told
  }

  private make(block: Block): { readonly told: ToldBlock; readonly ids: readonly string[] } {
    const entries = this.ports.reread.entries(block.first)
    const builder = new ToldBuilder()
    for (const { changes } of entries) builder.add(changes)
    const made = { told: builder.done(), ids: entries.map(({ id }) => id) }
    // What could not be written is made again the next time.
    readsWhole(() => this.ports.saving(() => this.write(block, made)))
    return made
  }

  private write({ first, entries }: Block, made: { readonly told: ToldBlock; readonly ids: readonly string[] }): void {
    const [{ codec, packed }, ids] = [packTold(made.told), packTexts(made.ids).packed]
    const [seal, idsSeal] = [packed, ids].map((bytes) => sealOf(first, entries, toldLayout, codec, bytes))
    this.ports
      .prepare(
        'INSERT OR REPLACE INTO block_told (first, entries, layout, codec, told, ids, seal, ids_seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(first, entries, toldLayout, codec, packed, ids, seal, idsSeal)
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
    this.ids = null
    this.written?.delete(first)
  }
}
