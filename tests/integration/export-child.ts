import { toAppError } from '../../src-preload/contract/errors.ts'
import { exportRun } from '../../src-preload/contract/export.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

/**
 * A process that exports. Arguments: data folder, the export as JSON, and `kill` to end itself like a power cut as soon as
 * entries are written. Writes `done` or the code and the sentence of the failure.
 */
const [dataFolder = '', json = '', mode = ''] = process.argv.slice(2)
const run = exportRun.parse(JSON.parse(json))
const service = createDataService({
  dataFolder,
  emit: () => undefined,
  progress: () => {
    if (mode === 'kill') process.kill(process.pid, 'SIGKILL')
  },
})
await service.handle('tenant.open', { tenant: run.request.tenant, connector: 'tenant-iam' })
const said = await service.handle('export.run', run).then(
  () => 'done',
  (error: unknown) => `${toAppError(error).code}: ${toAppError(error).message}`,
)
service.close()
process.stdout.write(`${said}\n`)
