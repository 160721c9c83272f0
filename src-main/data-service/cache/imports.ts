import type { BadRow, ImportedFile, ImportRecord, SealedStretch } from '@contract/import.ts'
import type { Prepare } from '../sqlite/database.ts'
import type { KeyRun } from './key-runs.ts'

/** Who holds keys that are no import's: what a sync has fetched. */
export const heldBySync = 0

interface Row {
  readonly id: number
  readonly at: number
  readonly source: string
  readonly title: string
  readonly files: string
  readonly read: number
  readonly inserted: number
  readonly known: number
  readonly drifted: number
  readonly invalid: number
  readonly zone: string | null
}

/**
 * What was imported from files, with the keys that each import brought or found: an entry goes with the last of those who brought it. Call what writes inside a
 * transaction.
 */
export class Imports {
  constructor(private readonly prepare: Prepare) {}

  /** In the order in which they were made. */
  get list(): ImportRecord[] {
    return (this.prepare('SELECT * FROM import ORDER BY id').all() as Row[]).map(({ files, ...row }) => ({
      ...row,
      files: JSON.parse(files) as ImportedFile[],
    }))
  }

  get any(): boolean {
    return this.prepare('SELECT 1 FROM import LIMIT 1').get() !== undefined
  }

  get nextId(): number {
    // Never one that was taken back: somebody may have noted it.
    return (
      (this.prepare("SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'lastImport'), 0)").pluck().get() as number) + 1
    )
  }

  add({ id, at, source, title, files, read, inserted, known, drifted, invalid, zone }: ImportRecord): void {
    this.prepare(
      'INSERT INTO import (id, at, source, title, files, read, inserted, known, drifted, invalid, zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(id, at, source, title, JSON.stringify(files), read, inserted, known, drifted, invalid, zone)
    this.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('lastImport', ?)").run(String(id))
  }

  /** `brought`: the keys came with it; otherwise they were there. */
  hold(id: number, runs: readonly KeyRun[], brought: boolean): void {
    const insert = this.prepare('INSERT INTO import_run (import, "from", "to", brought) VALUES (?, ?, ?, ?)')
    for (const { from, to } of runs) insert.run(id, from, to, brought ? 1 : 0)
  }

  runs(id: number, brought: boolean): KeyRun[] {
    return this.prepare('SELECT "from", "to" FROM import_run WHERE import = ? AND brought = ? ORDER BY "from"').all(
      id,
      brought ? 1 : 0,
    ) as KeyRun[]
  }

  /** Who else holds keys. */
  holders(without: number): number[] {
    return this.prepare('SELECT DISTINCT import FROM import_run WHERE import <> ? ORDER BY import').pluck().all(without) as number[]
  }

  /** The keys that imports brought. */
  get allBrought(): KeyRun[] {
    return this.prepare('SELECT "from", "to" FROM import_run WHERE brought = 1 ORDER BY "from"').all() as KeyRun[]
  }

  /** What is held by whom, all of it. */
  get held(): { readonly import: number; readonly from: number; readonly to: number; readonly brought: number }[] {
    return this.prepare('SELECT import, "from", "to", brought FROM import_run ORDER BY import, "from"').all() as ReturnType<
      () => Imports['held']
    >
  }

  rehold(held: Imports['held']): void {
    this.prepare('DELETE FROM import_run').run()
    for (const each of held) this.hold(each.import, [each], each.brought === 1)
  }

  forget(id: number): void {
    for (const table of ['import_bad', 'import_sealed']) this.prepare(`DELETE FROM ${table} WHERE import = ?`).run(id)
    this.prepare('DELETE FROM import WHERE id = ?').run(id)
  }

  noteBad(
    id: number,
    n: number,
    { file, line, reason, cutOf = null }: Omit<BadRow, 'raw' | 'cutOf'> & { cutOf?: number | null },
    raw: Buffer,
  ): void {
    this.prepare('INSERT INTO import_bad (import, n, file, line, reason, raw, cut_of) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      id, n, file, line, reason, raw, cutOf,
    ) // prettier-ignore
  }

  bad(id: number, offset: number, limit: number): { readonly total: number; readonly rows: BadRow[] } {
    const total = this.prepare('SELECT count(*) FROM import_bad WHERE import = ?').pluck().get(id) as number
    const rows = this.prepare('SELECT file, line, reason, raw, cut_of FROM import_bad WHERE import = ? ORDER BY n LIMIT ? OFFSET ?').all(
      id, limit, offset,
    ) as { file: string; line: number; reason: string; raw: Buffer; cut_of: number | null }[] // prettier-ignore
    return {
      total,
      rows: rows.map(({ file, line, reason, raw, cut_of }) => ({
        file,
        line,
        reason,
        raw: raw.toString('utf8'),
        ...(cut_of !== null && { cutOf: cut_of }),
      })),
    }
  }

  noteSealed(id: number, stretches: readonly SealedStretch[]): void {
    const insert = this.prepare('INSERT INTO import_sealed (import, "from", "to", state, file) VALUES (?, ?, ?, ?, ?)')
    for (const { from, to, state, file } of stretches) insert.run(id, from, to, state, file)
  }

  get sealed(): SealedStretch[] {
    return this.prepare('SELECT "from", "to", state, file FROM import_sealed ORDER BY "from", "to"').all() as SealedStretch[]
  }
}
