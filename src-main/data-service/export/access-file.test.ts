import { mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { noReportWords, type AccessFileRequest } from '@contract/export.ts'
import { DemoLog } from '../history/fixtures/demo-log.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { readXlsx } from './fixtures/read-xlsx.ts'

const log = new DemoLog({ entries: 1_500, seed: 3 })
const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-access-'))
afterAll(() => {
  log.remove()
  rmSync(folder, { recursive: true })
})
const { begin, end, tenant } = log
const at = Math.floor(begin + 0.7 * (end - begin))
let files = 0

async function written(of: AccessFileRequest['of'], format: AccessFileRequest['format'] = 'csv') {
  const service = await log.fetched([{ from: begin, to: end }])
  const out = join(folder, String(++files))
  mkdirSync(out)
  const path = join(out, `access.${format}`)
  const request: AccessFileRequest = { of, zone: 'UTC', format, report: noReportWords }
  const record = await service.handle('export.access', {
    request,
    path,
    overwrite: false,
    application: 'test',
    shown: { name: 'Acme', url: 'https://acme.test' },
  })
  const [titles = [], ...rows] = format === 'csv' ? parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) : []
  const manifest = record.manifest ? (JSON.parse(readFileSync(record.manifest.path, 'utf8')) as Record<string, unknown>) : null
  return { service, record, titles, rows, manifest, path }
}
const column = (titles: readonly string[], rows: readonly string[][], title: string): string[] =>
  rows.map((row) => row[titles.indexOf(title)] ?? '')

it('a file has every line that the window is told page by page, and says what counted as privileged', async () => {
  const { service, record, titles, rows, manifest } = await written({
    kind: 'lines',
    tenant,
    at,
    patterns: ['iam:*:write'],
    sort: 'since',
    order: 'desc',
  })
  const { lines } = await service.handle('access.lines', {
    tenant,
    at,
    patterns: ['iam:*:write'],
    sort: 'since',
    order: 'desc',
    offset: 0,
    limit: 5000,
  })
  expect(rows.length).toBe(lines.length)
  expect(lines.length).toBeGreaterThan(20)
  expect(column(titles, rows, 'entry')).toEqual(lines.map(({ entry }) => entry ?? ''))
  expect(column(titles, rows, 'role_id')).toEqual(lines.map(({ roleId }) => roleId ?? ''))
  expect(column(titles, rows, 'privileged')).toEqual(lines.map(({ privileged }) => (privileged ? 'yes' : 'no')))
  expect(record).toMatchObject({ state: 'done', entries: lines.length })
  expect(manifest).toMatchObject({
    lines: lines.length,
    asked: { at: new Date(at).toISOString().replace('.000', ''), patterns: ['iam:*:write'] },
  })
  service.close()
})

it('a file of changes has the cause and the entry of each', async () => {
  const { service, titles, rows } = await written({ kind: 'changes', tenant, from: begin, to: at, patterns: null })
  const { lines } = await service.handle('access.changes', { tenant, from: begin, to: at, patterns: null, offset: 0, limit: 5000 })
  expect(lines.length).toBeGreaterThan(0)
  expect(column(titles, rows, 'change')).toEqual(lines.map(({ change }) => change))
  expect(column(titles, rows, 'cause')).toEqual(lines.map(({ cause }) => cause))
  service.close()
})

it('a file of denials has what stands out and what was decided, and the lines that the window shows', async () => {
  const service = await log.fetched([{ from: begin, to: end }])
  const asked = { tenant, from: null, to: null, show: 'first' as const }
  const [first] = (await service.handle('access.denied', { ...asked, offset: 0, limit: 1 })).lines
  const line = { user: first!.user, permission: first!.permission, through: first!.last!, checks: first!.reviewable }
  await service.handle('denial.review', { tenant, lines: [line], decision: 'expected', note: '=a robot' })
  const out = join(folder, String(++files))
  mkdirSync(out)
  const path = join(out, 'denied.csv')
  const request: AccessFileRequest = { of: { kind: 'denied', ...asked }, zone: 'UTC', format: 'csv', report: noReportWords }
  await service.handle('export.access', { request, path, overwrite: false, application: 'test', shown: { name: 'Acme', url: 'https://acme.test' } })
  const [titles = [], ...rows] = parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  const { lines } = await service.handle('access.denied', { ...asked, offset: 0, limit: 5000 })
  expect(column(titles, rows, 'permission')).toEqual(lines.map(({ permission }) => permission))
  // What was reviewed is last.
  expect(column(titles, rows, 'review').filter((each) => each !== '')).toEqual(['expected'])
  expect(column(titles, rows, 'review').at(-1)).toBe('expected')
  expect([column(titles, rows, 'review_note').at(-1), column(titles, rows, 'checks_since_review').at(-1)]).toEqual(["'=a robot", '0'])
  expect(column(titles, rows, 'probing')).toEqual(lines.map(({ probingCount }) => String(probingCount)))
  service.close()
}) // prettier-ignore

it('every format has every line, and says which patterns decide what is privileged', async () => {
  const of = { kind: 'lines', tenant, at, patterns: ['iam:*:write', '*<b>*'] } as const
  const csv = await written({ ...of, patterns: [...of.patterns] })
  const users = column(csv.titles, csv.rows, 'user')
  csv.service.close()
  for (const format of ['xlsx', 'json', 'html'] as const) {
    const { service, record, path } = await written({ ...of, patterns: [...of.patterns] }, format)
    expect(record.manifest === null, format).toBe(format !== 'xlsx')
    const text = format === 'xlsx' ? [...readXlsx(path).values()].flat(2).join('\n') : readFileSync(path, 'utf8')
    for (const user of new Set(users)) expect(text.replaceAll('<wbr>', ''), format).toContain(user)
    expect(text).toContain('iam:*:write')
    if (format === 'html') expect(text).not.toContain('<b>')
    if (format === 'json') {
      const { lines } = JSON.parse(text) as { lines: { user: string; since: string | null }[] }
      expect(lines.map(({ user }) => user)).toEqual(users)
      expect(lines.some(({ since }) => since !== null && /^\d{4}-\d\d-\d\dT.*Z$/.test(since))).toBe(true)
    }
    service.close()
  }
})

it('what users may do is a file, too', async () => {
  const { service, titles, rows } = await written({ kind: 'permissions', tenant, at, patterns: null })
  const { lines } = await service.handle('access.permissions', { tenant, at, patterns: null, offset: 0, limit: 5000 })
  expect(column(titles, rows, 'permission')).toEqual(lines.map(({ permission }) => permission))
  expect(lines.length).toBeGreaterThan(20)
  service.close()
})
