import type * as FileSystem from 'node:fs'
import type * as FileSystemPromises from 'node:fs/promises'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { everything } from '@contract/filter.ts'
import { openVaultFile } from '../../src-main/credentials/vault-file.ts'
import { settingsFile } from '../../src-main/cli/settings-file.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { windows } from '../../src-main/files/fixtures/windows.ts'
import { removeFolder, syncFile, writeFileWhole } from '../../src-main/files/files.ts'
import { outcome } from '../../src-main/fixtures/outcome.ts'
import { setUnreadableAside } from '../../src-main/settings/file.ts'
import { rotate } from '../../src-main/shell/log.ts'
import { tenantFolders } from '../../src-main/tenants/tenant-folders.ts'
import { tenantId as tenant } from './sync-support.ts'

vi.mock('node:fs', async (original) =>
  (await import('../../src-main/files/fixtures/windows.ts')).windowsFs(await original<typeof FileSystem>()),
)
vi.mock('node:fs/promises', async (original) =>
  (await import('../../src-main/files/fixtures/windows.ts')).windowsPromises(
    await vi.importActual<typeof FileSystem>('node:fs'),
    await original<typeof FileSystemPromises>(),
  ),
)

const day = 86_400_000
let folder: string
let clock: number
let warned: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-windows-'))
  clock = Date.UTC(2026, 2, 1, 12)
  warned = []
  Object.assign(windows, { scanner: 0, folders: 'sync refused', refused: [] })
})

async function opened(data = join(folder, 'data')): Promise<DataService> {
  const service = createDataService({ dataFolder: data, emit: () => undefined, now: () => clock, warn: (message) => warned.push(message) })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  return service
}
const entries = (service: DataService) => {
  const items = Array.from({ length: 50 }, (_, n) => ({
    id: `evt_${n}`,
    timestamp: new Date(clock - n * 60_000).toISOString(),
    action: 'role_assign',
    actor: { email: 'a@acme.test' },
    resource: { type: 'role', id: 'r' },
    status: 'success',
  }))
  const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
  return service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: clock, first: true, body, receivedAt: clock })
}
const bookmark = (service: DataService, key: number) => service.handle('bookmark.add', { tenant, entries: { keys: [key] }, change: {} })
const exportTo = (service: DataService, path: string, overwrite = false) =>
  service.handle('export.run', {
    request: { tenant, source: { kind: 'filter' }, filter: everything, zone: 'UTC', order: 'desc', format: 'csv', columns: 'all', exact: false, notes: false },
    path, overwrite, via: 'command line', application: 'test', shown: { name: 'Acme', url: 'https://acme.test' },
  }) // prettier-ignore

it('the file system of this test refuses what Windows refuses', () => {
  const path = join(folder, 'a')
  writeFileWhole(path, 'a')
  expect(windows.refused).toEqual(['EPERM fsync'])
  syncFile(path)
  expect(windows.refused).toEqual(['EPERM fsync'])
})

