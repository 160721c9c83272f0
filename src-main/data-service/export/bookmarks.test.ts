import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportRecord, ExportRequest, ExportRun } from '@contract/export.ts'
import { noReportWords } from '@contract/export.ts'
import { exportFormats } from '@contract/export-formats.ts'
import { everything } from '@contract/filter.ts'
import { outcome } from '../../fixtures/outcome.ts'
import { createDataService, type DataService } from '../service.ts'
import { tableColumns } from './columns.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import type { PrintJob } from './printing.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 1)
const text = (n: number, more = ''): string =>
  `{"id":"e${n}","timestamp":"${new Date(start + n * 60_000).toISOString()}","actor":{"email":"u${n}@acme.test"},"action":"role_update","resource":{"type":"role","id":"r"},"status":"success"${more}}`

/** A page comes newest first. */
const keyOf = (n: number): number => 11 - n

let folder: string
let service: DataService
/** Who waits for the next page that is handed out to be printed. */
let handed: (job: PrintJob) => void = () => undefined

async function pageOf(texts: readonly string[]): Promise<void> {
  const body = Buffer.from(`{"items":[${[...texts].reverse().join(',')}],"next_cursor":null}`)
  await service.handle('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: start + 1e8,
    first: true,
    receivedAt: start,
    body,
  })
}
const open = (): DataService =>
  createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester', print: (job) => handed(job) })

