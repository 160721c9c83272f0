import { hearing } from '@contract/events.ts'
import { createDataService } from '../data-service/service.ts'
import { runCli } from './program.ts'
import { processPorts } from './streams.ts'

/** The commands on plain Node, with the data service in this very process. @returns the exit code */
export async function main(args: readonly string[], version: string): Promise<number> {
  process.umask(0o077)
  return await runCli(args, {
    ...processPorts(),
    fetch,
    prints: false,
    application: `IAM Audit Desk ${version}`,
    openService: (dataFolder, onProgress, hears) => {
      const service = createDataService({ dataFolder, emit: hearing({ 'export.progress': onProgress, ...hears }) })
      return {
        call: (name, params, options) => service.handle(name, params, options?.signal),
        close: () => Promise.resolve(service.close()),
      }
    },
  })
}
