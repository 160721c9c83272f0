import { setImmediate as nextTurn } from 'node:timers/promises'
import { createDataService } from '../../src-main/data-service/service.ts'
import { tenantId as tenant } from './sync-support.ts'

/** A process that makes the marks of a cache anew until it is killed. Argument: data folder. Writes of how many entries they are not known yet. */
const service = createDataService({ dataFolder: process.argv[2] ?? '', emit: () => {} })
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
const ask = { tenant, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order: 'desc' as const, firstRows: 0 }
// Waits for all of them.
const whole = service.handle('log.query', { ...ask, filter: { kind: 'field', field: 'mark', value: '*' } })
for (let unmarked = 1; unmarked > 0; await nextTurn()) {
  unmarked = (await service.handle('log.query', { ...ask, filter: { kind: 'and', of: [] } })).unmarked
  process.stdout.write(`${unmarked}\n`)
}
await whole
service.close()
