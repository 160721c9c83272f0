// npm run lint [-- --fix]: the rules of eslint.config.ts, then the layout of .prettierrc.
import { ready } from './lib/ready.mjs'
import { lint } from './lib/checks.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  await ready()
  return lint({ fix: process.argv.includes('--fix') })
})
