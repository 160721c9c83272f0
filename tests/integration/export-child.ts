import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname } from 'node:path'
import { hearing } from '../../src-preload/contract/events.ts'
import { toAppError } from '../../src-preload/contract/errors.ts'
import { exportRun } from '../../src-preload/contract/export.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

/**
 * A process that exports. Arguments: data folder, the export as JSON, and `kill` to end itself like a power cut as soon as
 * entries are written, or `kill-at N` to do so instead of its Nth change of a name in the export's folder. Writes `done` or the code and the sentence of the failure.
 */
const [dataFolder = '', json = '', mode = ''] = process.argv.slice(2)
const run = exportRun.parse(JSON.parse(json))
if (mode.startsWith('kill-at ')) endAt(Number(mode.slice('kill-at '.length)))
const service = createDataService({
  dataFolder,
  emit: hearing({
    'export.progress': () => {
      if (mode === 'kill') process.kill(process.pid, 'SIGKILL')
    },
  }),
})
await service.handle('tenant.open', { tenant: run.request.tenant, connector: 'tenant-iam' })
const said = await service.handle('export.run', run).then(
  () => 'done',
  (error: unknown) => `${toAppError(error).code}: ${toAppError(error).message}`,
)
service.close()
process.stdout.write(`${said}\n`)

function endAt(change: number): void {
  const folder = dirname(run.path)
  let changes = 0
  for (const name of ['renameSync', 'linkSync', 'rmSync', 'writeFileSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown
    const counted = (...args: unknown[]): unknown => {
      if (String(args[0]).startsWith(folder) && ++changes === change) process.kill(process.pid, 'SIGKILL')
      return real(...args)
    }
    Object.assign(fs, { [name]: counted })
  }
  syncBuiltinESMExports()
}
