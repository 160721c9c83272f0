import { utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import { forwardLines } from './lines.ts'
import { processArguments, serviceArguments, type ServiceProcess, type StartOptions, type StartService } from './process.ts'
import { startWithNode } from './start-with-node.ts'

/** better-sqlite3 is a Node-API 10 addon; an older runtime crashes on loading it. */
const neededNodeApi = 10

export interface StarterOptions extends StartOptions {
  /** Node 24 executable for runtimes whose own Node-API is too old; undefined in packages built for people. */
  readonly node: string | undefined
}

/** Whether this runtime can load the data service itself; packages built for people always can. */
export const runsServiceItself = Number(process.versions['napi'] ?? 0) >= neededNodeApi

/** How to start the data service in this runtime: by Electron itself where its Node-API suffices, else by the given Node. */
export function serviceStarter(options: StarterOptions): StartService {
  if (runsServiceItself) return (first) => startWithElectron(options, first)
  const { node } = options
  if (node) return (first) => startWithNode(node, options, first)
  return () => {
    throw new Error(`This runtime has Node-API ${process.versions['napi']}, the data service needs ${neededNodeApi} or IAM_AUDIT_DESK_NODE`)
  }
}

function startWithElectron({ modulePath, dataFolder, env, log }: StartOptions, first?: string | null): ServiceProcess {
  const child: UtilityProcess = utilityProcess.fork(modulePath, processArguments(dataFolder, first), {
    serviceName: 'IAM Audit Desk data service',
    stdio: 'pipe',
    execArgv: [...serviceArguments],
    env,
  })
  forwardLines(child, log)
  return {
    get pid() {
      return child.pid
    },
    send: (frame) => child.postMessage(frame),
    onFrame: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => void child.kill(),
  }
}
