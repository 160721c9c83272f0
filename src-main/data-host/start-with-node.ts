import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { forwardLines } from './lines.ts'
import { processArguments, serviceArguments, type ServiceProcess, type StartOptions } from './process.ts'

/**
 * For the GNU C library, on Linux: memory that was asked for in large pieces is given back when it is free. By itself it takes larger and
 * larger pieces out of one heap, of which a hole is never given back. Not pieces of what a block is packed in, which are asked for again and again:
 * each would be mapped, filled by the system and given back, ten times the work of packing (docs/decisions/storage.md, 275).
 */
const memory = { MALLOC_MMAP_THRESHOLD_: '2097152', MALLOC_TRIM_THRESHOLD_: '4194304', MALLOC_ARENA_MAX: '2' }

/** The data service under a plain Node: for runtimes that cannot load it themselves, and for tests. */
export function startWithNode(node: string, { modulePath, dataFolder, env, log }: StartOptions, first?: string | null): ServiceProcess {
  const child: ChildProcess = fork(modulePath, processArguments(dataFolder, first), {
    execPath: node,
    // Electron's own flags (--inspect among them) mean nothing to Node.
    execArgv: [...serviceArguments],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...memory, ...env },
  })
  forwardLines(child, log)
  return {
    get pid() {
      return child.pid
    },
    send: (frame) => {
      // A frame for a process that has just died is dropped here; its exit fails the request.
      if (child.connected) child.send(frame, () => undefined)
    },
    onFrame: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let told = false
      const once = (reason: string): void => {
        if (!told) listener(reason)
        told = true
      }
      child.once('error', (error) => once(error.message))
      child.once('exit', (code, signal) => once(signal ? `signal ${signal}` : `exit code ${code}`))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
