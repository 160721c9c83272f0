import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { table } from '../../scripts/bench/numbers.mjs'
import { randomFilters } from '../../scripts/bench/queries.mjs'
import type { Filter } from '../../src-preload/contract/filter.ts'
import { generateEntries } from '../../demo-tenant/index.ts'
import { measureAccess, measureStory } from './access-rows.ts'
import { measureBusy } from './busy.ts'
import { BenchDesk } from './desk.ts'
import { DuckPeer } from './duck-peer.ts'
import { measureExports } from './export-rows.ts'
import { measureFilters, measureTools, valuesOf, type FilterPeer } from './filter-rows.ts'
import { measureImports } from './import-rows.ts'
import { expectEqual, spread, timed, type BenchLine as Line } from './lines.ts'
import { measureGroups, measureSorts } from './order-rows.ts'
import { SqlPeer } from './sql-peer.ts'
import { toolPeers } from './tool-peers.ts'

const pageSize = 1000
const entries = Number(process.argv[2])
/** Pages that follow each other as fast as they are taken, before it is the peer's turn. */
const pagesAtOnce = Math.min(50, Math.ceil(entries / pageSize / 20))
const quick = process.argv[3] === 'quick'
/** The data service, bundled. */
const service = process.argv[4] ?? ''
/** Where DuckDB is installed; empty where it could not be had. */
const duckPackages = process.argv[5] ?? ''
/** Beyond it the peers would need hours, and more room than there is. */
const mostForPeers = 2_000_000
const withPeers = entries <= mostForPeers
/** SQL needs seconds for what takes us milliseconds: fewer questions make the point. */
const questions = { sqlite: 2, duck: quick ? 2 : 8 }

/** What a search of the raw texts costs depends on where the text stands. */
const rawParts = {
  'nowhere or once': ['scim-sync', 'req_00c0ffee0000', 'no such text', 'evt_01k0000000', 'j.doe@example.org'],
  'in an attribute': ['Firefox', 'anna.', 'Finance role', '198.18.', 'usr_'],
  'a word of the changes': ['quarterly', 'temporary', 'further notice', 'max_hours', 'en-GB'],
  // May be part of any id: every text is read.
  'two or three letters': ['e1f', 'xz9', 'zq'],
}

