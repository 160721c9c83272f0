import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '@contract/events.ts'
import { noReportWords, type ExportProgress, type ExportRecord, type ExportRequest, type ExportRun } from '@contract/export.ts'
import { everything } from '@contract/filter.ts'
import { outcome } from '../../fixtures/outcome.ts'
import { createDataService, type DataService } from '../service.ts'
import { TenantSession } from '../tenant-session.ts'
import { tableColumns } from './columns.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { restored } from './fixtures/restored.ts'
import { partOf, readXlsx } from './fixtures/read-xlsx.ts'
import { runExport } from './run.ts'

const allHeaders = tableColumns('all').map(({ header }) => header)
const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 1)
const hostile = [
  '=1+1',
  '@SUM(A1)',
  '<img src=x onerror=alert(1)>',
  '"quoted", and more',
  'line\nbreak',
  '\u202Etxt.exe',
  "O'Hara & Söhne",
  '-',
  '\uFF1Dcmd',
]

/** Texts as a tenant sends them: odd blanks, escapes and key order are part of them. */
const texts = Array.from({ length: 1500 }, (_, n) => {
  const name = JSON.stringify(hostile[n % hostile.length])
  const time = new Date(start + n * 60_000).toISOString()
  return `{"id":"evt_${n}", "timestamp":"${time}","actor":{"email":"u${n % 7}@acme.test","name":${name}},"action":"role_update","resource":{"type":"role","id":"r_${n % 5}","name":${name}},"status":"${n % 3 ? 'success' : 'failed'}","changes":{"before":{"permissions":["a","b"],"label":${name}},"after":{"permissions":["b","c"],"label":"x"}},"user_agent":${name},"ip_address":"203.0.113.${n % 9}","extra":"caf\\u00e9"}`
})

let folder: string
let service: DataService
const told: ExportProgress[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-export-'))
  service = createDataService({
    dataFolder: join(folder, 'data'),
    emit: hearing({ 'export.progress': (each) => void told.push(each) }),
    author: 'tester',
  })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  for (const part of [texts.slice(1000), texts.slice(0, 1000)]) {
    const body = Buffer.from(`{"items":[${[...part].reverse().join(',')}],"next_cursor":null}`)
    await service.handle('sync.page', {
      tenant,
      window: { from: null, to: null },
      tenantNow: start + 1e8,
      first: true,
      receivedAt: start,
      body,
    })
  }
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

const request = (more: Partial<ExportRequest> = {}): ExportRequest => ({
  tenant, source: { kind: 'filter' }, filter: everything, zone: 'UTC', order: 'asc', format: 'ndjson', columns: 'all', exact: false, notes: false, timeTexts: false, report: noReportWords, ...more,
}) // prettier-ignore
const runOf = (path: string, more: Partial<ExportRequest> = {}, overwrite = false): ExportRun => ({
  request: request(more), path, overwrite, via: 'command line', application: 'IAM Audit Desk 0', shown: { name: 'Acme', url: 'https://acme.test' },
}) // prettier-ignore

let files = 0
const freshPath = (extension: string): string => {
  const into = join(folder, `out-${++files}`)
  mkdirSync(into)
  return join(into, `audit.${extension}`)
}
const exported = async (more: Partial<ExportRequest> = {}): Promise<{ record: ExportRecord; text: string; path: string }> => {
  const path = freshPath(more.format ?? 'ndjson')
  const record = await service.handle('export.run', runOf(path, more))
  return { record, path, text: readFileSync(path, 'utf8') }
}
const ids = (text: string): string[] => text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: string }).id) // prettier-ignore

