import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { percentile, table } from '../../scripts/bench/numbers.mjs'
import { randomFilters } from '../../scripts/bench/queries.mjs'
import type { Filter } from '../../src-preload/contract/filter.ts'
import { generateEntries } from '../demo-tenant/index.ts'
import { measureBusy } from './busy.ts'
import { BenchDesk } from './desk.ts'
import { measureExports, type BenchLine as Line } from './export-rows.ts'
import { SqlPeer } from './sql-peer.ts'

const pageSize = 1000
const entries = Number(process.argv[2])
const quick = process.argv[3] === 'quick'
/** The data service, bundled. */
const service = process.argv[4] ?? ''
/** SQL needs seconds for what takes us milliseconds: fewer questions make the point. */
const sqlQuestions = quick ? 20 : 2

/** What a search of the raw texts costs depends on where the text stands. */
const rawParts = {
  'nowhere or once': ['scim-sync', 'req_00c0ffee0000', 'no such text', 'evt_01k0000000', 'j.doe@example.org'],
  'in an attribute': ['Firefox', 'anna.', 'Finance role', '198.18.', 'usr_'],
  'a word of the changes': ['quarterly', 'temporary', 'further notice', 'max_hours', 'en-GB'],
}

const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-bench-'))
try {
  const lines = await measure()
  const where = `${entries.toLocaleString('en')} entries · Node ${process.versions.node} · ${cpus().length} × ${cpus()[0]?.model.trim() ?? ''} · ${process.platform}`
  process.stdout.write(`\n${where}\n\n${report(lines)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<Line[]> {
  const ndjson = join(folder, 'entries.ndjson')
  const sql = new SqlPeer(join(folder, 'peer.db'))
  const lines = [...(await measureCommit(ndjson, sql))]
  const opening = performance.now()
  const desk = new BenchDesk(folder)
  await desk.open()
  lines.push({ work: 'open the cache', p50: performance.now() - opening })
  lines.push(...(await measureFilters(desk, sql)), ...(await measurePages(desk)), ...(await measureChanges(desk)))
  lines.push(...(await measureRaw(desk, sql, ndjson)))
  lines.push(...(await measureExports(desk, ndjson, folder, quick ? 1 : 3)))
  lines.push({ work: 'disk, raw text kept (bytes an entry)', p50: (await desk.diskBytes()) / entries, target: '≤ 250' })
  const filters = randomFilters(60, await valuesOf(desk)) as Filter[]
  desk.close()
  sql.close()
  return [...lines, ...(await measureBusy(service, folder, filters))]
}

/** Commits every page; the peer inserts the same entries meanwhile, page by page, so that both meet the same noise. */
async function measureCommit(ndjson: string, sql: SqlPeer): Promise<Line[]> {
  const desk = new BenchDesk(folder)
  await desk.open()
  const file = createWriteStream(ndjson)
  const ours: number[] = []
  const theirs: number[] = []
  let page: string[] = []
  const commit = async (last: boolean): Promise<void> => {
    const body = BenchDesk.page(page, last ? null : `c${ours.length}`)
    ours.push(await timed(() => desk.commit(body)))
    theirs.push(await timed(() => sql.insert(page)))
    file.write(`${page.join('\n')}\n`)
    page = []
  }
  let made = 0
  for (const line of generateEntries({ entries, seed: 1, profile: 'bench' })) {
    page.push(line)
    made++
    if (page.length === pageSize) await commit(made === entries)
  }
  if (page.length > 0) await commit(true)
  file.end()
  await finished(file)
  desk.close()
  const rate = (times: readonly number[]): number => (times.length * pageSize) / (times.reduce((sum, each) => sum + each, 0) / 1000)
  const tenth = Math.max(1, Math.floor(ours.length / 10))
  return [
    {
      work: 'commit (entries/s)',
      p50: rate(ours),
      target: '≥ 85,000',
      peer: 'SQLite, text columns, 3 indexes',
      peerP50: rate(theirs),
      rate: true,
    },
    { work: 'commit, first tenth (entries/s)', p50: rate(ours.slice(0, tenth)), rate: true },
    { work: 'commit, last tenth (entries/s)', p50: rate(ours.slice(-tenth)), rate: true },
  ]
}

async function valuesOf(desk: BenchDesk): Promise<Record<string, readonly string[]>> {
  return {
    action: await desk.values('action', 50),
    status: ['success', 'failed'],
    actor: await desk.values('actor', 200),
    resource: await desk.values('resource', 50),
    after: Array.from({ length: 20 }, (_, month) => new Date(Date.UTC(2025, month, 1)).toISOString().slice(0, 10)),
  }
}

async function measureFilters(desk: BenchDesk, sql: SqlPeer): Promise<Line[]> {
  const values = await valuesOf(desk)
  // In the order of the shapes in scripts/bench/queries.mjs.
  const names = [
    'none',
    'action',
    'status',
    'action + status',
    'actor + range',
    'text',
    'text + action',
    'resource, not actor',
    'either action + status',
  ]
  const filters = randomFilters(names.length * 40, values) as Filter[]
  const lines: Line[] = []
  for (const [shape, name] of names.entries()) {
    const own = filters.filter((_, i) => i % names.length === shape)
    await desk.query(own[0] as Filter)
    const ours: number[] = []
    for (const filter of own) ours.push(await timed(() => desk.query(filter)))
    const theirs: number[] = []
    for (const filter of own.slice(0, sqlQuestions)) {
      const answer = await desk.query(filter)
      theirs.push(await timed(() => expectEqual(answer.total, sql.query(filter, { limit: 100, facetLimit: 12 }).total, filter)))
    }
    const target = name.startsWith('text') ? '≤ 12' : '≤ 10'
    lines.push({ work: `filter: ${name}`, ...spread(ours), target, peer: 'SQLite', peerP50: percentile(theirs, 0.5) })
  }
  return lines
}

function expectEqual(ours: number, theirs: number, filter: Filter): void {
  if (ours !== theirs) throw new Error(`The column index found ${ours}, SQLite ${theirs} for ${JSON.stringify(filter)}`)
}

async function measurePages(desk: BenchDesk): Promise<Line[]> {
  const { result, total } = await desk.query({ kind: 'and', of: [] })
  const times: number[] = []
  for (let i = 0; i < 200; i++) times.push(await timed(() => desk.rows(result, Math.floor((total * ((i * 37) % 200)) / 200), 100)))
  return [{ work: 'a page anywhere in the result', ...spread(times), target: '≤ 2' }]
}

async function measureChanges(desk: BenchDesk): Promise<Line[]> {
  const lines: Line[] = []
  for (const [field, value] of [
    ['added', 'iam:*'],
    ['removed', '*write'],
    ['changed', 'permissions'],
  ] as const) {
    const times: number[] = []
    for (let i = 0; i < 21; i++) times.push(await timed(() => desk.query({ kind: 'field', field, value })))
    lines.push({ work: `inside changes: ${field}:${value}`, ...spread(times.slice(1)), target: '≤ 25' })
  }
  return lines
}

async function measureRaw(desk: BenchDesk, sql: SqlPeer, ndjson: string): Promise<Line[]> {
  const lines: Line[] = []
  const tool = ['rg', 'grep'].find((name) => spawnSync(name, ['--version']).status === 0)
  const search = async (parts: readonly string[]): Promise<{ p50: number; p95: number }> => {
    const times: number[] = []
    for (const value of parts) times.push(await timed(() => desk.query({ kind: 'field', field: 'raw', value })))
    return spread(times)
  }
  lines.push({ work: 'raw text, summaries not made yet', ...(await search(['sync-scim'])) })
  desk.summarise()
  for (const [where, parts] of Object.entries(rawParts)) {
    const work = `raw text, ${where}`
    const ours = { work, ...(await search(parts)), target: '≤ 150' }
    const [part = ''] = parts
    const { total } = await desk.query({ kind: 'field', field: 'raw', value: part })
    const theirs = await timed(() => expectEqual(total, sql.countRaw(part), { kind: 'field', field: 'raw', value: part }))
    lines.push({ ...ours, peer: 'SQLite LIKE', peerP50: theirs })
    if (!tool) continue
    const took = await timed(() => void spawnSync(tool, ['-c', '-i', '-F', part, ndjson]))
    lines.push({ ...ours, peer: `${tool} on NDJSON (${(statSync(ndjson).size / 1e6).toFixed(0)} MB)`, peerP50: took })
  }
  return lines
}

async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

function spread(times: readonly number[]): { p50: number; p95: number } {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

function report(lines: readonly Line[]): string {
  const number = (value: number | undefined): string =>
    value === undefined ? '' : value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
  return table(
    ['work', 'p50', 'p95', 'target', 'peer', 'peer p50', 'ratio'],
    lines.map(({ work, p50, p95, target = '', peer = '', peerP50, rate }) => [
      work, number(p50), number(p95), target, peer, number(peerP50),
      peerP50 === undefined ? '' : `${(rate ? p50 / peerP50 : peerP50 / p50).toFixed(1)} ×`,
    ]), // prettier-ignore
  )
}
