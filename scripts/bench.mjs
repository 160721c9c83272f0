// Measures: the data service and its peers by default, the built application's window with --window.
//   npm run bench [-- --entries 1000000] [--quick]
//   npm run bench -- --window [--entries 50000 --starts 5]
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchService } from './bench/service.mjs'
import { ensureBuilt } from './lib/built.mjs'
import { artifacts } from './lib/paths.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { launchOf } from './lib/runtime.mjs'
import { runScript, say } from './lib/stop.mjs'

const options = {
  entries: { type: 'string' },
  starts: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false },
  window: { type: 'boolean', default: false },
}

await runScript(async () => {
  const { values } = parseArgs({ options })
  const runtime = await readyWithElectron()
  const folder = join(artifacts, 'bench')
  mkdirSync(folder, { recursive: true })
  if (!values.window) {
    const { quick } = values
    const { code, stdout, stderr } = await benchService({
      entries: Number(values.entries ?? (quick ? 100_000 : 1_000_000)),
      quick,
      fetch: true,
    })
    say(stdout + stderr)
    if (code === 0) writeFileSync(join(folder, 'data-service.md'), stdout)
    return code
  }
  await ensureBuilt()
  // Playwright is there only after the set-up.
  const { bench } = await import('./bench/window.mjs')
  await bench({ launch: launchOf(runtime), entries: Number(values.entries ?? 50_000), starts: Number(values.starts) })
})
