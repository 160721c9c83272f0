import { createDataService } from '../../src-main/data-service/service.ts'
import { tenantId as tenant } from './sync-support.ts'

/**
 * A process that bookmarks and edits until it is killed. Argument: data folder, with the tenant's entries in it. Writes
 * `N note` after each edit that was answered.
 */
const service = createDataService({ dataFolder: process.argv[2] ?? '', emit: () => {} })
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
const offset = (await service.handle('casework.overview', { tenant })).bookmarks
for (let n = offset; n < offset + 200; n++) {
  const { added } = await service.handle('bookmark.add', { tenant, entries: { keys: [n] }, change: { note: `note ${n}` } })
  process.stdout.write(`${n} note ${n}\n`)
  await service.handle('bookmark.change', { tenant, ids: added, change: { note: `edited ${n}`, addTags: ['t'] } })
  process.stdout.write(`${n} edited ${n}\n`)
}
