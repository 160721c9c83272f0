import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleForNode } from '../../scripts/lib/bundle.mjs'
import type { ExportFormat, ExportRecord, ExportRun } from '../../src-preload/contract/export.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { outcome } from '../../src-main/fixtures/outcome.ts'
import { generateEntries } from '../demo-tenant/index.ts'
import { tenantId as tenant } from './sync-support.ts'

// One of each way in which a file comes to be: copied bytes, cells, a zip, a page.
const formats: readonly ExportFormat[] = ['ndjson', 'csv', 'xlsx', 'html']
let folder: string
let child: string
let outs = 0

beforeAll(async () => {
  child = await bundleForNode(join(import.meta.dirname, 'export-child.ts'), 'export-child')
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-export-faults-'))
  const service = await openService()
  const items = [...generateEntries({ entries: 6000, seed: 1, profile: 'bench' })].reverse()
  const body = Buffer.from(`{"items":[${items.join(',')}],"next_cursor":null}`)
  await service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: null, first: true, body, receivedAt: 0 })
  service.close()
}, 60_000)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function openService(progress: () => void = () => undefined): Promise<DataService> {
  const service = createDataService({ dataFolder: join(folder, 'data'), emit: () => undefined, progress })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  return service
}
function freshFolder(): string {
  const path = join(folder, `out-${++outs}`)
  mkdirSync(path)
  return path
}
function runTo(path: string, format: ExportFormat): ExportRun {
  return {
    request: {
      tenant, source: { kind: 'filter' }, filter: { kind: 'and', of: [] }, zone: 'UTC', order: 'desc', format, columns: 'all', exact: false, notes: false,
    },
    path, overwrite: false, via: 'command line', application: 'test', shown: { name: 'Acme', url: 'https://acme.test' },
  } // prettier-ignore
}
function runChild(run: ExportRun, { kill = false, limitKb = 0 } = {}): { said: string; signal: string | null } {
  const args = [child, join(folder, 'data'), JSON.stringify(run), kill ? 'kill' : '']
  const limited = ['-c', `ulimit -f ${limitKb}; exec "$@"`, 'sh', process.execPath, ...args]
  const { stdout, signal } = spawnSync(limitKb > 0 ? 'sh' : process.execPath, limitKb > 0 ? limited : args, { encoding: 'utf8' })
  return { said: stdout.trim(), signal }
}
async function lastRecord(service: DataService): Promise<ExportRecord | undefined> {
  return (await service.handle('export.list', { tenant }))[0]
}

it.each(formats)(
  'killed while it writes %s, nothing of it is left once the tenant is opened again, and the ledger says so',
  async (format) => {
    const out = freshFolder()
    const path = join(out, `audit.${format}`)
    expect(runChild(runTo(path, format), { kill: true }).signal).toBe('SIGKILL')
    expect(readdirSync(out)).toEqual([`audit.${format}.part`])
    const service = await openService()
    expect(readdirSync(out)).toEqual([])
    expect(await lastRecord(service)).toMatchObject({ state: 'interrupted', path })
    await service.handle('export.run', runTo(path, format))
    service.close()
  },
)

it.each(formats)('a place that takes no more bytes is told for %s, and nothing is left there', (format) => {
  const out = freshFolder()
  // In blocks of 512 bytes; the workbook is compressed.
  const { said } = runChild(runTo(join(out, `audit.${format}`), format), { limitKb: 400 })
  expect(said).toBe('storage: The file is too large for this disk. Nothing of the export was left behind.')
  expect(readdirSync(out)).toEqual([])
})

it.each(formats)('a drive that is removed while %s is written is told', async (format) => {
  const out = freshFolder()
  const service = await openService(() => rmSync(out, { recursive: true, force: true }))
  expect(await outcome(service.handle('export.run', runTo(join(out, `audit.${format}`), format)))).toBe('folder-gone')
  expect(await lastRecord(service)).toMatchObject({ state: 'failed', error: { code: 'folder-gone' } })
  expect(readdirSync(folder)).not.toContain(out)
  service.close()
})

it('a folder that may not be written to is told', async () => {
  const own = freshFolder()
  chmodSync(own, 0o500)
  // Nothing is forbidden to root but what no user may do.
  const out = process.getuid?.() === 0 ? '/sys' : own
  const service = await openService()
  expect(await outcome(service.handle('export.run', runTo(join(out, 'audit.csv'), 'csv')))).toBe('no-permission')
  chmodSync(own, 0o700)
  service.close()
})

it('a name that is taken while the export writes stays what it is', async () => {
  const out = freshFolder()
  const path = join(out, 'audit.ndjson')
  const service = await openService(() => writeFileSync(path, 'mine'))
  expect(await outcome(service.handle('export.run', runTo(path, 'ndjson')))).toBe('name-taken')
  expect(readdirSync(out)).toEqual(['audit.ndjson'])
  service.close()
})
