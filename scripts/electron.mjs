// Tells an outside tool how to start the built application:  node scripts/electron.mjs --print
import { ensureBuilt } from './lib/built.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { launchOf } from './lib/runtime.mjs'
import { runScript, Stop } from './lib/stop.mjs'

await runScript(async () => {
  if (!process.argv.includes('--print')) throw new Stop('Usage: node scripts/electron.mjs --print')
  const launch = launchOf(await readyWithElectron())
  await ensureBuilt()
  process.stdout.write(`${JSON.stringify(launch)}\n`)
})
