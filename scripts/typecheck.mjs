// npm run typecheck
import { typecheck } from './lib/checks.mjs'
import { ready } from './lib/ready.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  await ready()
  return typecheck()
})
