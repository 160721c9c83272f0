import type { ForkOptions } from 'electron'
import { endChild, onChildEnd, type ElectronChild } from './electron-child.ts'
import { forwardLines } from './lines.ts'
import { processArguments, serviceArguments, type ServiceProcess, type StartOptions } from './process.ts'

/** The part of Electron's `UtilityProcess` that the data service needs. */
export interface ServiceChild extends ElectronChild {
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'error', listener: (type: string, location: string) => void): unknown
}

export type Fork = (modulePath: string, args: string[], options: ForkOptions) => ServiceChild

/** The data service in a utility process. `fork` is Electron's. */
export function startWithElectron(fork: Fork, options: StartOptions, first?: string | null): ServiceProcess {
  const { modulePath, dataFolder, env, log } = options
  const child = fork(modulePath, processArguments(dataFolder, first), {
    serviceName: 'IAM Audit Desk data service',
    stdio: 'pipe',
    // V8's own options mean nothing among Node's here: Chromium hands them on.
    execArgv: [`--js-flags=${serviceArguments.join(' ')}`],
    env,
  })
  forwardLines(child, log)
  let exit: string | null = null
  const listeners: ((reason: string) => void)[] = []
  onChildEnd(child, (reason) => {
    exit = reason
    for (const listener of listeners.splice(0)) listener(reason)
  })
  return {
    get pid() {
      return child.pid
    },
    // What is sent to a process that has ended is lost without a word; its exit fails the request.
    send: (frame) => child.postMessage(frame.kind === 'request' ? { ...frame, params: compact(frame.params) } : frame),
    onFrame: (listener) => child.on('message', listener),
    onExit: (listener) => {
      if (exit === null) listeners.push(listener)
      else listener(exit)
    },
    kill: () => endChild(child),
  }
}

/** Bytes travel with all the memory they are a part of: a part is copied out first. */
function compact(params: unknown): unknown {
  if (typeof params !== 'object' || params === null) return params
  const isPart = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.byteLength < value.buffer.byteLength
  const values: readonly unknown[] = Object.values(params)
  if (!values.some(isPart)) return params
  return Object.fromEntries(
    Object.entries(params).map(([name, value]: [string, unknown]) => [name, isPart(value) ? new Uint8Array(value) : value]),
  )
}
