import { closeSync, existsSync, lstatSync, openSync } from 'node:fs'
import { basename } from 'node:path'
import type { TimeRange } from '@contract/log.ts'
import { forgetFile, moveFile, removeFile } from '../../files/files.ts'
import type { Db, Prepare } from '../sqlite/database.ts'
import { damagedPath, setAside } from '../sqlite/files.ts'
import { openDamaged, openDatabase, preparing } from '../sqlite/open.ts'
import { isWhole, openedSafely, sealOfBlock, type Block, type BlockRow } from './blocks/blocks.ts'
import { areAsReceived, expand } from './blocks/raw-block.ts'
import { readBookkeeping, writeBookkeeping, type Bookkeeping } from './coverage/bookkeeping.ts'
import { uncover } from './coverage/ledger.ts'
import { Remains, type SoundColumns } from './remains.ts'
import { cacheDatabase } from './schema.ts'
import { CacheSeals } from './seals.ts'

/** Where the cache remembers that the one before it was damaged. */
export const rebuildingMeta = 'rebuilding'
/** No connector has it: what was derived with it is derived again, and entries are told apart by their ids anew. */
const noMapping = 'damaged'
const suffixes = ['', '-wal', '-shm']
/** Bytes: SQLite takes what is shorter for nothing. */
const smallestPage = 512
/** Blocks copied in one transaction. */
const step = 64

const sideOf = (path: string): string => `${path}.rescued`
const suspectOf = (path: string): string => `${path}.suspect`

/** Something in the open cache was found damaged: whoever opens it next rescues what is whole. */
export function suspect(path: string): void {
  closeSync(openSync(suspectOf(path), 'w', 0o600))
}

/** Whether the cache has to be rescued before it is opened. Ends a rescue that was killed between its last two steps. */
export function isSuspect(path: string): boolean {
  if (!existsSync(path) && existsSync(sideOf(path))) moveFile(sideOf(path), path)
  return existsSync(suspectOf(path))
}

/** Whether there is nothing in it: SQLite would take it for a new one. */
export function isEmpty(path: string): boolean {
  return ['', '-wal'].every((suffix) => (lstatSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0) < smallestPage)
}

/**
 * Makes a new cache of all of a damaged one that is proven whole: entries whose texts have the SHA-256 recorded on receipt, and what was noted of them. What was
 * lost is not claimed as fetched any more: its time is a gap. The damaged file is kept beside; a kill leaves one of the two in place.
 * @returns the path of the damaged file
 */
export function rescue(path: string, now: number): string {
  const side = sideOf(path)
  const clear = (): void => suffixes.forEach((suffix) => removeFile(side + suffix))
  clear()
  const aside = damagedPath(path, now)
  try {
    const into = openDatabase(side, cacheDatabase)
    try {
      const from = openDamaged(path)
      if (from) new Rescue(from, into).run(now).close()
      else noteDamaged(preparing(into), [{ from: 0, to: now }], now)
      const note = JSON.stringify({ at: now, file: basename(aside) })
      into.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(rebuildingMeta, note)
    } finally {
      into.close()
    }
  } catch (error) {
    clear()
    throw error
  }
  // Where there is none, an empty one stands for it: what is told names a file.
  if (!existsSync(path)) closeSync(openSync(path, 'w', 0o600))
  setAside(path, aside)
  moveFile(side, path)
  forgetFile(suspectOf(path))
  return aside
}

class Rescue {
  private readonly prepare: Prepare
  private readonly seals: CacheSeals
  private readonly remains: Remains

  constructor(
    private readonly from: Db,
    private readonly into: Db,
  ) {
    this.prepare = preparing(into)
    this.seals = new CacheSeals(into)
    this.remains = new Remains(from)
  }

  /** @returns the damaged database */
  run(now: number): Db {
    const { remains } = this
    this.copySources()
    this.copyBlocks()
    const kept = this.prepare('SELECT first, entries FROM block ORDER BY first').all() as Block[]
    const lost = remains.lost(kept)
    const moved = this.close(kept)
    this.into
      .transaction(() => {
        if (lost?.length === 0 && remains.dictionariesAreWhole) this.copyDerived()
        for (const table of ['skipped', 'retention_seen', 'recheck', 'damaged']) if (remains.isWhole(table)) this.copyRows(table)
        this.copyMarks(moved)
        this.claim(lost, now)
      })
      .immediate()
    return this.from
  }

  /** As many as can be read: of what none reads any more, the texts are kept. */
  private copySources(): void {
    if (!this.remains.has('source')) return
    const insert = this.prepare('INSERT INTO source (id, name, ref) VALUES (?, ?, ?)')
    for (const { id, name, ref } of this.remains.readable('source')) {
      if (typeof id === 'number' && typeof name === 'string' && typeof ref === 'string') insert.run(id, name, ref)
    }
  }