/** Twelve entries; three are bookmarked. Then the cache is lost, and comes back without one of them and with another text of one. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-frozen-'))
  service = open()
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  await pageOf(Array.from({ length: 12 }, (_, n) => text(n)))
  const { id } = await service.handle('case.add', { tenant, content: { title: '=Payroll', summary: '', status: 'open' } })
  const change = { note: '=first\n**line**', tags: ['mfa', 'late'], case: id }
  await service.handle('bookmark.add', { tenant, entries: { keys: [keyOf(3), keyOf(5)] }, change })
  await service.handle('bookmark.add', { tenant, entries: { keys: [keyOf(7)] }, change: {} })
  service.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, 'data', 'tenants', tenant, `cache.db${suffix}`), { force: true })
  service = open()
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  await pageOf([text(5, ',"x":1'), text(7), text(9)])
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

let files = 0
function runOf(more: Partial<ExportRequest>): ExportRun {
  const into = join(folder, `out-${++files}`)
  mkdirSync(into)
  return {
    request: {
      tenant, source: { kind: 'bookmarks', text: '' }, filter: { kind: 'field', field: 'is', value: 'bookmarked' }, zone: 'UTC', order: 'asc',
      format: 'ndjson', columns: 'all', exact: true, notes: true, timeTexts: false,
      report: noReportWords, ...more,
    },
    path: join(into, `audit.${more.format ?? 'ndjson'}`), overwrite: false, via: 'window', application: 'IAM Audit Desk 0', shown: { name: 'Acme', url: 'https://acme.test' },
  } // prettier-ignore
}
async function exported(more: Partial<ExportRequest> = {}): Promise<{ record: ExportRecord; text: string; manifest: () => unknown }> {
  const run = runOf(more)
  const record = await service.handle('export.run', run)
  return {
    record,
    text: readFileSync(run.path, 'utf8'),
    manifest: () => JSON.parse(readFileSync(`${run.path}.manifest.json`, 'utf8')) as unknown,
  }
}

describe('an export of bookmarks', () => {
  it('holds the copies that were kept, also of what the cache has no more, and says so', async () => {
    const { text: written, record, manifest } = await exported()
    expect(written).toBe([3, 5, 7].map((n) => `${text(n)}\n`).join(''))
    expect(record).toMatchObject({ entries: 3, description: 'Bookmarked entries', query: 'is:bookmarked', selection: false })
    expect(manifest()).toMatchObject({
      copies: { notInCache: 1, differentInCache: 1, damaged: 0 },
      bookmarkedEntries: 3,
      counts: { cached: 3 },
    })
    const again = await service.handle('export.run', { ...runOf({}), request: record.again as ExportRequest })
    expect(again.files[0]?.sha256).toBe(record.files[0]?.sha256)
  })

  it('of a case, a tag or a text are those', async () => {
    const kase = { kind: 'bookmarks' as const, text: '', case: 1 }
    expect((await exported({ source: kase })).record).toMatchObject({
      entries: 2,
      description: 'Bookmarked entries of the case “=Payroll”',
    })
    expect((await exported({ source: { kind: 'bookmarks', text: '', tag: 'MFA' } })).record.entries).toBe(2)
    expect((await exported({ source: { kind: 'bookmarks', text: 'u7@' } })).record.entries).toBe(1)
    expect((await exported({ source: { kind: 'bookmarks', text: '', case: null } })).record.entries).toBe(1)
  })

  it('as a table has note, tags and case, made safe like everything else, and no time of receipt where none is known', async () => {
    const [head = [], ...rows] = parseCsv((await exported({ format: 'csv', exact: false })).text.slice(1))
    expect(head).toEqual(tableColumns('all', { notes: true }).map(({ header }) => header))
    expect(rows.map((row) => row.slice(-3))).toEqual([["'=first\n**line**", 'mfa, late', "'=Payroll"], ["'=first\n**line**", 'mfa, late', "'=Payroll"], ['', '', '']]) // prettier-ignore
    expect(rows.map((row) => row[head.indexOf('received_at')])).toEqual(['', '', '2026-01-01T00:00:00.000Z'])
    expect(rows.map((row) => row[head.indexOf('drifted')])).toEqual(['', 'yes', ''])
    expect((await exported({ format: 'csv', notes: false, columns: ['actor'] })).text).toBe(
      'row,user,marks\r\n1,u3@acme.test,\r\n2,u5@acme.test,\r\n3,u7@acme.test,\r\n',
    )
  })

  it('as JSON has the bookmarks beside the objects, as HTML the notes with their entries', async () => {
    const whole = JSON.parse((await exported({ format: 'json' })).text) as { entries: unknown[]; bookmarks: unknown[] }
    expect(whole.entries).toEqual([3, 5, 7].map((n) => JSON.parse(text(n)) as unknown))
    expect(whole.bookmarks[0]).toMatchObject({
      entry: 'e3',
      note: '=first\n**line**',
      tags: ['mfa', 'late'],
      case: '=Payroll',
      author: 'tester',
    })
    const { text: page } = await exported({ format: 'html' })
    expect(page).toContain('Case: =Payroll')
    expect(page).toContain('=first<br><strong>line</strong>')
    expect(page).toContain('1 are not in the cache any more')
  })
})

describe('an export of a case', () => {
  const source = { kind: 'bookmarks' as const, text: '', case: 1 }
  /** What stands in a page in this order. */
  const expectInOrder = (page: string, parts: readonly string[]): void => {
    const places = parts.map((part) => page.indexOf(part))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  }

  it('says its state, its summary with the entries in it, and the notes between the entries', async () => {
    const summary = 'It **was** ![[e3]] and <b>not</b> ![[e7]]'
    await service.handle('case.change', { tenant, id: 1, change: { summary, status: 'review' } })
    const add = (note: { after: string | null; at: number | null; text: string }) => service.handle('case.addNote', { tenant, id: 1, note })
    await add({ after: 'e3', at: start + 3 * 60_000, text: 'after <i>three</i>' })
    await add({ after: null, at: start, text: 'before all' })
    await add({ after: null, at: null, text: 'at the end' })
    const page = (await exported({ format: 'html', source })).text
    expect(page).toContain('<b>State:</b> In review since ')
    expect(page).toMatch(
      /It <strong>was<\/strong> <span class="embed">.*u3@acme\.test · role_update · role r · <b class="ok">success<\/b> · <code>e3<\/code>/,
    )
    expect(page).toContain('Entry e7 is not in this case any more.')
    expect(page).not.toContain('<i>three')
    expectInOrder(page, [
      'id="case"',
      'id="period"',
      'before all',
      '1 · <code>e3</code>',
      'after &lt;i&gt;three',
      '2 · <code>e5</code>',
      'at the end',
    ])
    const newestFirst = (await exported({ format: 'html', source, order: 'desc' })).text
    expectInOrder(newestFirst, ['at the end', '<code>e5</code></li>', 'after &lt;i&gt;three', '<code>e3</code></li>', 'before all'])
    // Sorted by something else there is no between.
    expectInOrder((await exported({ format: 'html', source, sort: 'actor' })).text, ['before all', 'id="period"'])
    const { manifest } = JSON.parse((await exported({ format: 'json', source })).text) as { manifest: { case: object } }
    expect(manifest.case).toMatchObject({
      title: '=Payroll',
      state: 'In review',
      summary,
      notes: [{ afterEntry: 'e3', text: 'after <i>three</i>' }, { text: 'before all' }, { at: null, text: 'at the end' }],
    })
    expect((await exported({ format: 'html', source, notes: false })).text).not.toContain('In review')
  })
})

