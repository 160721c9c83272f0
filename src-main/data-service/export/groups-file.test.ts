import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { GroupsFileRun } from '@contract/export.ts'
import { everything, type Filter } from '@contract/filter.ts'
import { outcome } from '../../fixtures/outcome.ts'
import { createDataService, type DataService } from '../service.ts'
import { parseCsv } from './fixtures/parse-csv.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 1)
let folder: string
let service: DataService
let files = 0

const people = ['=cmd|1@acme.test', 'bob@acme.test', 'eve@acme.test']
const items = Array.from({ length: 40 }, (_, n) => ({
  id: `e${n}`,
  timestamp: new Date(start + n * 60_000).toISOString(),
  actor: { email: people[n % 3] },
  action: n % 4 === 0 ? 'permission_check' : 'role_assign',
  resource: { type: 'role', id: 'r1', name: 'Billing' },
  status: n % 4 === 0 ? 'failed' : 'success',
  ...(n % 4 === 0 && { error: { permission: `iam:${n % 8}` } }),
}))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-groups-'))
  service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester', now: () => start + 1e8 })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  const body = Buffer.from(JSON.stringify({ items: [...items].reverse(), next_cursor: null }))
  const window = { from: start, to: start + 1e7 }
  await service.handle('sync.page', { tenant, window, tenantNow: start + 1e7, first: true, receivedAt: start + 1e8, body })
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

async function runOf(filter: Filter, more: Partial<GroupsFileRun['request']> = {}): Promise<GroupsFileRun> {
  const out = join(folder, String(++files))
  mkdirSync(out)
  const { result } = await service.handle('log.query', {
    tenant,
    filter,
    order: 'desc',
    zone: 'UTC',
    firstRows: 10,
    facets: [],
    facetLimit: 1,
    histogramBuckets: 0,
  })
  return {
    request: { tenant, result, filter, by: ['actor', 'permission'], distinct: 'action', zone: 'UTC', sort: 'count', order: 'desc', format: 'csv', ...more },
    path: join(out, 'groups.csv'), overwrite: false, application: 'test', shown: { name: 'Acme', url: 'https://acme.test' },
  } // prettier-ignore
}

it('groups are a table that counts what a naive reading counts, in which no cell is a formula', async () => {
  const run = await runOf(everything)
  const record = await service.handle('export.groups', run)
  const [head, ...rows] = parseCsv(readFileSync(run.path, 'utf8').replace(/^\uFEFF/, ''))
  expect(head).toEqual(['actor', 'permission', 'entries', 'failed', 'first', 'last', 'different_action'])
  const naive = new Map<string, (typeof items)[number][]>()
  for (const item of items) {
    const key = JSON.stringify([item.actor.email, 'error' in item ? item.error.permission : ''])
    naive.set(key, [...(naive.get(key) ?? []), item])
  }
  const plain = (text = ''): string => text.replace(/^'/, '').replace("|'", '|')
  expect(new Map(rows.map(([actor, permission, ...counts]) => [JSON.stringify([plain(actor), permission]), counts]))).toEqual(
    new Map(
      [...naive].map(([key, of]) => [
        key,
        [
          String(of.length),
          String(of.filter(({ status }) => status === 'failed').length),
          of[0]?.timestamp.replace('.000', ''),
          of.at(-1)?.timestamp.replace('.000', ''),
          String(new Set(of.map(({ action }) => action)).size),
        ].map((text) => expect.stringContaining((text ?? '').replace('Z', '')) as string),
      ]),
    ),
  )
  expect(rows.flat().some((cell) => /^[=+\-@]/.test(cell))).toBe(false)
  const counts = rows.map(([, , count]) => Number(count))
  expect(counts).toEqual([...counts].sort((a, b) => b - a))
  expect(record).toMatchObject({ state: 'done', entries: naive.size, query: '' })
  const manifest = JSON.parse(readFileSync(`${run.path.replace(/\.csv$/, '')}.csv.manifest.json`, 'utf8')) as Record<string, unknown>
  const sha256 = createHash('sha256').update(readFileSync(run.path)).digest('hex')
  expect(manifest).toMatchObject({ by: ['actor', 'permission'], entries: 40, groups: naive.size, files: [{ sha256, rows: naive.size }] })
  expect(await service.handle('export.list', { tenant })).toMatchObject([
    { state: 'done', description: expect.stringContaining('Groups by') as string },
  ])
})

it('groups of a result that is gone are not written, and the ledger says so', async () => {
  const run = await runOf({ kind: 'field', field: 'status', value: 'failed' }, { result: 1e6 })
  expect(await outcome(service.handle('export.groups', run))).toBe('result-expired')
  expect((await service.handle('export.list', { tenant }))[0]).toMatchObject({ state: 'failed', query: 'status:failed' })
})
