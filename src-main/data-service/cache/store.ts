import { statSync } from 'node:fs'
import type { Connector, MappedEntry } from '../connector/connector.ts'
import { asStorageFailure, openDatabase, type Db, type Statement } from '../sqlite/open.ts'
import { readBookkeeping, writeBookkeeping, type Bookkeeping } from './bookkeeping.ts'
import { Columns, packColumns, packedLayout, stateBit, unpackColumns, type EncodedEntry } from './columns.ts'
import { createDictionaries, type Dictionaries, type Parts } from './dictionary.ts'
import { encode } from './encode.ts'
import { IdIndex } from './id-index.ts'
import { packRaw, sha256, unpackRaw, type RawEntry } from './raw-block.ts'
import { cacheDatabase } from './schema.ts'
import { TimeOrder } from './time-order.ts'

/** A block is closed when it holds this many entries; smaller ones are filled up by the next page. */
const blockEntries = 512

/** A new entry with everything that is kept of it. */
export interface NewEntry {
  readonly mapped: MappedEntry
  readonly raw: RawEntry
  /** SHA-256 of the raw text. */
  readonly hash: Buffer
  readonly idHash: number
  readonly late: boolean
  /** Key of the entry this is another version of. */
  readonly versionOf: number | null
}

/** One tenant's cache: cache.db and, in memory, everything a filter needs. */
export class CacheStore {
  readonly columns = new Columns()
  readonly order = new TimeOrder()
  readonly dictionaries: Dictionaries = createDictionaries()
  /** Keys of other versions by the key of the entry first received. */
  readonly versions = new Map<number, number[]>()
  /** Made when the first page comes: reading needs it not, and a million ids take as long as half of opening. */
  private ids: IdIndex | null = null
  private readonly db: Db
  private readonly blocks: { first: number; entries: number }[] = []
  private readonly opened = new Map<number, RawEntry[]>()
  private readonly statements = new Map<string, Statement>()

  constructor(
    private readonly path: string,
    readonly connector: Connector,
  ) {
    this.db = openDatabase(path, cacheDatabase)
    try {
      this.load()
    } catch (error) {
      this.db.close()
      throw asStorageFailure(error, cacheDatabase)
    }
  }

  /** Entries, other versions not counted. */
  get entries(): number {
    return this.order.length
  }

  get diskBytes(): number {
    return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(this.path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0)
  }

  private load(): void {
    for (const dictionary of Object.values(this.dictionaries)) dictionary.load(this.db)
    const rows = this.db
      .prepare('SELECT first, entries, layout, columns FROM block LEFT JOIN block_columns USING (first) ORDER BY first')
      .iterate() as Iterable<{
      first: number
      entries: number
      layout: number | null
      columns: Buffer | null
    }>
    const stale: number[] = []
    for (const row of rows) {
      this.blocks.push({ first: row.first, entries: row.entries })
      if (row.columns && row.layout === packedLayout) unpackColumns(this.columns, row.columns, row.entries)
      else {
        this.columns.append(this.derive(row.first))
        stale.push(row.first)
      }
    }
    for (const { of, key } of this.db.prepare('SELECT of, key FROM version ORDER BY key').all() as { of: number; key: number }[])
      this.noteVersion(of, key)
    for (const key of this.db.prepare('SELECT key FROM late').pluck().all() as number[])
      this.columns.state[key] = (this.columns.state[key] ?? 0) | stateBit.late
    this.order.insert(this.listedKeys(), this.columns.time)
    if (stale.length > 0) this.transaction(() => stale.forEach((first) => this.writeColumns(first)))
  }

  /** Every key that is an entry and not another version of one. */
  private listedKeys(): Uint32Array {
    const listed = new Uint32Array(this.columns.length)
    const { state } = this.columns
    let count = 0
    for (let key = 0; key < listed.length; key++) {
      listed[count] = key
      count += ((state[key] as number) & stateBit.version) === 0 ? 1 : 0
    }
    return listed.subarray(0, count)
  }

