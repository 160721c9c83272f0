import type { RawTexts } from '../cache/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import type { MappedEntry } from '../connector/connector.ts'

/** Blocks kept open, about 400 kB each: entries in order of time may come from several blocks in turns. */
const keptOpen = 48

interface OpenBlock extends RawTexts {
  readonly first: number
  readonly end: number
  /** Whether a text in it was sent over several lines. */
  readonly hasLineBreaks: boolean
  /** SHA-256 of each as recorded on receipt, 32 bytes an entry; read when first asked for. */
  hashes: Buffer | null
}

const lineFeed = 10
const carriageReturn = 13

/** The texts of entries one after the other, without an object an entry: what was found last is in its fields. */
export class EntryTexts {
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  private block: OpenBlock | null = null
  private index = 0
  private readonly open = new Map<number, OpenBlock>()

  constructor(private readonly store: CacheStore) {}

  find(key: number): void {
    let { block } = this
    if (!block || key < block.first || key >= block.end) block = this.block = this.blockOf(key)
    this.index = key - block.first
    this.bytes = block.bytes
    this.start = block.starts[this.index] as number
    this.end = block.starts[this.index + 1] as number
  }

  /** Whether the text found last may have been sent over several lines; false is certain. */
  get mayHaveLineBreaks(): boolean {
    return this.block?.hasLineBreaks ?? false
  }

  get receivedAt(): number {
    return this.block?.receivedAt(this.index) ?? NaN
  }

  /** SHA-256 written when the entry was received. */
  get recordedHash(): Buffer {
    const { block, index } = this
    if (!block) throw new RangeError('no entry was found yet')
    block.hashes ??= this.store.recordedHashes(block.first)
    return block.hashes.subarray(index * 32, (index + 1) * 32)
  }

  /** The entry found last as the connector reads it. */
  entry(key: number): MappedEntry {
    const { connector, columns } = this.store
    const text = this.bytes.toString('utf8', this.start, this.end)
    return connector.mapItem(text, { id: () => this.recordedHash.toString('hex'), time: columns.time[key] ?? 0 })
  }

  private blockOf(key: number): OpenBlock {
    // Asked anew each time: a sync may have filled the last block up.
    const first = this.store.firstOfBlock(key)
    const known = this.open.get(first)
    this.open.delete(first)
    const block = known && key < known.end ? known : this.read(first)
    this.open.set(first, block)
    if (this.open.size > keptOpen) this.open.delete(this.open.keys().next().value as number)
    return block
  }

  private read(first: number): OpenBlock {
    const texts = this.store.rawTexts(first)
    const hasLineBreaks = texts.bytes.includes(lineFeed) || texts.bytes.includes(carriageReturn)
    return { ...texts, first, end: first + texts.starts.length - 1, hasLineBreaks, hashes: null }
  }
}