  /** Every block whose texts are proven, under the key that it had. */
  private copyBlocks(): void {
    const rows: (Block & BlockRow)[] = []
    const insert = this.prepare(
      'INSERT OR IGNORE INTO block (first, entries, codec, raw, sha256, seal, source) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    const write = this.into.transaction(() => {
      for (const { first, entries, codec, raw, sha256, seal, source } of rows.splice(0))
        insert.run(first, entries, codec, raw, sha256, seal, source)
    })
    for (const row of this.remains.blocks()) {
      if (isProven(row)) rows.push(row)
      if (rows.length === step) write.immediate()
    }
    write.immediate()
  }

  /** Closes the holes: keys follow one another. @returns what a key is now; null for one that was lost */
  private close(kept: readonly Block[]): (key: number) => number | null {
    const starts: number[] = []
    let at = 0
    const move = this.prepare('UPDATE block SET first = ?, seal = ? WHERE first = ?')
    const read = this.prepare('SELECT codec, raw, sha256, seal, source FROM block WHERE first = ?')
    this.into
      .transaction(() => {
        for (const { first, entries } of kept) {
          if (first !== at) {
            const row = read.get(first) as BlockRow
            move.run(at, row.seal === null ? null : sealOfBlock({ first: at, entries }, row), first)
          }
          starts.push(at)
          at += entries
        }
        this.seals.setBlocks(at, kept.length)
      })
      .immediate()
    return (key) => {
      const n = kept.findLastIndex(({ first }) => first <= key)
      const block = kept[n]
      return block && key < block.first + block.entries ? (starts[n] as number) + key - block.first : null
    }
  }

  /** What is derived, where every key is as it was: of a million entries it saves half a minute. */
  private copyDerived(): void {
    this.copyRows('dictionary')
    this.copyRows('block_columns')
    this.copyRows('block_changes')
    this.seals.renewDictionaries()
  }

  private copyRows(table: string): void {
    for (const row of this.remains.rows(table)) {
      const names = Object.keys(row)
      const sql = `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
      this.prepare(sql).run(Object.values(row))
    }
  }

  private copyMarks(moved: (key: number) => number | null): void {
    const { remains, prepare } = this
    if (remains.isWhole('version')) {
      for (const { of, key } of remains.rows('version') as Iterable<{ of: number; key: number }>) {
        const [first, other] = [moved(of), moved(key)]
        // A text whose first one was lost is an entry of its own, until that comes back.
        if (first !== null && other !== null) prepare('INSERT INTO version (of, key) VALUES (?, ?)').run(first, other)
      }
    }
    for (const key of remains.late()) {
      const now = moved(key)
      if (now !== null) prepare('INSERT OR IGNORE INTO late (key) VALUES (?)').run(now)
    }
    if (!remains.isWhole('vanished')) return
    for (const { key, noticed_at } of remains.rows('vanished') as Iterable<{ key: number; noticed_at: number }>) {
      const now = moved(key)
      if (now !== null) prepare('INSERT INTO vanished (key, noticed_at) VALUES (?, ?)').run(now, noticed_at)
    }
  }

  /** Claims as fetched what is still here. A walk under way would claim what was lost above its edge: it begins again. */
  private claim(lost: readonly TimeRange[] | null, now: number): void {
    const known = this.bookkeeping()
    const isWhole = lost !== null && this.remains.isWhole('coverage')
    const coverage = isWhole ? uncover(known.coverage, lost) : []
    const { bottom: _, ...meta } = known.meta
    const walk = isWhole && lost.length === 0 ? known.walk : null
    writeBookkeeping(this.prepare, { coverage, walk, meta: isWhole ? known.meta : meta })
    const versions = this.remains.isWhole('version') ? {} : { mapping: noMapping, identity: noMapping }
    writeBookkeeping(this.prepare, { coverage, walk, meta: versions })
    const unknown = (): readonly TimeRange[] => spanOf(known, this.remains.columns(), now)
    noteDamaged(this.prepare, isWhole ? lost : unknown(), now)
  }

  private bookkeeping(): Bookkeeping {
    const { remains } = this
    try {
      const { coverage, walk, meta } = readBookkeeping(preparing(this.from))
      return {
        coverage: remains.isWhole('coverage') ? coverage : [],
        walk: remains.isWhole('walk') ? walk : null,
        meta: remains.isWhole('meta') ? meta : {},
      }
    } catch {
      // SQLite gives up on one of them: nothing is known.
      return { coverage: [], walk: null, meta: {} }
    }
  }
}

function noteDamaged(prepare: Prepare, ranges: readonly TimeRange[], now: number): void {
  const note = prepare('INSERT INTO damaged ("from", "to", at) VALUES (?, ?, ?)')
  for (const { from, to } of ranges) note.run(from, to, now)
}

/** Checksum and, whatever it says, every recorded hash. */
function isProven(row: Block & BlockRow): boolean {
  if (!isWhole(row, row)) return false
  const texts = openedSafely(() => expand(row.codec, row.raw))
  return texts?.starts.length === row.entries + 1 && areAsReceived(texts, row.sha256)
}

/** The time of which something may have been lost: all that was fetched, as far as that is known. */
function spanOf({ coverage }: Bookkeeping, columns: Iterable<SoundColumns>, now: number): readonly TimeRange[] {
  let [from, to] = [Infinity, -Infinity]
  for (const piece of coverage) [from, to] = [Math.min(from, piece.from), Math.max(to, piece.to)]
  for (const { times } of columns) {
    const known = times.filter(Number.isFinite)
    for (const time of known) [from, to] = [Math.min(from, Math.floor(time)), Math.max(to, Math.floor(time) + 1)]
  }
  return [from < to ? { from, to } : { from: 0, to: now }]
}
