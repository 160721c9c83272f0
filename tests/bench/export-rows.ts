import { spawnSync } from 'node:child_process'
import { closeSync, createReadStream, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { percentile } from '../../scripts/bench/numbers.mjs'
import type { ExportFormat, ExportRequest } from '../../src-preload/contract/export.ts'
import type { BenchDesk } from './desk.ts'

/** A line of the benchmark's table: times in ms unless the work says otherwise; rates of exports are MB/s of what was written. */
export interface BenchLine {
  readonly work: string
  readonly p50: number
  readonly p95?: number
  readonly target?: string
  readonly peer?: string
  readonly peerP50?: number
  /** More is better: the ratio is ours to the peer's. */
  readonly rate?: boolean
}

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

/** Every member of an entry as a text column, as one would keep a log in SQLite. */
const peerColumns: readonly (readonly [column: string, path: string])[] = [
  ['id', 'id'], ['time', 'timestamp'], ['user_email', 'actor.email'], ['user_name', 'actor.name'], ['user_id', 'actor.id'], ['action', 'action'],
  ['resource_type', 'resource.type'], ['resource_id', 'resource.id'], ['resource_name', 'resource.name'], ['target_type', 'target.type'],
  ['target_id', 'target.id'], ['target_email', 'target.email'], ['target_name', 'target.name'], ['status', 'status'], ['reason_code', 'error.code'],
  ['reason_message', 'error.message'], ['permission', 'error.permission'], ['ip', 'ip_address'], ['user_agent', 'user_agent'],
  ['request_id', 'request_id'], ['changes_before', 'changes.before'], ['changes_after', 'changes.after'],
] // prettier-ignore

async function makePeer(path: string, ndjson: string): Promise<void> {
  const db = new Database(path)
  db.pragma('journal_mode = OFF')
  const values = peerColumns.map(([, member]) => `line ->> '$.${member}'`)
  db.exec(`CREATE TABLE entry (${peerColumns.map(([column]) => `${column} TEXT`).join(', ')})`)
  const insert = db.prepare(`INSERT INTO entry SELECT ${values.join(', ')} FROM (SELECT ? AS line)`)
  db.exec('BEGIN')
  for await (const line of createInterface({ input: createReadStream(ndjson) })) insert.run(line)
  db.exec('COMMIT')
  db.close()
}

/**
 * Exports the whole cache beside `sqlite3 -csv` on the same entries (`ndjson`, in order of time), in turns. Ours is timed to the end: written, hashed, synced, renamed and read back; the peer only writes.
 */
export async function measureExports(desk: BenchDesk, ndjson: string, folder: string, rounds = 3): Promise<BenchLine[]> {
  const hasPeer = spawnSync('sqlite3', ['--version']).status === 0
  const peerDb = join(folder, 'export-peer.db')
  if (hasPeer && !existsSync(peerDb)) await makePeer(peerDb, ndjson)
  const lines: BenchLine[] = []
  for (const { name, format, columns, sql } of works) {
    const ours: number[] = []
    const theirs: { written: number; kept: number }[] = []
    let mostMemory = 0
    for (let round = 0; round < rounds; round++) {
      const path = join(folder, `export.${format}`)
      const watch = setInterval(() => void desk.memoryBytes().then((bytes) => (mostMemory = Math.max(mostMemory, bytes))), 50)
      const took = await timed(() => desk.export(path, { format, columns }))
      clearInterval(watch)
      ours.push(megabytes(path) / took)
      rmSync(path)
      rmSync(`${path}.manifest.json`, { force: true })
      if (hasPeer) theirs.push(peerRates(peerDb, `SELECT ${sql} FROM entry ORDER BY rowid DESC`, join(folder, 'peer.csv')))
    }
    const rate = { work: `export ${name} (MB/s)`, p50: percentile(ours, 0.5), rate: true }
    const peers = [
      ['written', 'sqlite3 -csv'],
      ['kept', 'sqlite3 -csv, synced, sha256sum'],
    ] as const
    if (!hasPeer) lines.push(rate)
    else
      for (const [which, peer] of peers)
        lines.push({ ...rate, target: '≥ 1.3 ×', peer, peerP50: percentile(theirs.map((each) => each[which]), 0.5) }) // prettier-ignore
    lines.push({ work: `memory while exporting ${name} (MB)`, p50: mostMemory / 1e6 })
  }
  return lines
}

/** MB/s of the peer: writing alone, and with the file synced and hashed, as an export is. */
function peerRates(db: string, sql: string, path: string): { written: number; kept: number } {
  const out = openSync(path, 'w')
  const begun = performance.now()
  const { status, stderr } = spawnSync('sqlite3', ['-csv', db, sql], { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' })
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`)
  const written = performance.now()
  fsyncSync(out)
  closeSync(out)
  spawnSync('sha256sum', [path])
  const kept = performance.now()
  const size = megabytes(path)
  rmSync(path)
  return { written: (size / (written - begun)) * 1000, kept: (size / (kept - begun)) * 1000 }
}

const megabytes = (path: string): number => statSync(path).size / 1e6

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
