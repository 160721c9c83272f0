import { detachBuffer } from '../../bytes/given-back.ts'
import type { Db, Statement } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import { damagedCache } from '../damage.ts'
import type { CacheSeals } from '../seals.ts'
import { areAsReceived, expand, expandBeside, openRaw, packRaw, type PackedRaw, type RawEntry, type RawTexts } from './raw-block.ts'
import { Receipts } from './receipts.ts'

/** A block is closed when it holds this many entries; smaller ones are filled up by the next page. */
const blockEntries = 512
/** Blocks kept open for who looks at entry after entry. */
const keptOpen = 16

export interface Block {
  readonly first: number
  readonly entries: number
}

/** By whom its texts are read: see `sources.ts`. */
interface SourcedBlock extends Block {
  readonly source: number | null
}

/** Texts on their way to the disk. */
export interface ReceivedTexts {
  /** Each as received; not asked where `packed` is used. */
  readonly entries: () => readonly RawEntry[]
  /** SHA-256, 32 bytes an entry. */
  readonly hashes: Uint8Array
  /** All of them as {@link packParts} packs them, where that was done beforehand. */
  readonly packed: readonly PackedRaw[] | null
  /** Who reads them, by number; null for the tenant's connector. */
  readonly source: number | null
}

/** How many texts belong into one block, when so many are there. */
function partSize(texts: number): number {
  return Math.ceil(texts / Math.max(1, Math.round(texts / blockEntries)))
}

/** Texts as so many blocks as they are to be. */
export function* packParts(texts: readonly RawEntry[]): Generator<PackedRaw, void> {
  const size = partSize(texts.length)
  for (let from = 0; from < texts.length; from += size) yield packRaw(texts.slice(from, from + size))
}

/** A row of the table. */
export interface BlockRow {
  readonly codec: number
  readonly raw: Buffer
  readonly sha256: Buffer
  /** Null in a block from before there were any. */
  readonly seal: number | null
  readonly source: number | null
}

/** Texts with what was recorded of each on receipt: SHA-256, 32 bytes an entry. */
export interface ProvenTexts extends RawTexts {
  readonly hashes: Buffer
}

interface OpenBlock {
  readonly entries: readonly RawEntry[]
  readonly hashes: Buffer
}

export const sealOfBlock = (
  { first, entries }: Block,
  { codec, raw, sha256, source }: { codec: number; raw: Uint8Array; sha256: Uint8Array; source: number | null },
): number => (source === null ? sealOf(first, entries, codec, raw, sha256) : sealOf(first, entries, codec, raw, sha256, source))

/** Whether a row is as it was written; of one from before there were checksums, whether it may be. */
export function isWhole(block: Block, row: BlockRow): boolean {
  return row.seal === null ? row.sha256.length === block.entries * 32 : row.seal === sealOfBlock(block, row)
}

/** Null for what is no block, or a damaged one. */
export function openedSafely(whole: () => Buffer | null): RawTexts | null {
  try {
    const bytes = whole()
    return bytes && openRaw(bytes)
  } catch {
    return null
  }
}

/** The text of an entry is not the one that was received. */
export const damagedEntry = (key: number): Error => damagedCache(`entry ${key}`)

const damage = (first: number): Error => damagedCache(`the entries from ${first} on`)

/**
 * The table of raw texts: consecutive keys, compressed together, with the hashes recorded when they were received. Nothing is answered from a block that is
 * not as it was written: whoever reads one that is damaged fails with `cache-corrupt`.
 */
export class Blocks {
  private readonly list: SourcedBlock[] = []
  /** What the last block needed, nearly, that was opened beside other work: blocks are much alike. */
  private room: number | undefined
  private readonly opened = new Map<number, OpenBlock>()
  private readonly receipts = new Receipts()
  private readonly select: Statement
  private readonly insert: Statement

