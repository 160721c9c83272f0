import { once } from 'node:events'
import type { CliPorts } from './ports.ts'

/** This process's streams, environment and signals. */
export function processPorts(): Pick<CliPorts, 'out' | 'err' | 'terminal' | 'env' | 'signal'> {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort())
  // `query … | head` closes the pipe when it has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    env: process.env,
    terminal: process.stderr.isTTY,
    signal: controller.signal,
    err: (text) => void process.stderr.write(text),
    out: async (text) => {
      if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
    },
  }
}
