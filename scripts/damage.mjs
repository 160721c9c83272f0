// Flips bits and wipes sectors in every file of a data folder and looks for an answer that is wrong without a word.
//   npm run test:damage -- --flips 10000 [--seed 1]
import { parseArgs } from 'node:util'
import { ready } from './lib/ready.mjs'
import { runTool } from './lib/run.mjs'
import { runScript } from './lib/stop.mjs'

const options = { flips: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } }

await runScript(async () => {
  const { flips, seed } = parseArgs({ options }).values
  await ready()
  return await runTool('vitest', ['run', 'tests/integration/damage.test.ts'], {
    env: { ...process.env, DAMAGE_FLIPS: flips, DAMAGE_SEED: seed },
  })
})
