import { createDataService } from '../../src-main/data-service/service.ts'
import { tenantId as tenant } from './sync-support.ts'

/** A process that opens a tenant, whose casework may be of an earlier version, and reviews denied checks until it is killed. Argument: data folder. */
const service = createDataService({ dataFolder: process.argv[2] ?? '', emit: () => {} })
process.stdout.write('opening\n')
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
process.stdout.write('open\n')
for (let n = 0; n < 2000; n++) {
  // Each edit is of ten lines: of one that was killed all are there, or none.
  const lines = Array.from({ length: 10 }, (_, at) => ({ user: `user ${n}`, permission: `p:${at}`, through: n, checks: 1 }))
  await service.handle('denial.review', { tenant, lines, decision: 'expected', note: `note ${n}` })
  process.stdout.write(`did ${n}\n`)
}