it('notes come with an export of the log, for the entries that are bookmarked', async () => {
  const source = { kind: 'filter' as const }
  const [, ...rows] = parseCsv((await exported({ source, filter: everything, format: 'csv', columns: ['actor'] })).text)
  expect(rows).toEqual([
    ['1', 'u5@acme.test', '', '=first\n**line**', 'mfa, late', '=Payroll'],
    ['2', 'u7@acme.test', '', '', '', ''],
    ['3', 'u9@acme.test', '', '', '', ''],
  ])
  // Columns on screen that show what was written have it, and nothing else of it goes along.
  const asOnScreen = { source, filter: everything, format: 'csv', notes: false } as const
  const [heads, first] = parseCsv((await exported({ ...asOnScreen, columns: ['tags', 'late'] })).text)
  expect([heads, first]).toEqual([
    ['row', 'tags', 'late_by_seconds', 'marks'],
    ['1', 'mfa, late', '', ''],
  ])
  const both = parseCsv((await exported({ ...asOnScreen, notes: true, columns: ['note'] })).text)
  expect(both.slice(0, 2)).toEqual([
    ['row', 'note', 'marks', 'tags', 'case'],
    ['1', '=first\n**line**', '', 'mfa, late', '=Payroll'],
  ])
  const { text: plain } = await exported({ source, filter: everything, format: 'json', notes: false })
  expect(Object.keys(JSON.parse(plain) as object)).toEqual(['manifest', 'entries', 'marks'])
})

/** The page that an export hands out to be printed, however long that takes; fails where it ends without. */
async function pageOfReport<T>(start: () => Promise<T>): Promise<{ job: PrintJob; running: Promise<T> }> {
  const next = new Promise<PrintJob>((resolve) => (handed = resolve))
  const running = start()
  const ended = running.then((answer) => Promise.reject(new Error(`It ended before anything was printed: ${JSON.stringify(answer)}`)))
  return { job: await Promise.race([next, ended]), running }
}

describe('a PDF', () => {
  it('is what was printed of the report', async () => {
    const { job, running } = await pageOfReport(() => exported({ format: 'pdf' }))
    expect(job.html).toContain('Period and coverage')
    await service.handle('export.printed', { id: job.id, pdf: Buffer.from('%PDF-1.7 test') })
    const { text: written, record } = await running
    expect(written).toBe('%PDF-1.7 test')
    expect(record).toMatchObject({ state: 'done', entries: 3, manifest: null })
  })

  it('that cannot be printed, or is cancelled meanwhile, leaves nothing', async () => {
    const failing = await pageOfReport(() => outcome(service.handle('export.run', runOf({ format: 'pdf' }))))
    await service.handle('export.printed', { id: failing.job.id, pdf: null })
    expect(await failing.running).toBe('internal')
    const controller = new AbortController()
    const cancelled = await pageOfReport(() => outcome(service.handle('export.run', runOf({ format: 'pdf' }), controller.signal)))
    controller.abort()
    expect(await cancelled.running).toBe('cancelled')
  })

  it('lists so many entries and says how many it leaves out', async () => {
    const mostInPdf = exportFormats.pdf.most ?? 0
    await pageOf(Array.from({ length: mostInPdf + 10 }, (_, n) => text(n + 100)))
    const all = { format: 'pdf', source: { kind: 'filter' }, filter: everything, order: 'desc', notes: false } as const
    const { job, running } = await pageOfReport(() => exported(all))
    const { html, id } = job
    expect(html.match(/<tr class="first">/g)).toHaveLength(mostInPdf)
    expect(html).toContain('Only the newest 5,000 of them are listed below')
    expect(html).toContain(`5,013 entries of the 5,013 in this copy`)
    await service.handle('export.printed', { id, pdf: Buffer.from('%PDF') })
    expect((await running).record.entries).toBe(mostInPdf)
  })
})
