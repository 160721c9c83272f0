import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDataHost } from '../../src-main/data-host/host.ts'
import { startWithNode } from '../../src-main/data-host/start-with-node.ts'
import { tenant } from './desk.ts'
import type { DuckPeer } from './duck-peer.ts'
import { writeTable } from './import-files.ts'
import { expectEqual, timed, type BenchLine } from './lines.ts'

/** Between two looks at the memory. */
const lookEveryMs = 50
const patienceMs = 3600_000
const say = (line: string): unknown => process.stderr.write(`${line}\n`)

export interface ImportOptions {
  /** The data service, bundled. */
  readonly service: string
  readonly entries: number
  readonly ndjson: string
  readonly duck: DuckPeer | null
  readonly folder: string
}

interface Imported {
  readonly ms: number
  readonly peakBytes: number
}

/**
 * Imports the entries as NDJSON and as a table of 22 columns into an empty tenant of a data service of its own, as the application starts it, until a query finds
 * all of them; beside it what others need to have the same file in a table. These keep no text, hash nothing and find no duplicates.
 */
export async function measureImports({ service, entries, ndjson, duck, folder }: ImportOptions): Promise<BenchLine[]> {
  const csv = join(folder, 'entries.csv')
  await writeTable(ndjson, csv)
  const lines: BenchLine[] = []
  for (const { name, path, target } of [
    { name: 'NDJSON', path: ndjson, target: '≥ 80,000' },
    { name: 'CSV', path: csv, target: '≥ 60,000' },
  ]) {
    const { ms, peakBytes } = await imported(service, path, entries, join(folder, `import-${name}`))
    const rate = { work: `import ${name} (entries/s)`, p50: perSecond(entries, ms), target, rate: true }
    const peers = await peersOf(name, path, { entries, duck, folder })
    if (peers.length === 0) lines.push(rate)
    for (const [peer, took] of peers) lines.push({ ...rate, peer, peerP50: perSecond(entries, took) })
    lines.push({ work: `memory of the data service, most of it while importing ${name} (MB)`, p50: peakBytes / 1e6, target: '≤ 300' })
  }
  rmSync(csv)
  return lines
}

const perSecond = (entries: number, ms: number): number => (entries / ms) * 1000

async function imported(program: string, path: string, entries: number, dataFolder: string): Promise<Imported> {
  mkdirSync(dataFolder)
  const host = createDataHost({
    startService: () => startWithNode(process.execPath, { modulePath: program, dataFolder, env: process.env, log: say }),
    onState: () => undefined,
    onEvent: () => undefined,
    log: { info: () => undefined, warn: say },
  })
  host.start()
  try {
    await host.call('tenant.open', { tenant, connector: 'tenant-iam' })
    let most = 0
    const look = async (): Promise<void> => {
      most = Math.max(most, mostSoFar(host.pid) ?? (await host.call('service.ping', undefined)).rssBytes)
    }
    // A last look may come when the service has ended.
    const watch = setInterval(() => void look().catch(() => undefined), lookEveryMs)
    const ms = await timed(async () => {
      await host.call('files.import', { tenant, paths: [path] }, { timeoutMs: patienceMs })
      const { total } = await host.call(
        'log.query',
        {
          tenant,
          filter: { kind: 'and', of: [] },
          zone: 'UTC',
          facets: [],
          facetLimit: 1,
          histogramBuckets: 1,
          order: 'desc',
          firstRows: 100,
        },
        { timeoutMs: patienceMs },
      )
      expectEqual(total, entries, 'the file', path)
    })
    clearInterval(watch)
    await look()
    return { ms, peakBytes: most }
  } finally {
    await host.stop()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

/** What a process ever had in memory, bytes, where the system says it. */
function mostSoFar(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? ''}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}

/** Ms that others take for the same file. */
async function peersOf(
  name: string,
  path: string,
  { entries, duck, folder }: Pick<ImportOptions, 'entries' | 'duck' | 'folder'>,
): Promise<[peer: string, ms: number][]> {
  const peers: [string, number][] = []
  if (name === 'CSV' && spawnSync('sqlite3', ['--version']).status === 0) {
    const db = join(folder, 'imported.db')
    peers.push(['sqlite3 .import', await timed(() => run('sqlite3', [db, `.import --csv "${path}" entry`]))])
    expectEqual(Number(run('sqlite3', [db, 'SELECT count(*) FROM entry'])), entries, 'sqlite3 .import', path)
    rmSync(db)
  }
  if (duck) {
    let rows = 0
    const took = await timed(async () => (rows = await duck.read(path, name === 'CSV' ? 'read_csv' : 'read_json')))
    expectEqual(rows, entries, 'DuckDB', path)
    peers.push([name === 'CSV' ? 'DuckDB read_csv' : 'DuckDB read_json', took])
  }
  if (name === 'NDJSON' && spawnSync('lnav', ['-V']).status === 0)
    peers.push(['lnav, opened and counted', await timed(() => openWithLnav(path, folder))])
  return peers
}

function run(program: string, args: readonly string[], env = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
  return stdout
}

/** It keeps an index and no copy. */
function openWithLnav(path: string, folder: string): void {
  const home = join(folder, 'lnav-home')
  mkdirSync(home)
  const script = join(home, 'count.lnav')
  writeFileSync(script, ';SELECT count(*) AS n FROM all_logs\n:write-csv-to -\n')
  run('lnav', ['-N', '-n', '-f', script, path], { ...process.env, HOME: home })
  rmSync(home, { recursive: true })
}