  private idIndex(): IdIndex {
    if (!this.ids) {
      this.ids = new IdIndex(this.order.length)
      for (const key of this.order.keys) this.ids.add(key, this.columns.idHash)
    }
    return this.ids
  }

  /** A block's entries read again from its raw texts, for columns that are missing or of another layout. */
  private derive(first: number): EncodedEntry[] {
    return this.rawBlock(first).map(({ raw, receivedAt }) => {
      const mapped = this.connector.mapItem(raw.toString('utf8'), { id: () => sha256(raw).toString('hex'), time: receivedAt })
      return encode(mapped, this.dictionaries, false, false)
    })
  }

  private noteVersion(of: number, key: number): void {
    this.versions.set(of, [...(this.versions.get(of) ?? []), key])
    this.columns.state[of] = (this.columns.state[of] ?? 0) | stateBit.drifted
    this.columns.state[key] = (this.columns.state[key] ?? 0) | stateBit.version
  }

  /** The key under which an id was first received. */
  keyOfId(id: string, idHash: number): number | null {
    for (const key of this.idIndex().candidates(idHash, this.columns.idHash)) if (this.entry(key).id === id) return key
    return null
  }

  rawEntry(key: number): RawEntry {
    const block = this.blockOf(key)
    const found = this.rawBlock(block.first)[key - block.first]
    if (!found) throw new RangeError(`no entry ${key}`)
    return found
  }

  /** The entry as the connector reads its raw text today. */
  entry(key: number): MappedEntry {
    const { raw } = this.rawEntry(key)
    return this.connector.mapItem(raw.toString('utf8'), { id: () => sha256(raw).toString('hex'), time: this.columns.time[key] ?? 0 })
  }

  /** Hex SHA-256 written when the entry was received. */
  recordedHash(key: number): string {
    const block = this.blockOf(key)
    return this.recordedHashes(block.first)
      .subarray((key - block.first) * 32, (key - block.first + 1) * 32)
      .toString('hex')
  }

  private recordedHashes(first: number): Buffer {
    return (this.prepare('SELECT sha256 FROM block WHERE first = ?').get(first) as { sha256: Buffer }).sha256
  }

  /** The blocks in key order, for scans with `rawBlock`. */
  get blockFirsts(): readonly { readonly first: number; readonly entries: number }[] {
    return this.blocks
  }

  rawBlock(first: number): RawEntry[] {
    const cached = this.opened.get(first)
    if (cached) {
      this.opened.delete(first)
      this.opened.set(first, cached)
      return cached
    }
    const row = this.prepare('SELECT codec, raw FROM block WHERE first = ?').get(first) as { codec: number; raw: Buffer } | undefined
    if (!row) throw new RangeError(`no block ${first}`)
    const entries = unpackRaw(row.codec, row.raw)
    this.opened.set(first, entries)
    if (this.opened.size > 16) this.opened.delete(this.opened.keys().next().value as number)
    return entries
  }

