// npm run dev -- ARGS: the application with hot reload; main and preload are rebuilt and restarted when they change.
import { forgetBuild } from './lib/built.mjs'
import { onDisplay } from './lib/display.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { childEnvironment, runTool } from './lib/run.mjs'
import { chromiumSwitches, runtimeEnvironment } from './lib/runtime.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const runtime = await readyWithElectron()
  forgetBuild()
  const env = { ...runtimeEnvironment(runtime), ELECTRON_EXEC_PATH: runtime.executable, ELECTRON_RUN_AS_NODE: undefined }
  const switches = chromiumSwitches()
  return onDisplay((display) =>
    runTool('electron-vite', ['dev', '--watch', '--', ...switches, ...process.argv.slice(2)], {
      env: childEnvironment({ ...env, ...display }),
    }),
  )
})
