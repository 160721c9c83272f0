// npm run build
import { build } from './lib/built.mjs'
import { ready } from './lib/ready.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  await ready()
  await build()
})