  private blockOf(key: number): { first: number; entries: number } {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.blocks[middle] as { first: number }).first <= key) low = middle
      else high = middle - 1
    }
    const block = this.blocks[low]
    if (!block || key < block.first || key >= block.first + block.entries) throw new RangeError(`no entry ${key}`)
    return block
  }

  /** Rows, dictionary, coverage and cursor in one transaction; memory follows only after it committed. */
  commit(entries: readonly NewEntry[], bookkeeping: Bookkeeping): void {
    const first = this.columns.length
    const encoded = entries.map((entry) => encode(entry.mapped, this.dictionaries, entry.late, entry.versionOf !== null))
    try {
      this.columns.append(encoded)
      this.transaction(() => {
        this.writeBlocks(first, entries)
        const version = this.prepare('INSERT INTO version (of, key) VALUES (?, ?)')
        entries.forEach((entry, i) => entry.versionOf !== null && version.run(entry.versionOf, first + i))
        const late = this.prepare('INSERT INTO late (key) VALUES (?)')
        entries.forEach((entry, i) => entry.late && late.run(first + i))
        this.writeDictionaries()
        writeBookkeeping(this.db, bookkeeping)
      })
    } catch (error) {
      this.columns.length = first
      this.reloadBlocks()
      for (const dictionary of Object.values(this.dictionaries)) dictionary.rollback()
      throw asStorageFailure(error, cacheDatabase)
    }
    for (const dictionary of Object.values(this.dictionaries)) dictionary.commit()
    const listed: number[] = []
    entries.forEach((entry, i) => {
      if (entry.versionOf !== null) this.noteVersion(entry.versionOf, first + i)
      else {
        listed.push(first + i)
        this.ids?.add(first + i, this.columns.idHash)
      }
    })
    this.order.insert(Uint32Array.from(listed), this.columns.time)
  }

  private reloadBlocks(): void {
    this.opened.clear()
    this.blocks.length = 0
    this.blocks.push(...(this.db.prepare('SELECT first, entries FROM block ORDER BY first').all() as { first: number; entries: number }[]))
  }

  /** Fills the last block up, then adds new ones, so that a thousand small syncs do not make a thousand small blocks. */
  private writeBlocks(firstKey: number, entries: readonly NewEntry[]): void {
    let texts = entries.map((entry) => entry.raw)
    let hashes = entries.map((entry) => entry.hash)
    let at = firstKey
    const last = this.blocks.at(-1)
    if (last && last.entries < blockEntries / 2 && entries.length > 0) {
      texts = [...this.rawBlock(last.first), ...texts]
      // As they were recorded on receipt: made anew from what is on disk, they would prove nothing.
      hashes = [this.recordedHashes(last.first), ...hashes]
      at = last.first
      this.blocks.pop()
      this.opened.delete(last.first)
    }
    const recorded = Buffer.concat(hashes)
    const write = this.prepare('INSERT OR REPLACE INTO block (first, entries, codec, raw, sha256) VALUES (?, ?, ?, ?, ?)')
    const count = Math.max(1, Math.round(texts.length / blockEntries))
    const size = Math.ceil(texts.length / count)
    for (let from = 0; from < texts.length; from += size) {
      const part = texts.slice(from, from + size)
      const { codec, bytes } = packRaw(part)
      write.run(at + from, part.length, codec, bytes, recorded.subarray(from * 32, (from + part.length) * 32))
      this.blocks.push({ first: at + from, entries: part.length })
      this.writeColumns(at + from)
    }
  }

  private writeColumns(first: number): void {
    const block = this.blockOf(first)
    this.prepare('INSERT OR REPLACE INTO block_columns (first, layout, columns) VALUES (?, ?, ?)').run(
      first,
      packedLayout,
      packColumns(this.columns, first, first + block.entries),
    )
  }

  private writeDictionaries(): void {
    const insert = this.prepare('INSERT INTO dictionary (kind, id, a, b, c, d) VALUES (?, ?, ?, ?, ?, ?)')
    const write = (kind: number, id: number, [a, b, c, d]: Parts): unknown =>
      insert.run(kind, id, a ?? null, b ?? null, c ?? null, d ?? null)
    for (const dictionary of Object.values(this.dictionaries)) dictionary.save(write)
  }

  /** Statements by their text: a page uses the same dozen as the page before. */
  private prepare(sql: string): Statement {
    let statement = this.statements.get(sql)
    if (!statement) this.statements.set(sql, (statement = this.db.prepare(sql)))
    return statement
  }

  readBookkeeping(): Bookkeeping {
    return readBookkeeping(this.db)
  }

  /** Drops the derived columns; the next opening derives them again from the raw texts, e.g. with a changed connector. */
  forgetColumns(): void {
    this.db.exec('DELETE FROM block_columns')
  }

  private transaction(work: () => void): void {
    this.db.transaction(work).immediate()
  }

  close(): void {
    this.db.pragma('optimize')
    this.db.close()
  }
}
