// Brings a bare machine to where everything runs; says little when nothing is missing.  node scripts/setup.mjs [--retry]
import { readyWithElectron } from './lib/ready.mjs'
import { runScript, say } from './lib/stop.mjs'

await runScript(async () => {
  const runtime = await readyWithElectron({ retry: process.argv.includes('--retry') })
  say(`Ready: Node ${process.versions.node}, Electron ${runtime.version}.`)
})