describe.each([
  { scanner: 0, folders: 'sync refused' },
  { scanner: 3, folders: 'sync refused' },
  { scanner: 2, folders: 'open refused' },
] as const)('with rules as on Windows, %j (issue 13.1)', (rules) => {
  beforeEach(() => Object.assign(windows, rules))

  it('a tenant with bookmarks is opened, backed up, restored and erased', async () => {
    let service = await opened()
    await entries(service)
    for (let n = 0; n < 3; n++) {
      await bookmark(service, n)
      service.close()
      clock += day
      service = await opened()
    }
    const backups = await service.handle('casework.backups', { tenant })
    expect(backups.length).toBeGreaterThanOrEqual(3)
    const oldest = backups.at(-1)?.name ?? ''
    expect(await service.handle('casework.restore', { tenant, name: oldest })).toEqual({ bookmarks: 1 })
    expect(await service.handle('casework.overview', { tenant })).toMatchObject({ bookmarks: 1, unbacked: null })
    await service.handle('tenant.erase', { tenant })
    expect(readdirSync(join(folder, 'data', 'tenants'))).toEqual([])
    service.close()
    expect(warned).toEqual([])
  })

  it('a damaged casework and a damaged cache are set aside and made again', async () => {
    let service = await opened()
    await entries(service)
    await bookmark(service, 1)
    service.close()
    const own = join(folder, 'data', 'tenants', tenant)
    for (const name of ['casework.db', 'cache.db']) writeFileSync(join(own, name), 'no database')
    service = await opened()
    expect(await service.handle('casework.overview', { tenant })).toMatchObject({ bookmarks: 1, recovery: { bookmarks: 1 } })
    service.close()
  })

  it('an export is written, replaced, and leaves nothing beside it', async () => {
    const service = await opened()
    await entries(service)
    const path = join(folder, 'audit.csv')
    await exportTo(service, path)
    const first = readFileSync(path, 'utf8')
    await exportTo(service, path, true)
    expect(readFileSync(path, 'utf8')).toBe(first)
    service.close()
    expect(readdirSync(folder).sort()).toEqual(['audit.csv', 'audit.csv.manifest.json', 'data'])
  })

  it('settings, tokens, tenants’ names and logs are kept', async () => {
    const settings = settingsFile(folder)
    settings.set('a', 1)
    settings.set('a', 2)
    expect(settingsFile(folder).get('a')).toBe(2)
    const vault = openVaultFile(join(folder, 'tokens.json'), (message) => warned.push(message))
    await vault.put(tenant, Buffer.from('one'))
    await vault.put(tenant, Buffer.from('two'))
    expect(
      openVaultFile(join(folder, 'tokens.json'), () => undefined)
        .get(tenant)
        ?.toString(),
    ).toBe('two')
    const folders = tenantFolders(folder)
    folders.write(tenant, { id: tenant })
    expect(folders.read()).toEqual([{ id: tenant }])
    folders.forget(tenant)
    expect(folders.read()).toEqual([])
    for (const text of ['a', 'b', 'c']) {
      writeFileSync(join(folder, 'main.log'), text)
      rotate(folder)
    }
    expect(readFileSync(join(folder, 'main.3.log'), 'utf8')).toBe('a')
    setUnreadableAside(join(folder, 'tokens.json'))
    expect(existsSync(join(folder, 'tokens.json'))).toBe(false)
    removeFolder(join(folder, 'tenants'))
    expect(warned).toEqual([])
  })
})

it('a backup that cannot be made is told, and the tenant opens, takes edits and closes all the same (issue 13.1)', async () => {
  let service = await opened()
  await entries(service)
  await bookmark(service, 0)
  // Something that cannot be removed has the name that each backup is written under first.
  const backups = join(folder, 'data', 'tenants', tenant, 'casework-backups')
  const block = (): void => {
    for (let second = 0; second < 2; second++) {
      const stamp = new Date(clock + second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')
      mkdirSync(join(backups, `casework-${stamp}Z-daily.db.part`, 'full'), { recursive: true })
    }
  }
  block()
  service.close()
  expect(warned.join('\n')).toContain('could not be backed up')
  clock += day
  block()
  service = await opened()
  expect(await service.handle('casework.overview', { tenant })).toMatchObject({ bookmarks: 1, unbacked: { error: { code: 'storage' } } })
  await bookmark(service, 1)
  expect(await service.handle('casework.backups', { tenant })).toEqual([])
  service.close()
})

it('a session that throws while it is closed does not keep the others open (issue 13.1)', async () => {
  const service = await opened()
  const other = 'othertenant00001'
  await service.handle('tenant.open', { tenant: other, connector: 'tenant-iam' })
  await entries(service)
  const { TenantSession } = await import('../../src-main/data-service/tenant-session.ts')
  const really = TenantSession.prototype.close
  const close = vi.spyOn(TenantSession.prototype, 'close').mockImplementationOnce(function (this: InstanceType<typeof TenantSession>) {
    really.call(this)
    throw new Error('no close')
  })
  expect(() => service.close()).toThrow('no close')
  expect(close).toHaveBeenCalledTimes(2)
  close.mockRestore()
  // The folder's lock is free.
  const again = await opened()
  again.close()
})

it('an export whose old file is open in another program leaves both old files, and says so (issue 12.23)', async () => {
  const service = await opened()
  await entries(service)
  const path = join(folder, 'audit.csv')
  await exportTo(service, path)
  const before = [path, `${path}.manifest.json`].map((each) => readFileSync(each, 'utf8'))
  const fs = await vi.importActual<typeof FileSystem>('node:fs')
  for (const open of [path, `${path}.manifest.json`]) {
    const held = fs.openSync(open, 'r')
    expect(await outcome(exportTo(service, path, true))).toBe('no-permission')
    fs.closeSync(held)
    expect([path, `${path}.manifest.json`].map((each) => readFileSync(each, 'utf8'))).toEqual(before)
    expect(readdirSync(folder).sort()).toEqual(['audit.csv', 'audit.csv.manifest.json', 'data'])
  }
  service.close()
})
