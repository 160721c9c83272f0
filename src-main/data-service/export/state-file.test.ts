import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StateFileRun } from '@contract/export.ts'
import { outcome } from '../../fixtures/outcome.ts'
import { createDataService, type DataService } from '../service.ts'
import { parseCsv } from './fixtures/parse-csv.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 1)
const minute = 60_000
const role = { type: 'role', id: 'r1', name: '<b>=Billing' }

let folder: string
let service: DataService
let files = 0

const entry = (n: number, action: string, more: object): object => ({
  id: `e${n}`,
  timestamp: new Date(start + n * minute).toISOString(),
  actor: { email: 'ann@acme.test' },
  action,
  resource: role,
  status: 'success',
  ...more,
})

async function fetched(from: number, to: number, entries: readonly object[]): Promise<void> {
  const body = Buffer.from(JSON.stringify({ items: [...entries].reverse(), next_cursor: null }))
  await service.handle('sync.page', { tenant, window: { from, to }, tenantNow: to, first: true, receivedAt: start + 1e8, body })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-state-'))
  service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester', now: () => start + 1e8 })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  await fetched(start, start + 10 * minute, [
    entry(1, 'role_create', { changes: { after: { name: role.name, permissions: ['=cmd|1', 'b:read'] } } }),
    entry(2, 'role_assign', { target: { type: 'user', id: 'u1', email: '+evil@acme.test' } }),
  ])
  // An hour that nobody fetched lies between.
  await fetched(start + 70 * minute, start + 80 * minute, [
    entry(75, 'role_assign', { target: { type: 'user', id: 'u2', email: 'bob@acme.test' } }),
  ])
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

function runOf(format: 'csv' | 'html', at: number, more: Partial<StateFileRun> = {}): StateFileRun {
  const out = join(folder, String(++files))
  mkdirSync(out)
  return {
    request: { tenant, subject: { type: 'role', value: 'r1' }, name: role.name, at, zone: 'UTC', format },
    path: join(out, `state.${format}`),
    overwrite: false,
    application: 'test',
    shown: { name: 'Acme', url: 'https://acme.test' },
    ...more,
  }
}

it('a state is a table that says as of when, and in which no cell is a formula', async () => {
  const run = runOf('csv', start + 5 * minute)
  const record = await service.handle('export.state', run)
  const text = readFileSync(run.path, 'utf8')
  const [head, ...rows] = parseCsv(text.slice(1))
  expect(head).toEqual(['as of', 'subject type', 'subject', 'name', 'part', 'how many', 'value', 'type', 'id'])
  expect(rows.every(([at]) => at === '2026-01-01T00:05:00.000Z')).toBe(true)
  expect(rows.map((cells) => [cells[4], cells[6], cells[8]])).toEqual([
    ['Name', '<b>=Billing', ''],
    ['Permissions', "'=cmd|1", ''],
    ['Permissions', 'b:read', ''],
    ['Held by', "'+evil@acme.test", 'u1'],
  ])
  const hash = createHash('sha256').update(text).digest('hex')
  expect(record).toMatchObject({ state: 'done', entries: 4, files: [{ sha256: hash }] })
  expect(JSON.parse(readFileSync(`${run.path}.manifest.json`, 'utf8'))).toMatchObject({
    what: 'State rebuilt from an IAM audit log',
    asOf: '2026-01-01T00:05:00.000Z',
    files: [{ name: 'state.csv', sha256: hash, rows: 4 }],
  })
  expect((await service.handle('export.list', { tenant }))[0]).toMatchObject({
    state: 'done',
    description: 'State of role <b>=Billing (r1) as of 2026-01-01T00:05:00.000Z',
  })
})

it('what the log does not prove stands in the file, as markup of nobody', async () => {
  const run = runOf('html', start + 76 * minute)
  await service.handle('export.state', run)
  const text = readFileSync(run.path, 'utf8')
  expect(text).toContain('Not proved by the log')
  expect(text).toContain('Nothing between 2026-01-01T00:10:00.000Z and 2026-01-01T01:10:00.000Z was fetched')
  expect(text).toContain('&lt;b&gt;=Billing')
  expect(text).not.toContain('<b>=')
  const table = runOf('csv', start + 76 * minute)
  await service.handle('export.state', table)
  expect(parseCsv(readFileSync(table.path, 'utf8').slice(1)).some((cells) => cells[4] === 'Not proved by the log')).toBe(true)
})

it('before it was created, it says so', async () => {
  const run = runOf('csv', start + 10)
  await service.handle('export.state', run)
  expect(parseCsv(readFileSync(run.path, 'utf8').slice(1))[1]?.slice(4, 7)).toEqual(['Existence', '', 'It did not exist yet.'])
})

it('a name that is taken and a folder that is gone are told, nothing is left and the ledger says so', async () => {
  const run = runOf('csv', start)
  writeFileSync(run.path, 'mine')
  expect(await outcome(service.handle('export.state', run))).toBe('name-taken')
  expect(readdirSync(join(run.path, '..'))).toEqual(['state.csv'])
  expect(await outcome(service.handle('export.state', { ...run, path: join(folder, 'no', 'state.csv') }))).toBe('folder-gone')
  expect((await service.handle('export.list', { tenant })).slice(0, 2).map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect((await service.handle('export.state', { ...run, overwrite: true })).state).toBe('done')
  expect(readdirSync(join(run.path, '..')).sort()).toEqual(['state.csv', 'state.csv.manifest.json'])
})
