// Measures the built application:  npm run bench [-- --entries 50000 --starts 5]
import { parseArgs } from 'node:util'
import { ensureBuilt } from './lib/built.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { launchOf } from './lib/runtime.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const { values } = parseArgs({ options: { entries: { type: 'string', default: '50000' }, starts: { type: 'string', default: '5' } } })
  const runtime = await readyWithElectron()
  await ensureBuilt()
  // Playwright is there only after the set-up.
  const { bench } = await import('./bench/window.mjs')
  await bench({ launch: launchOf(runtime), entries: Number(values.entries), starts: Number(values.starts) })
})
