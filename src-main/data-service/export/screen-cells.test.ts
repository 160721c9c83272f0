import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noReportWords, type ExportRequest } from '@contract/export.ts'
import { everything } from '@contract/filter.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { createDataService, type DataService } from '../service.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { readXlsx } from './fixtures/read-xlsx.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 2, 28)
const minute = 60_000
/** What somebody may write where a person reads: each as a reason, a note and a tag. */
const hostile = [
  '=HYPERLINK("https://evil.test","click")',
  '\t=1+1',
  'two\r\nlines, "quoted"',
  '<img src=x onerror=alert(1)>&amp;',
  '\u202Etxt.exe',
  'x;@SUM(1)',
  '  -1+1|cmd',
] as const
const mega = 'm'.repeat(1_000_000)
const item = (n: number, error: object | undefined): object => ({
  id: `evt_${n}`,
  timestamp: new Date(start + n * minute).toISOString(),
  actor: { email: 'ann@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', id: 'r', name: 'reader' },
  status: error ? 'failed' : 'success',
  ...(error && { error }),
})
const errors: (object | undefined)[] = [
  undefined,
  { code: 'permission_denied', permission: 'iam:role:assign' },
  ...hostile.map((message) => ({ code: 'denied', message })),
  { code: mega, message: `${mega}!` },
]
const items = errors.map((error, n) => item(n, error))
/** It came after its time had been fetched. */
const late = { ...item(2, undefined), id: 'evt_late', timestamp: new Date(start + 2 * minute + 30_000).toISOString() }
const lateAfter = 3 * 3_600_000

let folder: string
let service: DataService
const ask = {
  tenant,
  filter: everything,
  zone: 'UTC',
  facets: [],
  facetLimit: 1,
  histogramBuckets: 0,
  order: 'asc' as const,
  firstRows: 100,
}
async function send(sent: readonly object[], receivedAt: number): Promise<void> {
  const body = Buffer.from(JSON.stringify({ items: [...sent].reverse(), next_cursor: null }))
  await service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: receivedAt, first: true, receivedAt, body })
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-screen-cells-'))
  service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester', now: () => start + 1e9 })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  await send(items, start + 3_600_000)
  await send([late], start + lateAfter)
  const { rows } = await service.handle('log.query', ask)
  for (const [n, text] of hostile.entries()) {
    // A tag takes no invisible character.
    const tags = [text.replace(/\p{C}+/gu, ' ').trim()]
    await service.handle('bookmark.add', { tenant, entries: { keys: [(rows[n] as { key: number }).key] }, change: { note: text, tags } })
  }
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

describe('rows on screen', () => {
  const asSaid = (error: { code?: string; message?: string } | undefined) => error?.code?.slice(0, 40) ?? null

  it('have a reason where it is asked for, as the entry says it, and say nothing of it else', async () => {
    const first = await service.handle('log.query', { ...ask, reading: ['reason'] })
    const rest = await service.handle('log.rows', { tenant, result: first.result, order: 'asc', offset: 2, limit: 5, reading: ['reason'] })
    const sent = [...errors.slice(0, 3), undefined, ...errors.slice(3)] as ({ code?: string; message?: string } | undefined)[]
    expect(first.rows.map(({ reason }) => reason?.code?.slice(0, 40) ?? null)).toEqual(sent.map(asSaid))
    expect(rest.rows.map(({ reason }) => reason?.message)).toEqual(sent.slice(2, 7).map((error) => error?.message))
    // Too long to be shown: its beginning, and how long it is.
    expect(first.rows.at(-1)?.reason?.message).toMatch(/^m{1024}… \(1,000,001 characters\)$/)
    const without = await service.handle('log.query', ask)
    expect(without.rows.filter((row) => 'reason' in row)).toEqual([])
  })
})

const shown: ColumnId[] = ['time', 'reason', 'tags', 'note', 'late', 'marks']
let files = 0
async function exported(
  more: Partial<ExportRequest>,
): Promise<{ path: string; manifest: { changedCells: Record<string, { columns: object }> } }> {
  const into = join(folder, `out-${++files}`)
  mkdirSync(into)
  const path = join(into, `audit.${more.format ?? 'csv'}`)
  const request = { tenant, source: { kind: 'filter' as const }, filter: everything, zone: 'UTC', order: 'asc' as const, format: 'csv' as const, columns: shown, exact: false, notes: false, timeTexts: false, report: noReportWords, ...more } // prettier-ignore
  await service.handle('export.run', { request, path, overwrite: false, via: 'window', application: 'IAM Audit Desk 0', shown: { name: 'Acme', url: 'https://acme.test' } }) // prettier-ignore
  // A report holds its own.
  return { path, manifest: more.format === 'html' ? (null as never) : (JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as never) }
}
const column = ([head = [], ...rows]: string[][], name: string): string[] => {
  expect(head).toContain(name)
  return rows.map((row) => row[head.indexOf(name)] ?? '')
}
/** How spreadsheets decide that a text is a formula: by its first sign after blanks, in a cell or after what may part cells. */
const runs = (cell: string): boolean => /(^|[;|\t\r\n])[\s"]*[=+\-@]/.test(cell)

describe('the columns Reason, Tags, Note, Late by and Marks in a table', () => {
  it('hold what is on screen, letter by letter where cells are exact', async () => {
    const { path } = await exported({ exact: true })
    const table = parseCsv(readFileSync(path, 'utf8'))
    const messages = column(table, 'reason_message')
    expect(messages.slice(0, -1)).toEqual(['', '', hostile[0], '', ...hostile.slice(1)])
    expect(messages.at(-1)).toMatch(/^m+/)
    expect(column(table, 'reason_code').slice(0, 3)).toEqual(['', 'permission_denied', 'denied'])
    expect(column(table, 'note')).toEqual([...hostile, '', '', '', ''])
    expect(column(table, 'late_by_seconds').filter((cell) => cell !== '')).toEqual([String((lateAfter - 2.5 * minute) / 1000)])
    expect(column(table, 'marks')).toHaveLength(errors.length + 1)
  })

  it('as CSV run nothing in a spreadsheet, and the manifest counts every cell that is not what it was', async () => {
    const { path, manifest } = await exported({})
    const text = readFileSync(path, 'utf8')
    const cells = parseCsv(text.slice(text.charCodeAt(0) === 0xfeff ? 1 : 0))
    for (const name of ['reason_message', 'note', 'tags']) {
      expect(column(cells, name).filter(runs)).toEqual([])
      const changed = column(cells, name).filter((cell) => cell.includes("'"))
      expect(changed.length).toBeGreaterThanOrEqual(4)
      expect(manifest.changedCells['neutralised']?.columns).toMatchObject({ [name]: changed.length })
    }
  })

  it('as a workbook hold texts alone, and a report renders none of them', async () => {
    const { path } = await exported({ format: 'xlsx' })
    // The reader fails at a cell that is a formula.
    const rows = readXlsx(path).get('Entries') ?? []
    expect(column(rows, 'note').slice(0, 1)).toEqual([hostile[0]])
    expect(column(rows, 'reason_message')[2]).toBe(hostile[0])
    const { path: report } = await exported({ format: 'html', notes: true })
    const html = readFileSync(report, 'utf8')
    expect(html).toContain('&lt;img')
    expect(html).not.toContain('<img src=x')
    expect(html).toContain('>Reason<')
  })
})