  constructor(
    private readonly db: Db,
    private readonly seals: CacheSeals,
  ) {
    this.select = db.prepare('SELECT codec, raw, sha256, seal, source FROM block WHERE first = ?')
    this.insert = db.prepare('INSERT OR REPLACE INTO block (first, entries, codec, raw, sha256, seal, source) VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.reload()
  }

  /** In key order. */
  get all(): readonly SourcedBlock[] {
    return this.list
  }

  /** Reads again what is on disk, after a write that failed. @throws AppFailure `cache-corrupt` when a block is missing or one too many */
  reload(): void {
    this.opened.clear()
    this.receipts.clear()
    this.list.length = 0
    const rows = this.db.prepare('SELECT first, entries, source FROM block ORDER BY first').all()
    for (const block of rows as SourcedBlock[]) this.list.push(block)
    let at = 0
    for (const { first, entries } of this.list) at = first === at && entries > 0 ? at + entries : NaN
    const { seals, list } = this
    if (seals.blocks?.entries !== at || seals.blocks.blocks !== list.length) throw damagedCache('the list of blocks')
  }

  entry(key: number): RawEntry {
    const block = this.of(key)
    return this.opening(block.first).entries[key - block.first] as RawEntry
  }

  /** When an entry was received, ms. */
  receivedAt(key: number): number {
    const { first, entries } = this.of(key)
    return this.receipts.at(first, key - first, () => ({ entries, receivedAt: this.read(first).texts.receivedAt }))
  }

  entries(first: number): readonly RawEntry[] {
    return this.opening(first).entries
  }

  private opening(first: number): OpenBlock {
    const known = this.opened.get(first)
    if (known) {
      this.opened.delete(first)
      this.opened.set(first, known)
      return known
    }
    const { row, texts } = this.read(first)
    // Copies of bookmarks are in memory: those that are damaged are counted where they are made.
    if (row.seal !== null && !this.db.memory && !areAsReceived(texts, row.sha256)) throw damage(first)
    const { bytes, starts, receivedAt } = texts
    const open = {
      entries: Array.from({ length: starts.length - 1 }, (_, i) => ({
        raw: bytes.subarray(starts[i], starts[i + 1]),
        receivedAt: receivedAt(i),
      })),
      hashes: row.sha256,
    }
    this.opened.set(first, open)
    if (this.opened.size > keptOpen) this.opened.delete(this.opened.keys().next().value as number)
    return open
  }

  /** A block for reading through once: it pushes nothing out that is looked at again. */
  texts(first: number): ProvenTexts {
    const { row, texts } = this.read(first)
    return { ...texts, hashes: row.sha256 }
  }

  private read(first: number): { readonly row: BlockRow; readonly texts: RawTexts } {
    const row = this.row(first)
    return { row, texts: this.taken(first, row, () => expand(row.codec, row.raw)) }
  }

  /** The same, opened beside other work. */
  async textsBeside(first: number): Promise<ProvenTexts> {
    const row = this.row(first)
    const whole = await expandBeside(row.codec, row.raw, this.room).catch(() => null)
    const texts = this.taken(first, row, () => whole)
    detachBuffer(row.raw)
    this.room = Math.ceil(texts.bytes.length * 1.1) + 1024
    return { ...texts, hashes: row.sha256 }
  }

  /** SHA-256 written when the entry was received. */
  recordedHash(key: number): Buffer {
    const { first } = this.of(key)
    return this.recordedHashes(first).subarray((key - first) * 32, (key - first + 1) * 32)
  }

  /** The same for a whole block, 32 bytes an entry. */
  private recordedHashes(first: number): Buffer {
    return this.opened.get(first)?.hashes ?? this.row(first).sha256
  }

  /** A row as it was written. */
  private row(first: number): BlockRow {
    const row = this.select.get(first) as BlockRow | undefined
    if (!row || !isWhole(this.of(first), row)) throw damage(first)
    return row
  }

  /** The texts in a row. One from before there were checksums is told by what was recorded of each text. */
  private taken(first: number, { sha256, seal }: BlockRow, whole: () => Buffer | null): RawTexts {
    const texts = openedSafely(whole)
    if (texts?.starts.length !== this.of(first).entries + 1) throw damage(first)
    if (seal === null && !areAsReceived(texts, sha256)) throw damage(first)
    return texts
  }

  /**
   * Fills the last block up where it has the same source, then adds new ones, so that a thousand small syncs do not make a thousand small blocks.
   * Call inside a transaction. Answers the blocks written; when it fails, `reload`.
   */
  append(firstKey: number, { entries, hashes, packed, source }: ReceivedTexts): Block[] {
    const last = this.list.at(-1)
    if (last?.source !== source || last.entries >= blockEntries / 2 || hashes.length === 0)
      return this.write(firstKey, packed ?? packParts(entries()), hashes, source)
    const filled = [...this.entries(last.first), ...entries()]
    // As they were recorded on receipt: made anew from what is on disk, they would prove nothing.
    const recorded = Buffer.concat([this.recordedHashes(last.first), hashes])
    this.list.pop()
    this.opened.delete(last.first)
    this.receipts.forget(last.first)
    return this.write(last.first, packParts(filled), recorded, source)
  }

  private write(at: number, parts: Iterable<PackedRaw>, hashes: Uint8Array, source: number | null): Block[] {
    const written: SourcedBlock[] = []
    let from = 0
    for (const { codec, bytes, entries } of parts) {
      const block = { first: at + from, entries, source }
      const own = hashes.subarray(from * 32, (from + entries) * 32)
      const seal = sealOfBlock(block, { codec, raw: bytes, sha256: own, source })
      this.insert.run(block.first, entries, codec, bytes, own, seal, source)
      written.push(block)
      from += entries
    }
    for (const block of written) this.list.push(block)
    this.seals.setBlocks(at + from, this.list.length)
    return written
  }

  /** The block that holds an entry. */
  of(key: number): SourcedBlock {
    let low = 0
    let high = this.list.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.list[middle] as Block).first <= key) low = middle
      else high = middle - 1
    }
    const block = this.list[low]
    if (!block || key < block.first || key >= block.first + block.entries) throw new RangeError(`no entry ${key}`)
    return block
  }
}
