import { createDataService } from '../../src-main/data-service/service.ts'
import { tenantId as tenant } from './sync-support.ts'

/** A process that imports a file until it is killed. Arguments: data folder, file. Writes how many records were read, and at last `done`. */
const [dataFolder = '', file = ''] = process.argv.slice(2)
const service = createDataService({
  dataFolder,
  emit: (event, payload) => {
    if (event === 'import.progress') process.stdout.write(`${(payload as { read: number }).read}\n`)
  },
})
await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
await service.handle('files.import', { tenant, paths: [file] })
process.stdout.write('done\n')
service.close()
