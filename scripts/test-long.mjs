// npm run test:long: what takes too long for every change. Kills and cuts at random moments (KILLS of each, 100), ten thousand flips, and the longest
// end-to-end tests. Goes on after a failure; the exit code tells.
import { ensureBuilt } from './lib/built.mjs'
import { endToEnd, longTests } from './lib/end-to-end.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { runTool } from './lib/run.mjs'
import { runScript } from './lib/stop.mjs'

const kills = ['tests/integration/sync-kill', 'tests/integration/export-faults.test.ts', 'tests/integration/casework-kill.test.ts']

await runScript(async () => {
  const runtime = await readyWithElectron()
  await ensureBuilt()
  const codes = [
    await endToEnd(runtime, ['--grep', longTests]),
    await runTool('vitest', ['run', ...kills], { env: { ...process.env, KILLS: process.env.KILLS ?? '100' } }),
    await runTool('vitest', ['run', 'tests/integration/damage.test.ts'], { env: { ...process.env, DAMAGE_FLIPS: '10000' } }),
  ]
  return codes.find((code) => code !== 0) ?? 0
})
