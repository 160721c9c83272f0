import { app } from 'electron'
import { hearing } from '@contract/events.ts'
import { createDataHost } from '../data-host/host.ts'
import { hostingHere, serviceStarter } from '../data-host/start-service.ts'
import { tenantFetch } from '../shell/network.ts'
import { printReport } from '../shell/print-report.ts'
import { pathsIn } from '../paths.ts'
import { runCli } from './program.ts'
import { processPorts } from './streams.ts'

/** The commands in the application's own executable: Chromium's network, the data service in its own process. @returns the exit code */
export async function runCommand(args: readonly string[]): Promise<number> {
  const ports = processPorts()
  // Else the end of the window that prints a report would be the end of the command.
  app.on('window-all-closed', () => undefined)
  return await runCli(args, {
    ...ports,
    prints: true,
    fetch: tenantFetch(`IAM-Audit-Desk/${app.getVersion()}`),
    application: `IAM Audit Desk ${app.getVersion()}`,
    openService: (dataFolder, onProgress, hears) => {
      const host = createDataHost({
        startService: serviceStarter(hostingHere(pathsIn(app.getAppPath())), {
          dataFolder,
          env: process.env,
          log: (line) => ports.err(`${line}\n`),
        }),
        log: { info: () => undefined, warn: () => undefined },
        onState: () => undefined,
        onEvent: hearing({ 'export.progress': onProgress, ...hears }),
        print: printReport,
      })
      host.start()
      return { call: (name, params, options) => host.call(name, params, options), close: () => host.stop() }
    },
  })
}
