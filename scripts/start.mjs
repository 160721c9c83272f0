// npm start -- ARGS: builds when something changed and opens the application; ARGS are passed to it.
import { ensureBuilt } from './lib/built.mjs'
import { onDisplay } from './lib/display.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { run, childEnvironment } from './lib/run.mjs'
import { launchOf } from './lib/runtime.mjs'
import { runScript } from './lib/stop.mjs'

await runScript(async () => {
  const launch = launchOf(await readyWithElectron())
  await ensureBuilt()
  return onDisplay((display) =>
    run(launch.executable, [...launch.args, ...process.argv.slice(2)], {
      env: childEnvironment({ ...launch.env, ...display, ELECTRON_RUN_AS_NODE: undefined }),
    }),
  )
})