describe('an export', () => {
  it('as NDJSON is what the tenant sent, byte for byte, in either order', async () => {
    const { text, record } = await exported()
    expect(text).toBe(texts.map((each) => `${each}\n`).join(''))
    expect(record).toMatchObject({ state: 'done', entries: 1500, error: null, who: 'tester' })
    expect((await exported({ order: 'desc' })).text).toBe([...texts].reverse().map((each) => `${each}\n`).join('')) // prettier-ignore
  })

  it('has the hash that sha256sum finds, in the ledger and in the manifest beside it', async () => {
    const { record, path } = await exported({ format: 'csv' })
    const said = (file: string): string => execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)
    expect(record.files.map(({ sha256 }) => sha256)).toEqual([said(path)])
    expect(record.manifest?.sha256).toBe(said(`${path}.manifest.json`))
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { files: unknown; coverage: unknown; counts: unknown }
    expect(manifest).toMatchObject({
      tenant: { name: 'Acme', url: 'https://acme.test' },
      description: 'All entries',
      counts: { exported: 1500, cached: 1500, failed: 500, success: 1000 },
      coverage: { gaps: [] },
      files: [{ name: 'audit.csv', sha256: said(path), entries: 1500 }],
    })
    const ledger = await service.handle('export.list', { tenant })
    expect(ledger[0]).toEqual(record)
  })

  it('as CSV reads back as every field of every entry, exact or with the recorded cells undone', async () => {
    for (const exact of [true, false]) {
      const { text, path } = await exported({ format: 'csv', exact, zone: 'Europe/Zurich' })
      const [headers, ...rows] = parseCsv(exact ? text : text.slice(1))
      expect(text.startsWith('\uFEFF')).toBe(!exact)
      expect(headers).toEqual(allHeaders)
      const { changedCells } = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as {
        changedCells: Partial<Record<string, { listed: { row: number; column: string }[]; complete: boolean }>>
      }
      const { neutralised } = changedCells
      for (const { row, column } of neutralised?.listed ?? []) {
        const cells = rows[row - 1] as string[]
        expect(cells[allHeaders.indexOf(column)]).toMatch(/'/)
        cells[allHeaders.indexOf(column)] = restored(cells[allHeaders.indexOf(column)] ?? '')
      }
      expect(neutralised?.complete).toBe(exact ? undefined : true)
      rows.forEach((cells, n) => {
        const sent = JSON.parse(texts[n]!) as { id: string; timestamp: string; actor: { name: string } }
        const cell = (name: string): string => cells[allHeaders.indexOf(name)] ?? ''
        expect([cell('id'), cell('time_as_sent'), cell('user_name')]).toEqual([sent.id, sent.timestamp, sent.actor.name])
        expect(cell('time').endsWith('+01:00')).toBe(true)
        expect(cell('sha256')).toBe(createHash('sha256').update(texts[n]!).digest('hex'))
      })
      expect(rows).toHaveLength(1500)
    }
  })

  it('as CSV with the columns on screen holds those, a resource with its type', async () => {
    const { text } = await exported({ format: 'csv', columns: ['status', 'time', 'resource', 'agent'], exact: true })
    const rows = parseCsv(text)
    const head = ['row', 'status', 'time', 'time_as_sent', 'resource_type', 'resource', 'target', 'permission', 'user_agent', 'marks']
    expect(rows[0]).toEqual(head)
    expect(rows[2]).toEqual(['2', 'success', '2026-01-01T00:01:00.000Z', '', 'role', '@SUM(A1)', '', '', '@SUM(A1)', ''])
  })

  it('as JSON holds its manifest and the same objects', async () => {
    const { text, record } = await exported({ format: 'json' })
    const whole = JSON.parse(text) as { manifest: { counts: { exported: number } }; entries: unknown[] }
    expect(whole.manifest.counts.exported).toBe(1500)
    expect(whole.entries).toEqual(texts.map((each) => JSON.parse(each) as unknown))
    expect(record.manifest).toBeNull()
  })

  it('as a workbook reads back as the same table, times as dates and no formula, and says in its last sheet what it is', async () => {
    const zone = 'Europe/Zurich'
    const { record, path } = await exported({ format: 'xlsx', zone })
    const exact = parseCsv((await exported({ format: 'csv', exact: true, zone })).text)
    const sheets = readXlsx(path)
    expect([...sheets.keys()]).toEqual(['Entries', 'About'])
    const unseen = /\u202E|\r/g
    const shown = (cell: string): string => cell.replace(unseen, (each) => `⟨U+${each === '\r' ? '000D' : '202E'}⟩`)
    const times = ['time', 'received_at'].map((name) => exact[0]?.indexOf(name))
    const asDate = (cell: string, n: number, at: number): string =>
      !times.includes(at) ? shown(cell) : n === 0 ? `${cell} (${zone})` : cell.replace(/[+-]\d\d:\d\d$/, '')
    expect(sheets.get('Entries')).toEqual(exact.map((row, n) => row.map((cell, at) => asDate(cell, n, at))))
    const sheet = partOf(path, 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain('<pane ySplit="1"')
    expect(sheet).toContain(`<autoFilter ref="A1:${{ 33: 'AG' }[exact[0]?.length ?? 0]}1501"/>`)
    const about = (sheets.get('About') ?? []).flat().join('\n')
    for (const words of [
      '1,500 entries of the 1,500',
      'IAM audit log of Acme, https://acme.test',
      `by the clock of ${zone}`,
      'connector IAM audit log (tenant-iam, built in)',
    ])
      expect(about).toContain(words)
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { changedCells: { replaced: { cells: number } } }
    expect(manifest.changedCells.replaced.cells).toBe(exact.flat().filter((cell) => shown(cell) !== cell).length)
    expect(execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)).toBe(record.files[0]?.sha256)
  })

  it('as HTML runs nothing and hides nothing of a hostile log', async () => {
    const { text } = await exported({ format: 'html' })
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>|javascript:/)
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(text).toContain('⟨U+202E⟩txt.exe')
    expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/)
    expect(text.match(/<tbody><tr class="first">/g)).toHaveLength(1500)
    // It loads nothing, and its links lead to a place in it.
    expect(text.match(/@import|url\((?!data:)|<link/g)).toBeNull()
    for (const [, id = ''] of text.matchAll(/ href="#([^"]+)"/g)) expect(text.split(` id="${id}"`)).toHaveLength(2)
    expect(text).toContain('<code class="ok">+ c</code>')
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? []
    expect(text).toContain(createHash('sha256').update(style).digest('base64'))
  })

  it('as HTML begins with the words of who made it, the period that was asked for and what of it is missing', async () => {
    const report = { title: 'Access review <Q1>', reference: 'WP-12', preparedBy: 'J. Doe', reviewedBy: '' }
    const filter = { kind: 'field', field: 'on', value: '2026-01-01' } as const
    const { text } = await exported({ format: 'html', report, filter, zone: 'Europe/Zurich' })
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('<title>Access review &lt;Q1&gt; · WP-12</title>')
    const words = text.slice(text.indexOf('<h1>')).replace(/<wbr>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
    expect(words).toMatch(
      /^ ?Access review &lt;Q1&gt; Reference WP-12 · .*? Period and coverage Period asked for: 1 Jan 2026, the whole day in Europe\/Zurich\. Coverage: /,
    )
    expect(words).toContain('J. Doe')
    expect(text).toContain('<time datetime="2026-01-01T01:00:00.000+01:00">1 Jan 2026<br>01:00:00.000 +01:00</time>')
    expect(text).toContain('<td>u3@acme.test</td>')
  }) // prettier-ignore

  it('as a long report has a table of contents that counts every entry in one section', async () => {
    const { text } = await exported({ format: 'html' })
    const counts = [...text.matchAll(/<li><a href="#on-2026-01-0\d">\d January 2026<\/a> <span class="muted">([\d,]+)<\/span>/g)].map(([, count = '']) => Number(count.replace(',', '')))
    expect(counts).toEqual([1440, 60])
    expect(text.match(/<h3 class="section"/g)).toHaveLength(2)
    expect(text.match(/<table class="entries"/g)).toHaveLength(2)
  }) // prettier-ignore

  it('of nothing is whole too', async () => {
    for (const format of ['csv', 'xlsx', 'ndjson', 'json', 'html'] as const) {
      const { record } = await exported({ format, filter: { kind: 'text', text: 'nobody at all' } })
      expect(record.entries).toBe(0)
    }
    expect(JSON.parse((await exported({ format: 'json', filter: { kind: 'text', text: 'nobody' } })).text)).toMatchObject({ entries: [] })
  })

  it('of any rows of a result is those rows, and can be asked for again', async () => {
    const { result, total } = await service.handle('log.query', {
      tenant, filter: { kind: 'field', field: 'status', value: 'failed' }, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order: 'desc', firstRows: 0,
    }) // prettier-ignore
    const failed = texts.filter((_, n) => n % 3 === 0).map((text) => (JSON.parse(text) as { id: string }).id)
    expect(total).toBe(500)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.nat(499),
        fc.integer({ min: 1, max: 50 }),
        async (order, from, size) => {
          const ranges = [{ from, to: Math.min(total, from + size) }]
          const { text, record } = await exported({ order, source: { kind: 'result', result, rows: { order, ranges } } })
          const expected = (order === 'asc' ? failed : [...failed].reverse()).slice(from, from + size)
          expect(ids(text)).toEqual(expected)
          const again = freshPath('ndjson')
          await service.handle('export.run', { ...runOf(again), request: record.again })
          expect(readFileSync(again, 'utf8')).toBe(text)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('is split where a sheet is full, each part with its header', async () => {
    const copy = join(folder, 'copied')
    mkdirSync(copy)
    cpSync(join(folder, 'data', 'tenants', tenant), copy, { recursive: true })
    const own = new TenantSession(copy, 'tenant-iam', () => start, 'tester')
    const path = freshPath('csv')
    const ports = { tenant: own, now: Date.now, signal: new AbortController().signal, progress: () => undefined, sheetRows: 601 }
    const record = await runExport(runOf(path, { format: 'csv', columns: ['time', 'actor'], exact: true }), ports)
    const book = freshPath('xlsx')
    await runExport(runOf(book, { format: 'xlsx', columns: ['time', 'actor'] }), ports)
    own.close()
    const sheets = readXlsx(book)
    expect([...sheets].map(([name, rows]) => [name, rows.length]).slice(0, 3)).toEqual([['Entries', 601], ['Entries 2', 601], ['Entries 3', 301]]) // prettier-ignore
    expect([...sheets.values()].slice(0, 3).map(([head]) => head)).toEqual(
      Array(3).fill(['row', 'time (UTC)', 'time_as_sent', 'user', 'marks']),
    )
    expect(record.files.map((file) => [file.path, file.entries])).toEqual([[path, 600], [path.replace('.csv', '-2.csv'), 600], [path.replace('.csv', '-3.csv'), 300]]) // prettier-ignore
    const rows = record.files.flatMap((file) => {
      const [head, ...lines] = parseCsv(readFileSync(file.path, 'utf8'))
      expect(head).toEqual(['row', 'time', 'time_as_sent', 'user', 'marks'])
      return lines
    })
    expect(rows.map(([number, time]) => [number, time])).toEqual(
      texts.map((_, n) => [String(n + 1), new Date(start + n * 60_000).toISOString()]),
    )
  })
})

describe('an export that cannot be finished', () => {
  it('leaves nothing when it is cancelled, and the ledger says so', async () => {
    const path = freshPath('csv')
    const controller = new AbortController()
    const running = service.handle('export.run', runOf(path, { format: 'csv' }), controller.signal)
    controller.abort()
    expect(await outcome(running)).toBe('cancelled')
    expect(readdirSync(join(path, '..'))).toEqual([])
    expect((await service.handle('export.list', { tenant }))[0]).toMatchObject({ state: 'cancelled', path })
  })

  it('touches nothing that has the name already, unless the person agreed', async () => {
    const path = freshPath('ndjson')
    writeFileSync(path, 'mine')
    expect(await outcome(service.handle('export.run', runOf(path)))).toBe('name-taken')
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(readdirSync(join(path, '..'))).toEqual(['audit.ndjson'])
    expect((await service.handle('export.run', runOf(path, {}, true))).state).toBe('done')
    mkdirSync(`${path}.folder`)
    expect(await outcome(service.handle('export.run', runOf(`${path}.folder`, {}, true)))).toBe('name-taken')
  })

  it('says that the folder is gone', async () => {
    expect(await outcome(service.handle('export.run', runOf(join(folder, 'no', 'such', 'audit.csv'))))).toBe('folder-gone')
  })

  it('clears away after a process that was killed half-way, when the tenant is next opened and the drive is there', () => {
    const own = join(folder, 'killed')
    const path = freshPath('csv')
    const before = new TenantSession(own, 'tenant-iam', () => start, 'tester')
    beginExport(before, path)
    before.close()
    const drive = join(path, '..')
    for (const left of [`${path}.part`, path.replace('.csv', '-2.csv.part'), `${path}.manifest.json.part`]) {
      writeFileSync(left, 'half')
      utimesSync(left, start / 1000, start / 1000)
    }
    renameSync(drive, `${drive}-away`)
    const unplugged = new TenantSession(own, 'tenant-iam', () => start + 5, 'tester')
    expect(unplugged.exports.list()[0]).toMatchObject({ state: 'interrupted', endedAt: start + 5 })
    unplugged.close()
    renameSync(`${drive}-away`, drive)
    writeFileSync(`${drive}/other.csv.part`, 'another’s')
    new TenantSession(own, 'tenant-iam', () => start + 9, 'tester').close()
    expect(readdirSync(drive)).toEqual(['other.csv.part'])
  })

  it('leaves alone what another process has begun at the same path since', () => {
    const own = join(folder, 'killed-before')
    const path = freshPath('csv')
    const before = new TenantSession(own, 'tenant-iam', () => start, 'tester')
    beginExport(before, path)
    before.close()
    new TenantSession(own, 'tenant-iam', () => start + 5, 'tester').close()
    writeFileSync(`${path}.part`, 'half')
    utimesSync(`${path}.part`, (start + 60_000) / 1000, (start + 60_000) / 1000)
    new TenantSession(own, 'tenant-iam', () => start + 120_000, 'tester').close()
    expect(readdirSync(join(path, '..'))).toEqual(['audit.csv.part'])
  })
})

/** A line of the ledger whose export has not ended. */
function beginExport(session: TenantSession, path: string): void {
  session.exports.begin({
    state: 'running', startedAt: start, endedAt: null, who: 'x', via: 'window', path, format: 'csv', query: '', description: '', selection: false,
    entries: 0, files: [], manifest: null, coverage: { intervals: [], gaps: [] }, error: null, again: null,
  }) // prettier-ignore
}

it('a filter that changes while an export writes is answered between its pieces', async () => {
  const path = freshPath('csv')
  let over = false
  const running = service.handle('export.run', runOf(path, { format: 'csv' })).finally(() => (over = true))
  const answer = await service.handle('log.query', {
    tenant, filter: { kind: 'text', text: 'u3' }, zone: 'UTC', facets: ['action'], facetLimit: 9, histogramBuckets: 9, order: 'desc', firstRows: 10,
  }) // prettier-ignore
  expect([answer.total > 0, over]).toEqual([true, false])
  await running
})
