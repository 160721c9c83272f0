import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { bundleForNode } from '../../scripts/lib/bundle.mjs'
import {
  exportFormat,
  type ExportFormat,
  type ExportRecord,
  type ExportRequest,
  type ExportRun,
  noReportWords,
} from '../../src-preload/contract/export.ts'
import { tableColumns } from '../../src-main/data-service/export/columns.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { outcome } from '../../src-main/fixtures/outcome.ts'
import { generateEntries } from '../../demo-tenant/index.ts'
import { tenantId as tenant } from './sync-support.ts'

// One of each way in which a file comes to be: copied bytes, cells, a zip, a page.
const formats: readonly ExportFormat[] = ['ndjson', 'csv', 'xlsx', 'html']
/** Three; `KILLS=100` for the long run. */
const kills = Number(process.env['KILLS'] ?? 3)
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
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function openService(progress: () => void = () => undefined): Promise<DataService> {
  const service = createDataService({ dataFolder: join(folder, 'data'), emit: hearing({ 'export.progress': progress }) })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  return service
}
function freshFolder(): string {
  const path = join(folder, `out-${++outs}`)
  mkdirSync(path)
  return path
}
function runTo(path: string, format: ExportFormat, columns: ExportRequest['columns'] = 'all'): ExportRun {
  return {
    request: {
      tenant, source: { kind: 'filter' }, filter: { kind: 'and', of: [] }, zone: 'UTC', order: 'desc', format, columns, exact: false, notes: false, timeTexts: false, report: noReportWords,
    },
    path, overwrite: false, via: 'command line', application: 'test', shown: { name: 'Acme', url: 'https://acme.test' },
  } // prettier-ignore
}
function runChild(run: ExportRun, { kill = false, killAt = 0, limitKb = 0 } = {}): { said: string; signal: string | null } {
  const args = [child, join(folder, 'data'), JSON.stringify(run), killAt > 0 ? `kill-at ${killAt}` : kill ? 'kill' : '']
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

/** Whether the file is the one that the manifest beside it describes (no manifest describes nothing), and which it is. */
function pairAt(path: string): { readonly columns: number; readonly manifest: 'its own' | 'another’s' | 'none' } {
  const text = readFileSync(path)
  const columns = text.subarray(0, text.indexOf('\r')).toString().split(',').length
  if (!existsSync(`${path}.manifest.json`)) return { columns, manifest: 'none' }
  const { files } = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { files: { sha256: string }[] }
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { columns, manifest: files[0]?.sha256 === sha256 ? 'its own' : 'another’s' }
}
const isPart = (name: string): boolean => name.includes('.part')

describe('--overwrite leaves the old file with its old manifest or the new with its new (issue 12.23)', () => {
  const old = ['time', 'actor', 'action'] as const
  const overwriting = (path: string): ExportRun => ({ ...runTo(path, 'csv', ['time']), overwrite: true })
  const prepared = async (): Promise<string> => {
    const path = join(freshFolder(), 'audit.csv')
    const service = await openService()
    await service.handle('export.run', runTo(path, 'csv', [...old]))
    service.close()
    return path
  }
  const oldColumns = tableColumns(old).length
  const newColumns = tableColumns(['time']).length

  it('when it is killed at any change of a name, and nothing of it outlives the next command', async () => {
    const path = await prepared()
    let between = 0
    let replaced = 0
    for (let killAt = 1; ; killAt++) {
      const { signal, said } = runChild(overwriting(path), { killAt })
      const names = readdirSync(dirname(path))
      const { manifest, columns } = pairAt(path)
      if (signal === null) {
        expect([said, manifest, columns, names.filter(isPart)]).toEqual(['done', 'its own', newColumns, []])
        break
      }
      expect(manifest).not.toBe('another’s')
      // Two names cannot be changed in one step: between the two there is no manifest, and the journal says which is meant.
      if (manifest === 'none') between++
      if (manifest === 'none') expect(names).toContain('audit.csv.part-journal')
      const service = await openService()
      expect(readdirSync(dirname(path)).filter(isPart)).toEqual([])
      const after = pairAt(path)
      expect(after).toEqual({ manifest: 'its own', columns })
      if (after.columns === newColumns) {
        replaced++
        await service.handle('export.run', { ...runTo(path, 'csv', [...old]), overwrite: true })
      }
      service.close()
    }
    expect(between).toBe(2)
    expect(replaced).toBeGreaterThan(1)
  })

  it('when it is killed at a random moment', async () => {
    const path = await prepared()
    const begun = performance.now()
    runChild(overwriting(join(freshFolder(), 'audit.csv')))
    const usual = performance.now() - begun
    for (let round = 0; round < kills; round++) {
      const run = overwriting(path)
      const process_ = spawn(process.execPath, [child, join(folder, 'data'), JSON.stringify(run)], { stdio: 'ignore' })
      const gone = once(process_, 'exit')
      await pause(Math.random() * usual * 1.1)
      process_.kill('SIGKILL')
      await gone
      expect(pairAt(path).manifest).not.toBe('another’s')
      const service = await openService()
      expect(readdirSync(dirname(path)).filter(isPart)).toEqual([])
      expect(pairAt(path).manifest).toBe('its own')
      await service.handle('export.run', { ...runTo(path, 'csv', [...old]), overwrite: true })
      service.close()
    }
  }, 600_000)

  it('when it is called off at any moment', async () => {
    const path = await prepared()
    for (let turns = 0, isDone = false; !isDone; turns = turns * 2 + 1) {
      const service = await openService()
      const controller = new AbortController()
      const ended = outcome(service.handle('export.run', overwriting(path), controller.signal))
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      isDone = (await ended) !== 'cancelled'
      expect(readdirSync(dirname(path)).sort()).toEqual(['audit.csv', 'audit.csv.manifest.json'])
      expect(pairAt(path)).toEqual({ manifest: 'its own', columns: isDone ? newColumns : oldColumns })
      service.close()
    }
  })
})

// Windows knows neither a limit on the size of files nor a mode of folders.
const itOnPosix = process.platform === 'win32' ? it.skip : it

itOnPosix.each(formats)('a place that takes no more bytes is told for %s, and nothing is left there', (format) => {
  const out = freshFolder()
  // In blocks of 512 bytes; the workbook is compressed.
  const { said } = runChild(runTo(join(out, `audit.${format}`), format), { limitKb: 400 })
  expect(said).toBe('storage: The file is too large for this disk. Nothing of the export was left behind.')
  expect(readdirSync(out)).toEqual([])
})

/**
 * Runs a script with a file system of 2 MB at `$1`, which nobody else sees and which goes with it: Linux lets an ordinary user have one in
 * name spaces of their own. Null where it does not, and lets root not either.
 */
function onSmallDisk(script: string, args: readonly string[]): string | null {
  const mounting = 'mount -t tmpfs -o size=2m tmpfs "$1" || exit 77'
  for (const names of ['-rm', '-m']) {
    const inside = ['sh', '-c', `${mounting}\n${script}`, 'sh', freshFolder(), ...args]
    const { status, stdout } = spawnSync('unshare', [names, ...inside], { encoding: 'utf8' })
    if (status === 0) return stdout
  }
  return null
}

const fillsAndExports = `
  disk=$1 node=$2 child=$3 data=$4; shift 4
  head -c 2085000 /dev/zero > "$disk/ballast" || exit 78
  while [ $# -gt 1 ]; do "$node" "$child" "$data" "$1"; shift; done
  ls -A "$disk"; rm "$disk/ballast"
  "$node" "$child" "$data" "$1"; ls -A "$disk"`

it('a disk of 2 MB that is full is told for every format, nothing is left on it, and the next export works', async ({ skip }) => {
  // Where the small disk will be: the folder that is made next.
  const disk = join(folder, `out-${outs + 1}`)
  const full = exportFormat.options.filter((format) => format !== 'pdf').map((format) => runTo(join(disk, `audit.${format}`), format))
  const fits = runTo(join(disk, 'audit.csv'), 'csv', ['time', 'actor', 'action'])
  const args = [process.execPath, child, join(folder, 'data'), ...[...full, fits].map((run) => JSON.stringify(run))]
  const said = onSmallDisk(fillsAndExports, args)
  if (said === null) {
    process.stderr.write(
      '\nNOT TESTED: exports to a full disk. This system lets neither this user nor root mount a small file system (unshare).\n\n',
    )
    return skip('no small file system could be mounted')
  }
  const fullDisk = full.map(() => expect.stringMatching(/^disk-full: /) as string)
  expect(said.trim().split('\n')).toEqual([...fullDisk, 'ballast', 'done', 'audit.csv', 'audit.csv.manifest.json'])
  const service = await openService()
  const records = await service.handle('export.list', { tenant })
  service.close()
  expect(records.slice(0, full.length + 1).map(({ state, error }) => error?.code ?? state)).toEqual([
    'done',
    ...full.map(() => 'disk-full'),
  ])
})

it.each(formats)('a drive that is removed while %s is written is told', async (format) => {
  const out = freshFolder()
  const service = await openService(() => rmSync(out, { recursive: true, force: true }))
  expect(await outcome(service.handle('export.run', runTo(join(out, `audit.${format}`), format)))).toBe('folder-gone')
  expect(await lastRecord(service)).toMatchObject({ state: 'failed', error: { code: 'folder-gone' } })
  expect(readdirSync(folder)).not.toContain(out)
  service.close()
})

itOnPosix('a folder that may not be written to is told', async () => {
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
