import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { queryRequest } from '../../src-preload/contract/log.ts'
import { openVaultFile } from '../../src-main/credentials/vault-file.ts'
import { createDataService } from '../../src-main/data-service/service.ts'
import { settingsFile } from '../../src-main/cli/settings-file.ts'
import { tenantFolders } from '../../src-main/tenants/tenant-folders.ts'
import { createTenants } from '../../src-main/tenants/tenants.ts'
import { generateEntries } from '../../demo-tenant/index.ts'
import { everything } from '../../src-preload/contract/filter.ts'

export const now = Date.UTC(2026, 5, 1, 12)
const pages = 3
const pageEntries = 300

/** What the window asks first; its answer is kept. */
export const firstRequest = (tenant: string) =>
  queryRequest.parse({
    tenant, filter: everything, zone: 'UTC', facets: ['action', 'actor', 'status'], facetLimit: 5, histogramBuckets: 40, order: 'desc', firstRows: 20,
  }) // prettier-ignore

/** A data folder in which there is something of everything. @returns the tenant's id */
export async function makeFolder(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const store = settingsFile(folder)
  const tenants = createTenants({ store, tokenState: () => 'none', folders: tenantFolders(folder), warn: () => undefined })
  const { id: tenant } = tenants.add({ url: 'https://acme.test', name: 'Acme', connector: 'tenant-iam', zone: 'UTC', demo: false })
  await openVaultFile(join(folder, 'tokens.json'), () => undefined).put(tenant, Buffer.from('sealed by the operating system'))
  const service = createDataService({ dataFolder: folder, emit: () => undefined, now: () => now, author: 'ines' })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  const items = [...generateEntries({ entries: pages * pageEntries, seed: 7, profile: 'bench' })].reverse()
  for (let n = 0; n < pages; n++) {
    const body = Buffer.from(
      `{"items":[${items.slice(n * pageEntries, (n + 1) * pageEntries).join(',')}],"next_cursor":${n < pages - 1 ? `"c${n}"` : 'null'}}`,
    )
    await service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: null, first: n === 0, body, receivedAt: now })
  }
  await service.handle('sync.completed', { tenant, at: now })
  await service.handle('log.begin', firstRequest(tenant))
  const add = (keys: number[], note: string) =>
    service.handle('bookmark.add', { tenant, entries: { keys }, change: { note, tags: ['leaver', note] } })
  await add([1, 5, 400], 'who is this?')
  const leavers = await service.handle('case.add', { tenant, content: { title: 'Leavers', summary: 'of May', status: 'open' } })
  await service.handle('case.addNote', { tenant, id: leavers.id, note: { after: null, at: now, text: 'asked Ines' } })
  const { added } = await add([2, 700], 'seen')
  await service.handle('bookmark.change', { tenant, ids: added, change: { case: leavers.id, note: 'seen by Ines' } })
  await service.handle('view.add', {
    tenant, views: [{ name: 'Failures', query: 'status:failed', order: 'desc', zone: 'utc', columns: ['time', 'action'], pinned: true }],
  }) // prettier-ignore
  service.close()
  // Once more: text indexes, the first answer and the day's backup are there.
  const again = createDataService({ dataFolder: folder, emit: () => undefined, now: () => now, author: 'ines' })
  await again.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  again.close()
  return tenant
}
