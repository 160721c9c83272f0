import { entryMarks } from '@contract/marks.ts'
import { fingerprint as rules } from '@language/marks/entry-marks.ts?fingerprint=entryRuleSet'
import type { Prepare } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import type { Block } from '../blocks/blocks.ts'
import type { Columns } from '../columns/columns.ts'
import { readsWhole } from '../derived.ts'

export interface BlockMarksPorts {
  readonly prepare: Prepare
  readonly columns: Columns
  readonly blocks: { readonly all: readonly Block[]; of(key: number): Block }
  /** Reads them again from the raw texts. */
  readonly reread: { marksOf(block: Block): Uint32Array }
  readonly saving: (work: () => void) => void
}

/** The rules by which marks are made today: another number, other marks. */
export const entryRules = rules

/**
 * The marks that each entry alone says, kept by block with the rules that made them. A block of which they are missing, damaged or made by other rules has
 * none until it is read again: nobody waits for that, and who asks for marks is told of how many entries they are not known.
 */
export class BlockMarks {
  /** The blocks whose marks are not known: where each begins, and ends. */
  private readonly pending = new Map<number, number>()
  /** Another number whenever marks that were there have changed. */
  version = 0

  constructor(private readonly ports: BlockMarksPorts) {}

  /** Puts what is kept into the columns; `known` blocks were read again as a whole, and have theirs there already. */
  load(known: readonly Block[]): void {
    const { blocks, prepare } = this.ports
    const read = new Set(known.map(({ first }) => first))
    const rows = prepare('SELECT first, entries, marks, seal FROM block_marks WHERE rules = ?').raw()
    const kept = new Map<number, readonly [entries: number, marks: Buffer, seal: number]>()
    for (const [first, entries, marks, seal] of rows.iterate(rules) as Iterable<[number, number, Buffer, number]>)
      kept.set(first, [entries, marks, seal])
    for (const block of blocks.all) {
      if (read.has(block.first)) continue
      const [entries, marks, seal] = kept.get(block.first) ?? []
      const isGood = marks !== undefined && entries === block.entries && seal === sealOf(block.first, entries, rules, marks)
      if (!isGood || !readsWhole(() => this.unpack(block, marks))) this.pending.set(block.first, block.first + block.entries)
    }
  }

  /** Of how many entries nobody knows them; other versions count. */
  get unknown(): number {
    let sum = 0
    for (const [first] of this.pending) sum += this.ports.blocks.of(first).entries
    return sum
  }

  /** Writes those of a block as they are in memory, if they are known. Call inside a transaction. */
  write({ first, entries }: Block): void {
    const end = first + entries
    for (const [from, to] of this.pending) {
      // The last block was filled up, and may be several now.
      if (from < end && to > first) return void this.pending.set(first, end)
    }
    this.put(first, this.ports.columns.marks.subarray(first, end))
  }

  /** Writes those of a block that was read again for the next opening: what is in memory stays. Call inside a transaction. */
  writeAnew(first: number, { length, marks }: Columns): void {
    this.put(first, marks.subarray(0, length))
  }

  /** Reads one block again, of which they are not known. @returns whether there was one */
  makeNext(): boolean {
    const [next] = this.pending.keys()
    if (next === undefined) return false
    const { blocks, columns, reread, saving } = this.ports
    const { first, entries } = blocks.of(next)
    const made = reread.marksOf({ first, entries })
    for (let i = 0; i < made.length; i++)
      columns.marks[first + i] = ((columns.marks[first + i] as number) & ~entryMarks) | (made[i] as number)
    this.pending.delete(next)
    this.version++
    saving(() => this.put(first, made))
    return true
  }

  /** Few entries have any: pairs of a place in the block and its bits. */
  private put(first: number, marks: Uint32Array): void {
    const pairs: number[] = []
    for (let i = 0; i < marks.length; i++) {
      const bits = (marks[i] as number) & entryMarks
      if (bits !== 0) pairs.push(i, bits)
    }
    const { buffer } = Uint32Array.from(pairs)
    const packed = Buffer.from(buffer)
    const insert = this.ports.prepare('INSERT OR REPLACE INTO block_marks (first, entries, rules, marks, seal) VALUES (?, ?, ?, ?, ?)')
    insert.run(first, marks.length, rules, packed, sealOf(first, marks.length, rules, packed))
  }

  private unpack({ first, entries }: Block, packed: Buffer): void {
    if (packed.length % 8 !== 0) throw new RangeError('packed marks have a wrong length')
    const pairs = new Uint32Array(Uint8Array.from(packed).buffer)
    for (let at = 0; at < pairs.length; at += 2) {
      const place = pairs[at] as number
      if (place >= entries) throw new RangeError('packed marks are of no entry')
      const { marks } = this.ports.columns
      marks[first + place] = (marks[first + place] as number) | (pairs[at + 1] as number)
    }
  }
}