/** What the reader of the table has to know. */
const remarks: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-bench-'))
try {
  const lines = await measure()
  const where = `${entries.toLocaleString('en')} entries · Node ${process.versions.node} · ${cpus().length} × ${cpus()[0]?.model.trim() ?? ''} · ${process.platform}`
  process.stdout.write(`\n${[where, ...remarks].join('\n\n')}\n\n${report(lines)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<Line[]> {
  const ndjson = withPeers ? join(folder, 'entries.ndjson') : null
  const sql = withPeers ? new SqlPeer(join(folder, 'peer.db')) : null
  if (!withPeers) remarks.push(`No peers above ${mostForPeers.toLocaleString('en')} entries: they would need hours.`)
  const lines = [...(await measureCommit(ndjson, sql))]
  const duck = ndjson && duckPackages ? await DuckPeer.open(duckPackages, join(folder, 'peer.duckdb'), ndjson) : null
  if (withPeers && !duck) remarks.push('DuckDB is not among the peers: it could not be had.')
  const opening = performance.now()
  const desk = new BenchDesk(folder)
  await desk.open()
  lines.push({ work: 'open the cache', p50: performance.now() - opening })
  const peers: FilterPeer[] = [
    ...(sql ? [{ name: 'SQLite', questions: questions.sqlite, query: sql.query.bind(sql) }] : []),
    ...(duck ? [{ name: 'DuckDB', questions: questions.duck, query: duck.query.bind(duck) }] : []),
  ]
  lines.push(...(await measureFilters(desk, peers)))
  if (ndjson) lines.push(...(await measureTools(desk, toolPeers(ndjson, folder))))
  lines.push(...(await measureSorts(desk, entries, duck)), ...(await measureGroups(desk, duck)))
  lines.push(
    ...(await measurePages(desk)),
    ...(await measureChanges(desk)),
    ...(await measureAccess(desk, duck)),
    ...(await measureStory(join(folder, 'story'), entries)),
    ...(await measureRaw(desk, { sql, duck, ndjson })),
  )
  lines.push(...(await measureExports(desk, { ndjson, duck }, folder, quick || !withPeers ? 1 : 3)))
  lines.push({ work: 'disk, raw text kept (bytes an entry)', p50: (await desk.diskBytes()) / entries, target: '≤ 250' })
  if (ndjson) lines.push(...(await measureImports({ service, entries, ndjson, duck, folder })))
  if (ndjson && spawnSync('lnav', ['-V']).status !== 0) remarks.push('lnav: not on this machine.')
  const filters = randomFilters(60, await valuesOf(desk)) as Filter[]
  desk.close()
  sql?.close()
  duck?.close()
  return [...lines, ...(await measureBusy(service, folder, filters))]
}

/** Commits every page; the peer inserts the same entries meanwhile, some pages at a time, so that both meet the same noise. */
async function measureCommit(ndjson: string | null, sql: SqlPeer | null): Promise<Line[]> {
  const desk = new BenchDesk(folder)
  await desk.open()
  const file = ndjson === null ? null : createWriteStream(ndjson)
  const ours: number[] = []
  const theirs: number[] = []
  let page: string[] = []
  let pages: string[][] = []
  const commit = async (): Promise<void> => {
    // In one walk from the newest down, as which they are not made, every one would be noted as late.
    const windows = pages.map((lines) => {
      const { timestamp } = JSON.parse(lines.at(-1) ?? '') as { timestamp: string }
      return { body: BenchDesk.page(lines, null), newest: Date.parse(timestamp) }
    })
    ours.push(await timed(() => desk.commitAll(windows)))
    for (const lines of sql || file ? pages : []) {
      if (sql) theirs.push(await timed(() => sql.insert(lines)))
      // Not waited for, the whole file would gather in memory.
      if (file && !file.write(`${lines.join('\n')}\n`)) await once(file, 'drain')
    }
    pages = []
  }
  for (const line of generateEntries({ entries, seed: 1, profile: 'bench' })) {
    page.push(line)
    if (page.length === pageSize) {
      pages.push(page)
      page = []
    }
    if (pages.length === pagesAtOnce) await commit()
  }
  if (page.length > 0) pages.push(page)
  if (pages.length > 0) await commit()
  if (file) await finished(file.end())
  desk.close()
  const rate = (times: readonly number[], of: number): number => of / (times.reduce((sum, each) => sum + each, 0) / 1000)
  const tenth = Math.max(1, Math.floor(ours.length / 10))
  return [
    {
      work: 'commit (entries/s)',
      p50: rate(ours, entries),
      target: '≥ 85,000',
      ...(sql && { peer: 'SQLite, text columns, 3 indexes', peerP50: rate(theirs, entries) }),
      rate: true,
    },
    { work: 'commit, first tenth (entries/s)', p50: rate(ours.slice(0, tenth), tenth * pagesAtOnce * pageSize), rate: true },
    { work: 'commit, last tenth (entries/s)', p50: rate(ours.slice(-tenth), tenth * pagesAtOnce * pageSize), rate: true },
  ]
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

interface RawPeers {
  readonly sql: SqlPeer | null
  readonly duck: DuckPeer | null
  readonly ndjson: string | null
}

async function measureRaw(desk: BenchDesk, { sql, duck, ndjson }: RawPeers): Promise<Line[]> {
  const lines: Line[] = []
  const tool = ['rg', 'grep'].find((name) => spawnSync(name, ['--version']).status === 0)
  const raw = (value: string): Filter => ({ kind: 'field', field: 'raw', value })
  const search = async (parts: readonly string[]): Promise<{ p50: number; p95: number }> => {
    const times: number[] = []
    for (const value of parts) times.push(await timed(() => desk.query(raw(value))))
    return spread(times)
  }
  /** As the window asks: for what is known after 15 ms. What is nowhere has no first row. */
  const firstRows = async (parts: readonly string[]): Promise<{ p50: number; p95: number }> => {
    const times: number[] = []
    for (const value of parts) {
      let rows = 0
      const time = await timed(async () => {
        const answer = await desk.query(raw(value), { patienceMs: 15 })
        rows = answer.rows.length
      })
      if (rows > 0) times.push(time)
    }
    return spread(times)
  }
  const grep = (part: string, path: string): number =>
    Number(spawnSync(tool ?? '', ['-c', '-i', '-F', part, path], { encoding: 'utf8' }).stdout)
  const peers: [string, (part: string) => number | Promise<number>][] = [
    ...(sql ? [['SQLite LIKE', (part) => sql.countRaw(part)] as (typeof peers)[number]] : []),
    ...(duck ? [['DuckDB ILIKE', (part) => duck.countRaw(part)] as (typeof peers)[number]] : []),
    ...(tool && ndjson ? [[`${tool} on NDJSON (${megabytes(ndjson)} MB)`, (part) => grep(part, ndjson)] as (typeof peers)[number]] : []),
  ]
  lines.push({ work: 'raw text, summaries not made yet', ...(await search(['sync-scim'])) })
  lines.push({ work: 'raw text, first rows, summaries not made yet', ...(await firstRows(['max_hour', 'quarterl'])), target: '≤ 30' })
  await desk.summarise()
  lines.push({ work: 'raw text, first rows', ...(await firstRows(Object.values(rawParts).flat())), target: '≤ 30' })
  for (const [where, parts] of Object.entries(rawParts)) {
    const target = where === 'two or three letters' ? '≤ 1000' : '≤ 150'
    const ours = { work: `raw text, ${where}`, ...(await search(parts)), target }
    if (peers.length === 0) lines.push(ours)
    const [part = ''] = parts
    const { total } = await desk.query(raw(part))
    for (const [peer, count] of peers) {
      const peerP50 = await timed(async () => expectEqual(total, await count(part), peer, raw(part)))
      lines.push({ ...ours, peer, peerP50 })
    }
  }
  return lines
}

function megabytes(path: string): string {
  return (statSync(path).size / 1e6).toFixed(0)
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
