// The command line:  npm run --silent cli -- query --help
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ensureBuilt } from './lib/built.mjs'
import { outFolder, readJson, root } from './lib/paths.mjs'
import { ready } from './lib/ready.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  await ready()
  await ensureBuilt()
  // Paths are as the person wrote them, where npm was called.
  if (process.env.npm_lifecycle_event === 'cli' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
  const { main } = createRequire(import.meta.url)(join(outFolder, 'main', 'cli.cjs'))
  return main(process.argv.slice(2), readJson(join(root, 'package.json')).version)
})
