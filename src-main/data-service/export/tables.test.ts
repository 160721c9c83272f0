import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noReportWords, type ExportRequest } from '@contract/export.ts'
import { everything } from '@contract/filter.ts'
import { rawDefinition } from '../../connector/fixtures/define.ts'
import { createDataService, type DataService } from '../service.ts'
import { ByteWriter } from './bytes.ts'
import { tableColumns } from './columns.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { readXlsx } from './fixtures/read-xlsx.ts'
import { xlsxDates } from './xlsx/date.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 2, 28, 23)
/** Entries that say no status are successes, as a definition may take it. */
const definition = rawDefinition(
  { order: { direction: 'desc', by: 'occurrence' } },
  {
    id: '/id', time: { from: '/t', format: 'iso' }, action: '/a', actor: { email: '/u' }, resource: { type: '/rt', name: '/r' }, target: { email: '/to' },
    reason: { permission: '/p' }, status: [{ text: '/s', map: { ok: 'success', no: 'failed' } }, { always: 'success' }],
  },
) // prettier-ignore

/** What a hostile tenant may send as a name, as it is written in JSON, with how a safe CSV and a workbook change it. */
const names = [
  { sent: '"plain"', csv: [], xlsx: [] },
  { sent: '"=1+1"', csv: ['neutralised'], xlsx: [] },
  { sent: '"a\\u0000b"', csv: ['replaced'], xlsx: ['replaced'] },
  { sent: '"\\ud800"', csv: ['replaced'], xlsx: ['replaced'] },
  { sent: '"x;=1\\udc00"', csv: ['neutralised', 'replaced'], xlsx: ['replaced'] },
  { sent: '"\\u202Etxt"', csv: [], xlsx: ['replaced'] },
  { sent: `"${'w'.repeat(40_000)}"`, csv: [], xlsx: ['cut'] },
  { sent: `"${'z'.repeat(70_000)}"`, csv: [], xlsx: [] },
] as const
const sent = Array.from({ length: 400 }, (_, n) => {
  const name = names[(n * 7) % names.length]?.sent ?? ''
  const said = n % 5 === 0 ? '' : `,"s":"${n % 2 ? 'ok' : 'no'}"`
  return `{"id":"e${n}","t":"${new Date(start + n * 60_000).toISOString()}","a":"role_assign","u":"u@acme.test","rt":"role","r":${name},"to":"to${n % 3}@acme.test","p":"iam.write"${said}}`
})

let folder: string
let service: DataService
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-tables-'))
  service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, author: 'tester' })
  await service.handle('tenant.open', { tenant, connector: definition })
  const body = Buffer.from(`{"items":[${[...sent].reverse().join(',')}]}`)
  const window = { from: null, to: null }
  await service.handle('sync.page', { tenant, window, tenantNow: start + 1e8, first: true, receivedAt: start, body })
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

interface Manifest {
  readonly connector: { readonly name: string; readonly mapping: string; readonly defaultStatus: string }
  readonly changedCells: Readonly<Record<string, { readonly cells: number; readonly listed: readonly { row: number; column: string }[] }>>
  readonly statusFromDefault: { readonly status: string; readonly entries: number }
  readonly doNotFit: { readonly entries: number; readonly listed: readonly { readonly row: number; readonly why: string }[] }
}
let files = 0
async function exported(more: Partial<ExportRequest>): Promise<{ path: string; manifest: Manifest }> {
  const into = join(folder, `out-${++files}`)
  mkdirSync(into)
  const path = join(into, `audit.${more.format ?? 'csv'}`)
  const request = {
    tenant, source: { kind: 'filter' }, filter: everything, zone: 'UTC', order: 'asc', format: 'csv', columns: 'all', exact: false, notes: false,
    timeTexts: false, report: noReportWords, ...more,
  } as const // prettier-ignore
  const run = { request, path, overwrite: false, via: 'command line', application: 'IAM Audit Desk 0', shown: { name: 'Acme', url: 'https://acme.test' } } as const // prettier-ignore
  await service.handle('export.run', run)
  return { path, manifest: JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as Manifest }
}

