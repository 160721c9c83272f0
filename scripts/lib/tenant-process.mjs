import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { pinnedNode, root } from './paths.mjs'
import { Stop } from './stop.mjs'

/**
 * Starts the demo tenant as a process of its own on loopback, on a port the system chooses.
 * @returns what it says of itself (`url`, `token` …) and `stop()`
 */
export function startTenant({ entries, seed, now }) {
  const args = [
    '--port',
    '0',
    '--entries',
    String(entries),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(now === undefined ? [] : ['--now', now]),
  ]
  const child = spawn(pinnedNode, [join(root, 'scripts', 'demo-tenant.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = () => child.kill()
  process.once('exit', kill)
  const stop = () => {
    process.off('exit', kill)
    kill()
  }
  return new Promise((resolve, reject) => {
    const early = () => reject(new Stop('The demo tenant ended before it was listening.'))
    child.once('error', early)
    child.once('exit', early)
    createInterface({ input: child.stdout }).once('line', (line) => {
      child.off('exit', early)
      resolve({ ...JSON.parse(line), stop })
    })
  })
}
