// npm run demo [-- --entries 50000 --keep DIR]: the application on the demo tenant; without a display it goes through the main job by itself.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureBuilt } from './lib/built.mjs'
import { demoOptions } from './lib/demo-options.mjs'
import { onDisplay } from './lib/display.mjs'
import { hasDisplay } from './lib/libraries.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { childEnvironment, run } from './lib/run.mjs'
import { launchOf } from './lib/runtime.mjs'
import { runScript, say } from './lib/stop.mjs'
import { startTenant } from './lib/tenant-process.mjs'

await runScript(async () => {
  const { entries, keep } = demoOptions(process.argv.slice(2))
  const runtime = await readyWithElectron()
  await ensureBuilt()
  const folder = keep ? resolve(keep) : mkdtempSync(join(tmpdir(), 'iam-audit-desk-demo-'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!keep) process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const tenant = await startTenant({ entries, now: 'real' })
  try {
    return await show({ launch: launchOf(runtime), tenant, folder, entries })
  } finally {
    tenant.stop()
    if (keep) say(`The data folder was kept: ${folder}`)
  }
})

async function show({ launch, tenant, folder, entries }) {
  if (hasDisplay()) {
    say(`The demo tenant at ${tenant.url} has ${entries.toLocaleString('en')} entries. Closing the window ends everything.`)
    return run(launch.executable, [...launch.args, `--user-data-dir=${folder}`, '--connect-demo'], {
      env: childEnvironment({
        ...launch.env,
        IAM_AUDIT_DESK_DEMO_URL: tenant.url,
        IAM_AUDIT_DESK_DEMO_TOKEN: tenant.token,
        ELECTRON_RUN_AS_NODE: undefined,
      }),
    })
  }
  // Playwright is there only after the set-up.
  const { walk } = await import('./demo-walk.mjs')
  return onDisplay((display) => walk({ launch: { ...launch, env: { ...launch.env, ...display } }, tenant, folder, entries }))
}
