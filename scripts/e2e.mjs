// npm run e2e -- ARGS: only the end-to-end tests; ARGS are Playwright's, e.g. -g "a title".
import { ensureBuilt } from './lib/built.mjs'
import { endToEnd } from './lib/end-to-end.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const runtime = await readyWithElectron()
  await ensureBuilt()
  return endToEnd(runtime, process.argv.slice(2))
})
