// Starts the demo tenant API:  npm run demo:tenant -- --help
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensurePackages, onPinnedNode } from './lib/packages.mjs'
import { pinnedNode, root } from './lib/paths.mjs'
import { childEnvironment, exitCodeOf } from './lib/run.mjs'
import { runScript } from './lib/stop.mjs'

const args = process.argv.slice(2)

await runScript(async () => {
  await ensurePackages()
  if (!onPinnedNode()) return again()
  const { main } = await import(pathToFileURL(join(root, 'demo-tenant', 'cli.ts')).href)
  return main(args)
})

/** The same script on the Node that reads TypeScript. The IPC channel ends it when this process is gone, however it went. */
function again() {
  const child = spawn(pinnedNode, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: childEnvironment(),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.once('disconnect', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}
