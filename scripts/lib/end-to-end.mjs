import { ensureAddon, serviceWithAddon } from './addon.mjs'
import { onDisplay } from './display.mjs'
import { childEnvironment, runTool } from './run.mjs'
import { hostsDataService } from './runtime.mjs'
import { say } from './stop.mjs'

/**
 * What makes the application run its data service in a utility process, as people's does, also in the fallback runtime.
 * Nothing where the runtime does that by itself; where it cannot be had, it is said.
 */
export async function utilityProcessEnvironment(runtime) {
  if (hostsDataService(runtime.version)) return {}
  const addon = await ensureAddon()
  if (addon) return { IAM_AUDIT_DESK_SERVICE: serviceWithAddon, IAM_AUDIT_DESK_ADDON: addon }
  say('No C++ compiler here: the data service was not tried in a utility process, which is what people get, but under Node.')
  return {}
}

/** As tests/e2e/fixtures.ts tags what only `npm run test:long` runs. */
export const longTests = '@long'

/** The end-to-end tests of a build that is there. @returns the exit code */
export async function endToEnd(runtime, args = []) {
  const environment = await utilityProcessEnvironment(runtime)
  return onDisplay((display) => runTool('@playwright/test', ['test', ...args], { env: childEnvironment({ ...display, ...environment }) }))
}
