import { createDataService } from '../../src-main/data-service/service.ts'
import { tenantId as tenant } from './sync-support.ts'

/**
 * A process that changes all bookmarks at once, again and again, until it is killed. Argument: data folder, with bookmarks in it. Writes `begins N`
 * before each edit and `did N` when it was answered; the edit gives every bookmark the tag `bulk N` and takes the one before away.
 */
const service = createDataService({ dataFolder: process.argv[2] ?? '', emit: () => {} })
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
const listed = await service.handle('bookmark.order', { tenant, text: '', sort: 'created', order: 'asc' })
const { tags } = await service.handle('casework.overview', { tenant })
const last = Math.max(0, ...tags.map(({ tag }) => Number(tag.replace('bulk ', ''))))
for (let n = last + 1; n < last + 1000; n++) {
  process.stdout.write(`begins ${n}\n`)
  await service.handle('bookmark.change', {
    tenant,
    ids: listed.map(({ id }) => id),
    change: { addTags: [`bulk ${n}`], removeTags: [`bulk ${n - 1}`] },
  })
  process.stdout.write(`did ${n}\n`)
}
