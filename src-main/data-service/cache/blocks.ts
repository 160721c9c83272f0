import type { Db, Statement } from '../sqlite/open.ts'
import { expand, expandBeside, giveBack, openRaw, packRaw, unpackRaw, type PackedRaw, type RawEntry, type RawTexts } from './raw-block.ts'

/** A block is closed when it holds this many entries; smaller ones are filled up by the next page. */
const blockEntries = 512
/** Blocks kept open for who looks at entry after entry. */
const keptOpen = 16

export interface Block {
  readonly first: number
  readonly entries: number
}

/** Texts on their way to the disk. */
export interface ReceivedTexts {
  /** Each as received; not asked where `packed` is used. */
  readonly entries: () => readonly RawEntry[]
  /** SHA-256, 32 bytes an entry. */
  readonly hashes: Uint8Array
  /** All of them as {@link packParts} packs them, where that was done beforehand. */
  readonly packed: readonly PackedRaw[] | null
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

/** The table of raw texts: consecutive keys, compressed together, with the hashes recorded when they were received. */
export class Blocks {
  private readonly list: Block[] = []
  /** What the last block needed, nearly, that was opened beside other work: blocks are much alike. */
  private room: number | undefined
  private readonly opened = new Map<number, RawEntry[]>()
  private readonly select: Statement
  private readonly selectHashes: Statement
  private readonly insert: Statement

  constructor(private readonly db: Db) {
    this.select = db.prepare('SELECT codec, raw FROM block WHERE first = ?')
    this.selectHashes = db.prepare('SELECT sha256 FROM block WHERE first = ?')
    this.insert = db.prepare('INSERT OR REPLACE INTO block (first, entries, codec, raw, sha256) VALUES (?, ?, ?, ?, ?)')
    this.reload()
  }

  /** In key order. */
  get all(): readonly Block[] {
    return this.list
  }

  /** Reads again what is on disk, after a write that failed. */
  reload(): void {
    this.opened.clear()
    this.list.length = 0
    this.list.push(...(this.db.prepare('SELECT first, entries FROM block ORDER BY first').all() as Block[]))
  }

  entry(key: number): RawEntry {
    const block = this.of(key)
    const found = this.entries(block.first)[key - block.first]
    if (!found) throw new RangeError(`no entry ${key}`)
    return found
  }

  entries(first: number): RawEntry[] {
    const known = this.opened.get(first)
    if (known) {
      this.opened.delete(first)
      this.opened.set(first, known)
      return known
    }
    const { codec, raw } = this.packed(first)
    const entries = unpackRaw(codec, raw)
    this.opened.set(first, entries)
    if (this.opened.size > keptOpen) this.opened.delete(this.opened.keys().next().value as number)
    return entries
  }

  /** A block for reading through once: it pushes nothing out that is looked at again. */
  texts(first: number): RawTexts {
    const { codec, raw } = this.packed(first)
    return openRaw(expand(codec, raw))
  }

  /** The same, opened beside other work. */
  async textsBeside(first: number): Promise<RawTexts> {
    const { codec, raw } = this.packed(first)
    const whole = await expandBeside(codec, raw, this.room)
    giveBack(raw)
    this.room = Math.ceil(whole.length * 1.1) + 1024
    return openRaw(whole)
  }

  /** SHA-256 written when the entry was received. */
  recordedHash(key: number): Buffer {
    const { first } = this.of(key)
    return this.recordedHashes(first).subarray((key - first) * 32, (key - first + 1) * 32)
  }

  /**
   * Fills the last block up, then adds new ones, so that a thousand small syncs do not make a thousand small blocks.
   * Call inside a transaction. Answers the blocks written; when it fails, `reload`.
   */
  append(firstKey: number, { entries, hashes, packed }: ReceivedTexts): Block[] {
    const last = this.list.at(-1)
    if (!last || last.entries >= blockEntries / 2 || hashes.length === 0)
      return this.write(firstKey, packed ?? packParts(entries()), hashes)
    const filled = [...this.entries(last.first), ...entries()]
    // As they were recorded on receipt: made anew from what is on disk, they would prove nothing.
    const recorded = Buffer.concat([this.recordedHashes(last.first), hashes])
    this.list.pop()
    this.opened.delete(last.first)
    return this.write(last.first, packParts(filled), recorded)
  }

  private write(at: number, parts: Iterable<PackedRaw>, hashes: Uint8Array): Block[] {
    const written: Block[] = []
    let from = 0
    for (const { codec, bytes, entries } of parts) {
      this.insert.run(at + from, entries, codec, bytes, hashes.subarray(from * 32, (from + entries) * 32))
      written.push({ first: at + from, entries })
      from += entries
    }
    this.list.push(...written)
    return written
  }

  /** The same for a whole block, 32 bytes an entry. */
  recordedHashes(first: number): Buffer {
    return (this.selectHashes.get(first) as { sha256: Buffer }).sha256
  }

  private packed(first: number): { codec: number; raw: Buffer } {
    const row = this.select.get(first) as { codec: number; raw: Buffer } | undefined
    if (!row) throw new RangeError(`no block ${first}`)
    return row
  }

  /** The block that holds an entry. */
  of(key: number): Block {
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
