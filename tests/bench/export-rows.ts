import { spawnSync } from 'node:child_process'
import { closeSync, createReadStream, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { percentile } from '../../scripts/bench/numbers.mjs'
import type { ExportFormat, ExportRequest } from '../../src-preload/contract/export.ts'
import type { BenchDesk } from './desk.ts'
import type { DuckPeer } from './duck-peer.ts'
import { exportColumns } from './export-columns.ts'
import { timed, type BenchLine } from './lines.ts'

const works: readonly { readonly name: string; readonly format: ExportFormat; readonly columns: ExportRequest['columns']; readonly sql: string }[] = [
  { name: 'NDJSON', format: 'ndjson', columns: 'all', sql: '*' },
  {
    name: 'CSV, columns on screen',
    format: 'csv',
    columns: ['time', 'actor', 'action', 'resource', 'status', 'ip'],
    sql: 'time, user_email, action, resource_type, resource_name, status, ip',
  },
  { name: 'CSV, everything', format: 'csv', columns: 'all', sql: '*' },
] // prettier-ignore

async function makePeer(path: string, ndjson: string): Promise<void> {
  const db = new Database(path)
  db.pragma('journal_mode = OFF')
  const values = exportColumns.map(([, member]) => `line ->> '$.${member}'`)
  db.exec(`CREATE TABLE entry (${exportColumns.map(([column]) => `${column} TEXT`).join(', ')})`)
  const insert = db.prepare(`INSERT INTO entry SELECT ${values.join(', ')} FROM (SELECT ? AS line)`)
  db.exec('BEGIN')
  for await (const line of createInterface({ input: createReadStream(ndjson) })) insert.run(line)
  db.exec('COMMIT')
  db.close()
}

export interface ExportPeers {
  /** The entries in order of time; null leaves `sqlite3` out. */
  readonly ndjson: string | null
  readonly duck: DuckPeer | null
}

/**
 * Exports the whole cache beside `sqlite3 -csv` and DuckDB's COPY of the same entries, in turns. Ours is timed to the end: written, hashed,
 * synced, renamed and read back; the peers only write.
 */
export async function measureExports(desk: BenchDesk, { ndjson, duck }: ExportPeers, folder: string, rounds: number): Promise<BenchLine[]> {
  const peerDb = join(folder, 'export-peer.db')
  const hasSqlite = ndjson !== null && spawnSync('sqlite3', ['--version']).status === 0
  if (hasSqlite) await makePeer(peerDb, ndjson)
  const lines: BenchLine[] = []
  for (const { name, format, columns, sql } of works) {
    const rates = new Map<string, number[]>()
    const note = (who: string, bytes: number, ms: number): void => {
      rates.set(who, [...(rates.get(who) ?? []), bytes / 1e3 / ms])
    }
    for (let round = 0; round < rounds; round++) {
      const path = join(folder, `export.${format}`)
      let files: readonly { readonly path: string; readonly bytes: number }[] = []
      const took = await timed(async () => (files = await desk.export(path, { format, columns })))
      note('ours', files.reduce((sum, { bytes }) => sum + bytes, 0), took) // prettier-ignore
      for (const file of [...files.map((each) => each.path), `${path}.manifest.json`]) rmSync(file, { force: true })
      const out = join(folder, 'peer.csv')
      if (hasSqlite) {
        const { bytes, written, kept } = writeWithSqlite(peerDb, `SELECT ${sql} FROM entry ORDER BY rowid DESC`, out)
        note('sqlite3 -csv', bytes, written)
        note('sqlite3 -csv, synced, sha256sum', bytes, kept)
      }
      if (duck) {
        const copied = await timed(() => duck.copy(sql, out))
        note('DuckDB COPY', statSync(out).size, copied)
        rmSync(out)
      }
    }
    const p50 = (who: string): number => percentile(rates.get(who) ?? [], 0.5)
    const rate = { work: `export ${name} (MB/s)`, p50: p50('ours'), rate: true }
    const peers = [...rates.keys()].filter((who) => who !== 'ours')
    if (peers.length === 0) lines.push(rate)
    for (const peer of peers) lines.push({ ...rate, ...(peer.startsWith('sqlite3') && { target: '≥ 1.3 ×' }), peer, peerP50: p50(peer) })
  }
  return lines
}

/** Ms until it is written, and until it is synced and hashed besides, as an export is. */
function writeWithSqlite(db: string, sql: string, path: string): { bytes: number; written: number; kept: number } {
  const out = openSync(path, 'w')
  const begun = performance.now()
  const { status, stderr } = spawnSync('sqlite3', ['-csv', db, sql], { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' })
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`)
  const written = performance.now()
  fsyncSync(out)
  closeSync(out)
  spawnSync('sha256sum', [path])
  const kept = performance.now()
  const bytes = statSync(path).size
  rmSync(path)
  return { bytes, written: written - begun, kept: kept - begun }
}
