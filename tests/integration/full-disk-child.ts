import { outcome } from '../../src-main/fixtures/outcome.ts'
import { createDataService } from '../../src-main/data-service/service.ts'
import { firstRequest } from '../damage/folder.ts'

/** `DATA TENANT`: reads whatever can be read of a tenant, and says what became of a write. */
const [, , dataFolder = '', tenant = ''] = process.argv
const service = createDataService({ dataFolder, emit: () => undefined })
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
const { total, result } = await service.handle('log.query', firstRequest(tenant))
const [entry] = await service.handle('log.entries', { tenant, result, order: 'desc', offset: 0, limit: 1 })
const { bookmarks } = await service.handle('casework.overview', { tenant })
const { entries } = await service.handle('coverage.get', { tenant })
const summary = 'x'.repeat(5000)
const write = await outcome(service.handle('case.add', { tenant, content: { title: 'A', summary, status: 'open' } }))
service.close()
process.stdout.write(`${JSON.stringify({ total, read: entry !== undefined, bookmarks, entries, write })}\n`)
