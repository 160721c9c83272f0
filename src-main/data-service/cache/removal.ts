import type { Prepare } from '../sqlite/database.ts'
import { isWhole, sealOfBlock, type Block, type BlockRow } from './blocks/blocks.ts'
import { packParts } from './blocks/blocks.ts'
import { expand, openRaw, type RawEntry } from './blocks/raw-block.ts'
import { damagedCache } from './damage.ts'
import { countOf, minus, type KeyRun } from './key-runs.ts'
import type { CacheSeals } from './seals.ts'

const blockEntries = 512

/**
 * Takes entries out of the cache. Keys follow one another: those behind them move down. Call inside a transaction; the store has to be opened anew, and derives
 * again what is behind the first that went.
 * @param gone ascending and apart
 * @returns where a run of keys is now, without what went
 */
export function removeKeys(prepare: Prepare, seals: CacheSeals, gone: readonly KeyRun[]): (run: KeyRun) => KeyRun[] {
  const moved = (run: KeyRun): KeyRun[] => minus([run], gone).map(({ from, to }) => ({ from: lower(from), to: lower(from) + to - from }))
  const lower = (key: number): number =>
    key - countOf(gone.flatMap(({ from, to }) => (from < key ? [{ from, to: Math.min(to, key) }] : [])))
  const now = (key: number): number | null => moved({ from: key, to: key + 1 })[0]?.from ?? null
  const [first] = gone
  if (!first) return (run) => [run]
  new Rewriting(prepare, seals, gone).run(first.from)
  for (const table of ['late', 'vanished'] as const) moveRows(prepare, table, now)
  const links = prepare('SELECT of, key FROM version ORDER BY key').all() as { of: number; key: number }[]
  prepare('DELETE FROM version').run()
  for (const { of, key } of links) {
    const [entry, other] = [now(of), now(key)]
    // Without the entry that it was another text of, it is an entry; without another text, an entry has not drifted.
    if (entry !== null && other !== null) prepare('INSERT INTO version (of, key) VALUES (?, ?)').run(entry, other)
    else if (entry !== null) prepare('DELETE FROM block_columns WHERE first = (SELECT max(first) FROM block WHERE first <= ?)').run(entry)
  }
  return moved
}

function moveRows(prepare: Prepare, table: 'late' | 'vanished', now: (key: number) => number | null): void {
  const rows = prepare(`SELECT * FROM ${table} ORDER BY key`).all() as { key: number; noticed_at?: number }[]
  prepare(`DELETE FROM ${table}`).run()
  for (const row of rows) {
    const key = now(row.key)
    if (key === null) continue
    if (row.noticed_at === undefined) prepare(`INSERT INTO ${table} (key) VALUES (?)`).run(key)
    else prepare(`INSERT INTO ${table} (key, noticed_at) VALUES (?, ?)`).run(key, row.noticed_at)
  }
}

/** Blocks on their way down. */
class Rewriting {
  private pending: { readonly entry: RawEntry; readonly hash: Buffer }[] = []
  private source: number | null = null
  private at = 0

  constructor(
    private readonly prepare: Prepare,
    private readonly seals: CacheSeals,
    private readonly gone: readonly KeyRun[],
  ) {}

  run(from: number): void {
    const { prepare } = this
    const blocks = prepare('SELECT first, entries FROM block ORDER BY first').all() as Block[]
    const affected = blocks.filter(({ first, entries }) => first + entries > from)
    this.at = affected[0]?.first ?? 0
    for (const table of ['block_columns', 'block_changes', 'block_marks', 'block_told'])
      prepare(`DELETE FROM ${table} WHERE first >= ?`).run(this.at)
    prepare('DELETE FROM summary').run()
    prepare('DELETE FROM replay').run()
    for (const block of affected) this.take(block)
    this.flush()
    const count = prepare('SELECT count(*) FROM block').pluck().get() as number
    this.seals.setBlocks(this.at, count)
  }

  private take(block: Block): void {
    const { first, entries } = block
    const row = this.prepare('SELECT codec, raw, sha256, seal, source FROM block WHERE first = ?').get(first) as BlockRow
    if (!isWhole(block, row)) throw damagedCache(`the entries from ${first} on`)
    const stays = minus([{ from: first, to: first + entries }], this.gone)
    this.prepare('DELETE FROM block WHERE first = ?').run(first)
    if (countOf(stays) === entries) {
      this.flush()
      this.write(row, entries)
      return
    }
    const { bytes, starts, receivedAt } = openRaw(expand(row.codec, row.raw))
    for (const { from, to } of stays) {
      for (let i = from - first; i < to - first; i++) {
        if (this.source !== row.source) this.flush()
        this.source = row.source
        // Copies: the block is not needed any more.
        const entry = { raw: Buffer.from(bytes.subarray(starts[i], starts[i + 1])), receivedAt: receivedAt(i) }
        this.pending.push({ entry, hash: Buffer.from(row.sha256.subarray(i * 32, (i + 1) * 32)) })
      }
    }
    if (this.pending.length >= blockEntries) this.flush()
  }

  private flush(): void {
    const { pending, source } = this
    this.pending = []
    let from = 0
    if (pending.length === 0) return
    for (const { codec, bytes, entries } of packParts(pending.map(({ entry }) => entry))) {
      const sha256 = Buffer.concat(pending.slice(from, from + entries).map(({ hash }) => hash))
      this.write({ codec, raw: Buffer.from(bytes), sha256, source }, entries)
      from += entries
    }
  }

  private write(row: Omit<BlockRow, 'seal'>, entries: number): void {
    const seal = sealOfBlock({ first: this.at, entries }, row)
    this.prepare('INSERT INTO block (first, entries, codec, raw, sha256, seal, source) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      this.at, entries, row.codec, row.raw, row.sha256, seal, row.source,
    ) // prettier-ignore
    this.at += entries
  }
}
