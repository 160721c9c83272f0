import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noReportWords, type ExportRequest } from '@contract/export.ts'
import { everything } from '@contract/filter.ts'
import { createDataService, type DataService } from '../service.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { readXlsx } from './fixtures/read-xlsx.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 1)
const [hour, day] = [3_600_000, 86_400_000]
/** Twenty-one ordinary days, then somebody gives themselves a role from elsewhere at night, and takes it away again. */
const items = [
  ...Array.from({ length: 21 }, (_, n) => ({ at: start + n * day + 9 * hour, action: 'user_update', ip: '10.0.0.1' })),
  { at: start + 30 * day + 2 * hour, action: 'role_assign', ip: '203.0.113.9' },
  { at: start + 30 * day + 3 * hour, action: 'role_revoke', ip: '203.0.113.9' },
].map(({ at, action, ip }, n) => ({
  id: `evt_${n}`,
  timestamp: new Date(at).toISOString(),
  actor: { email: 'ann@acme.test' },
  action,
  resource: { type: 'role', id: 'r', name: '<b>reader</b>' },
  target: { email: 'ann@acme.test' },
  status: 'success',
  ip_address: ip,
}))
const grant = 'self-grant, revoked-within-a-day, unusual-hour, first-network, first-address, first-action'

let folder: string
let service: DataService
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-marks-'))
  service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester', now: () => start + 60 * day })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  const body = Buffer.from(JSON.stringify({ items: [...items].reverse(), next_cursor: null }))
  const window = { from: null, to: null }
  await service.handle('sync.page', { tenant, window, tenantNow: start + 60 * day, first: true, receivedAt: start + 60 * day, body })
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

let files = 0
async function exported(
  more: Partial<ExportRequest>,
): Promise<{ path: string; text: string; manifest: () => { marks: unknown; markedLines?: unknown } }> {
  const into = join(folder, `out-${++files}`)
  mkdirSync(into)
  const path = join(into, `audit.${more.format ?? 'csv'}`)
  const request = { tenant, source: { kind: 'filter' as const }, filter: everything, zone: 'UTC', order: 'asc' as const, format: 'csv' as const, columns: 'all' as const, exact: true, notes: false, timeTexts: false, report: noReportWords, ...more } // prettier-ignore
  await service.handle('export.run', { request, path, overwrite: false, via: 'window', application: 'IAM Audit Desk 0', shown: { name: 'Acme', url: 'https://acme.test' } }) // prettier-ignore
  return { path, text: readFileSync(path, 'utf8'), manifest: () => JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as never }
}

it('a table has a column of marks, whatever is on screen, and its manifest says by which rules', async () => {
  for (const columns of ['all', ['actor'], ['marks', 'actor']] as const) {
    const { text, manifest } = await exported({ columns: columns === 'all' ? columns : [...columns] })
    const [head = [], ...rows] = parseCsv(text)
    expect(head.filter((name) => name === 'marks')).toHaveLength(1)
    expect(rows.map((row) => row[head.indexOf('marks')])).toEqual([...Array<string>(21).fill(''), grant, 'unusual-hour, first-action'])
    expect(manifest().marks).toMatchObject({
      rules: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      notKnown: 0,
      found: expect.arrayContaining([expect.objectContaining({ name: 'unusual-hour', entries: 2 })]) as unknown[],
    })
  }
  const { path } = await exported({ format: 'xlsx', columns: ['actor', 'marks'] })
  const sheets = readXlsx(path)
  expect(sheets.get('Entries')?.[22]).toEqual(['22', 'ann@acme.test', grant])
  expect((sheets.get('About') ?? []).flat().join('\n')).toContain('Self-grant (1 entry): ')
})

it('as JSON marks stand beside the entries, which are as they were sent; as NDJSON in the manifest', async () => {
  const marks = { 'self-grant': [22], 'revoked-within-a-day': [22], 'unusual-hour': [22, 23], 'first-action': [22, 23], 'first-network': [22], 'first-address': [22] } // prettier-ignore
  const whole = JSON.parse((await exported({ format: 'json' })).text) as { entries: unknown; marks: unknown }
  expect(whole.entries).toEqual(items)
  expect(whole.marks).toEqual(marks)
  const lines = await exported({ format: 'ndjson' })
  expect(lines.text).toBe(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
  expect(lines.manifest().markedLines).toEqual(marks)
})

it('a report says them in words, with each entry once', async () => {
  const { text } = await exported({ format: 'html', columns: ['actor'] })
  expect(text.match(/Marks: Self-grant, Revoked within a day/g)).toHaveLength(1)
  expect((await exported({ format: 'html', columns: ['marks'] })).text).not.toContain('Marks: ')
})

it('a copy of a bookmarked entry keeps the marks that follow from the log it was in', async () => {
  await service.handle('bookmark.add', { tenant, entries: { keys: [1] }, change: {} })
  const { text } = await exported({ columns: ['actor', 'marks'], source: { kind: 'bookmarks', text: '' } })
  // Pages come newest first: key 1 is the grant.
  expect(parseCsv(text)[1]).toEqual(['1', 'ann@acme.test', grant])
})
