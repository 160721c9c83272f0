// npm run trial:components [PART …]: each part of the interface beside those of naive-ui and Reka UI, in a real window (docs/decisions/window.md).
import { childEnvironment } from './lib/run.mjs'
import { onDisplay } from './lib/display.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { chromiumSwitches } from './lib/runtime.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const { executable } = await readyWithElectron()
  const { runTrial } = await import('../tests/component-trial/run.ts')
  const report = await onDisplay((display) =>
    runTrial({ executable, args: chromiumSwitches(), env: childEnvironment(display) }, process.argv.slice(2)),
  )
  process.stdout.write(`${report}\n`)
})