describe('a table', () => {
  it.each(['csv', 'xlsx'] as const)('as %s on screen has the recipient and the permission with the resource, and each row its number', async (format) => {
    const { path } = await exported({ format, columns: ['actor', 'action', 'resource'] })
    const [head, ...rows] = format === 'csv' ? parseCsv(readFileSync(path, 'utf8').slice(1)) : (readXlsx(path).get('Entries') ?? [])
    expect(head).toEqual(['row', 'user', 'action', 'resource_type', 'resource', 'target', 'permission', 'marks'])
    expect(rows.map((row) => [row[0], row[5], row[6]])).toEqual(sent.map((_, n) => [String(n + 1), `to${n % 3}@acme.test`, 'iam.write']))
  }) // prettier-ignore

  it('does not show twice what is on screen already', () => {
    const headers = tableColumns(['permission', 'resource', 'target']).map(({ header }) => header)
    expect(headers).toEqual(['row', 'permission', 'resource_type', 'resource', 'target', 'marks'])
  })

  it('says of a status whether the log or the default of the connector gave it, and how many the latter did', async () => {
    for (const columns of ['all', ['status', 'time']] as const) {
      const { path, manifest } = await exported({ columns: columns === 'all' ? 'all' : [...columns] })
      const [head = [], ...rows] = parseCsv(readFileSync(path, 'utf8').slice(1))
      const at = head.indexOf('status_from')
      expect(head[at - 1]).toBe('status')
      expect(rows.map((row) => [row[at - 1], row[at]])).toEqual(
        sent.map((_, n) => (n % 5 === 0 ? ['success', 'default'] : [n % 2 ? 'success' : 'failed', 'log'])),
      )
      expect(manifest.statusFromDefault).toEqual({ status: 'success', entries: 80 })
      expect(manifest.connector).toMatchObject({ name: (definition as { name: string }).name, defaultStatus: 'success', builtIn: false })
      expect(manifest.connector.mapping).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  it.each(['csv', 'xlsx'] as const)('as %s counts what was neutralised, replaced and cut, and names each cell', async (format) => {
    const { manifest } = await exported({ format, columns: ['resource'] })
    for (const [kind, { cells, listed }] of Object.entries(manifest.changedCells)) {
      const rows = sent.flatMap((_, n) => ((names[(n * 7) % names.length]?.[format] as readonly string[]).includes(kind) ? [n + 1] : []))
      expect(listed).toEqual(rows.map((row) => ({ row, column: 'resource' })))
      expect(cells).toBe(rows.length)
    }
    expect(Object.keys(manifest.changedCells)).toEqual(format === 'csv' ? ['neutralised', 'replaced'] : ['replaced', 'cut'])
    // What the connector itself reads only the beginning of.
    const long = sent.flatMap((_, n) => (names[(n * 7) % names.length]?.sent.startsWith('"z') ? [n + 1] : []))
    expect(manifest.doNotFit.listed.map(({ row }) => row)).toEqual(long)
    expect(manifest.doNotFit.listed[0]?.why).toContain('of which the beginning is read: resource.name')
  })

  it('exact, still says which cells hold what has no bytes', async () => {
    const { manifest } = await exported({ exact: true })
    expect(Object.keys(manifest.changedCells)).toEqual(['replaced'])
    expect(manifest.changedCells['replaced']?.cells).toBe(sent.filter((text) => /\\ud800|\\udc00/.test(text)).length)
  })

  it('as a workbook has the exact text of a time beside its date on request', async () => {
    const { path } = await exported({ format: 'xlsx', columns: ['time'], timeTexts: true, zone: 'Europe/Zurich' })
    const [head, ...rows] = readXlsx(path).get('Entries') ?? []
    expect(head).toEqual(['row', 'time (Europe/Zurich)', 'time_text', 'time_as_sent', 'marks'])
    // The clock goes from 2 to 3 that night: the text tells what the date cannot.
    expect(rows[59]?.slice(1, 3)).toEqual(['2026-03-29T00:59:00.000', '2026-03-29T00:59:00.000+01:00'])
    expect(rows[120]?.slice(1, 3)).toEqual(['2026-03-29T03:00:00.000', '2026-03-29T03:00:00.000+02:00'])
  })
})

it('a date of a workbook is the same millisecond, in any zone, and what is none is left to be a text', () => {
  const out = new ByteWriter()
  const [first, end] = [Date.UTC(1900, 2, 1), Date.UTC(10_000, 0, 1)]
  fc.assert(
    fc.property(
      fc.constantFrom('UTC', 'Europe/Zurich', 'Asia/Kathmandu', 'America/St_Johns'),
      fc.oneof(fc.integer({ min: first - 1e12, max: end + 1e12 }), fc.constantFrom(first, first - 1, end, end - 1)),
      (zone, ms) => {
        const wall = zone === 'UTC' ? ms : Date.parse(`${new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms)}Z`) + (((ms % 1000) + 1000) % 1000) // prettier-ignore
        const isDate = xlsxDates(zone).put(out, ms)
        const [, days = ''] = /<v>([\d.]+)<\/v>/.exec(out.take().toString()) ?? []
        expect(isDate).toBe(wall >= first && wall < end)
        if (isDate) expect(Date.UTC(1899, 11, 30) + Math.round(Number(days) * 86_400_000)).toBe(wall)
      },
    ),
  )
})
