import { recordEnd } from '../bytes/record-text.ts'
import { damagedEntry, type Block, type ProvenTexts } from '../cache/blocks/blocks.ts'
import { isAsReceived } from '../cache/blocks/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Connector, MappedEntry } from '../connector/connector.ts'
import { sourceOf, textSource, type ByteSource } from './bytes.ts'

/** Blocks kept open, about 400 kB each: entries in order of time may come from several blocks in turns. */
const keptOpen = 48

interface OpenBlock extends ProvenTexts {
  readonly source: ByteSource
  readonly connector: Connector
  readonly first: number
  readonly end: number
  /** Whether a text in it was sent over several lines. */
  readonly hasLineBreaks: boolean
}

/** Blocks that are opened before they are needed, and how many entries ahead one looks for them. */
const mostComing = 6
const lookAhead = 6 * 512

const lineFeed = 10
const carriageReturn = 13

/** The texts of entries one after the other, without an object an entry: what was found last is in its fields. */
export class EntryTexts {
  source: ByteSource = textSource('')
  start = 0
  end = 0
  /** Where the text of the cache ends: behind the mark of its part, if it has one. */
  private keptEnd = 0
  private block: OpenBlock | null = null
  private index = 0
  private readonly open = new Map<number, OpenBlock>()
  /** Blocks on their way, by their first key. */
  private readonly coming = new Map<number, Promise<unknown>>()
  /** Entries that were looked at for the blocks they need. */
  private looked = 0

  constructor(private readonly store: CacheStore) {}

  /**
   * Sees to it that `find` has the blocks of `keys[from, to)` at hand, and opens those of the next entries beside the work. Call it for the
   * keys in order; waiting is only for the promise, where there is one.
   */
  prepare(keys: Uint32Array, from: number, to: number): Promise<unknown> | undefined {
    const horizon = Math.min(keys.length, to + lookAhead)
    let block: Block | null = null
    for (this.looked = Math.max(this.looked, from); this.looked < horizon && this.coming.size < mostComing; this.looked++) {
      const key = keys[this.looked] as number
      if (isIn(block, key)) continue
      block = this.store.blocks.of(key)
      this.send(block)
    }
    const needed = new Set<Promise<unknown>>()
    block = null
    for (let i = from; i < to && this.coming.size > 0; i++) {
      const key = keys[i] as number
      if (isIn(block, key)) continue
      block = this.store.blocks.of(key)
      const coming = this.coming.get(block.first)
      if (coming) needed.add(coming)
    }
    return needed.size > 0 ? Promise.all(needed) : undefined
  }

  private send({ first, entries }: Block): void {
    if (this.coming.has(first) || this.open.get(first)?.end === first + entries) return
    const opened = this.store.blocks.textsBeside(first).then(
      (texts) => this.keep(openBlock(first, texts, this.store.reread.connectorOf(first))),
      // A damaged block, a cache that was closed: who needs it finds it so.
      () => undefined,
    )
    this.coming.set(
      first,
      opened.finally(() => this.coming.delete(first)),
    )
  }

  /** @throws AppFailure `cache-corrupt` when the text is not the one that was received */
  find(key: number): void {
    let { block } = this
    if (!block || key < block.first || key >= block.end) block = this.block = this.blockOf(key)
    this.index = key - block.first
    this.source = block.source
    this.start = block.starts[this.index] as number
    this.keptEnd = block.starts[this.index + 1] as number
    this.end = recordEnd(this.bytes, this.start, this.keptEnd)
    if (this.store.provesTexts && !isAsReceived(this.bytes.subarray(this.start, this.end), this.blockHashes, this.index))
      throw damagedEntry(key)
  }

  get bytes(): Buffer {
    return this.source.bytes
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
    const { blockHashes, hashAt } = this
    return blockHashes.subarray(hashAt, hashAt + 32)
  }

  /** Those of all entries of the block; the one of the entry found last is at {@link hashAt}. */
  get blockHashes(): Buffer {
    const { block } = this
    if (!block) throw new RangeError('no entry was found yet')
    return block.hashes
  }

  get hashAt(): number {
    return this.index * 32
  }

  /** What reads the text found last. */
  get connector(): Connector {
    return this.block?.connector ?? this.store.connector
  }

  /** The entry found last as its connector reads it. */
  entry(): MappedEntry {
    const text = this.bytes.toString('utf8', this.start, this.keptEnd)
    const { mapItem, definition } = this.connector
    return Object.assign(mapItem(text, { id: () => this.recordedHash.toString('hex') }), { source: definition.name })
  }

  private blockOf(key: number): OpenBlock {
    // Asked anew each time: a sync may have filled the last block up.
    const { first } = this.store.blocks.of(key)
    const known = this.open.get(first)
    return this.keep(
      known && key < known.end ? known : openBlock(first, this.store.blocks.texts(first), this.store.reread.connectorOf(first)),
    )
  }

  /** As the one used last. */
  private keep(block: OpenBlock): OpenBlock {
    this.open.delete(block.first)
    this.open.set(block.first, block)
    if (this.open.size > keptOpen) this.open.delete(this.open.keys().next().value as number)
    return block
  }
}

const isIn = (block: Block | null, key: number): boolean => block !== null && key >= block.first && key < block.first + block.entries

function openBlock(first: number, texts: ProvenTexts, connector: Connector): OpenBlock {
  const hasLineBreaks = texts.bytes.includes(lineFeed) || texts.bytes.includes(carriageReturn)
  return { ...texts, source: sourceOf(texts.bytes), connector, first, end: first + texts.starts.length - 1, hasLineBreaks }
}
