// npm run package [-- --linux AppImage …]: an application to give to people; without arguments an unpacked one in dist/.
import { readyWithElectron } from './lib/ready.mjs'
import { runTool } from './lib/run.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const args = process.argv.slice(2)
  await readyWithElectron()
  return runTool('electron-builder', [...(args.length > 0 ? args : ['--dir']), '--publish', 'never'])
})
