import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder, cacheHome, modules, pinnedNode, readJson } from './paths.mjs'
import { capture } from './run.mjs'
import { say } from './stop.mjs'

const probeLimit = 6_000
const downloadLimit = 10 * 60_000
/** How long a failed download is remembered, so that not every command waits for the network. */
const retryAfter = 24 * 60 * 60_000

const folder = join(modules, 'electron')
export const officialVersion = () => readJson(join(folder, 'package.json'))?.version

/** Where the official binary comes from: Electron's releases or the mirror that was set, as @electron/get composes it. */
export function officialUrl(version, env = process.env, platform = process.platform, arch = process.arch) {
  const mirror = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/download/'
  const subfolder = (env.ELECTRON_CUSTOM_DIR ?? env.npm_config_electron_custom_dir ?? 'v{{ version }}').replace('{{ version }}', version)
  return `${mirror.replace(/\/?$/, '/')}${subfolder}/electron-v${version}-${platform}-${arch}.zip`
}

/** @returns the official executable when it is installed, else undefined */
export function officialExecutable(env = process.env) {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const versionFile = join(dist, 'version')
  const executable = join(dist, { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron')
  if (!existsSync(versionFile) || !existsSync(executable)) return undefined
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
  // A folder that was chosen counts as it is; our own must be the version of the lock file.
  return env.ELECTRON_OVERRIDE_DIST_PATH || version === officialVersion() ? { executable, version } : undefined
}

/**
 * Tries to get the official binary, once a day at most.
 * @returns undefined when it is there now, else the reason why not
 */
export async function downloadOfficial({ retry = false } = {}) {
  const version = officialVersion()
  const url = officialUrl(version)
  const memory = join(cacheFolder(), `electron-${version}-unavailable.json`)
  const last = readJson(memory)
  if (!retry && last?.url === url && Date.now() - last.at < retryAfter) return last.reason
  const reason = (await unreachable(url, version)) ?? (await install(version))
  if (reason) writeFileSync(memory, JSON.stringify({ url, at: Date.now(), reason }))
  else rmSync(memory, { force: true })
  return reason
}

async function unreachable(url, version) {
  if (isCached(version)) return undefined
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(probeLimit) })
    await response.body?.cancel()
    return response.ok ? undefined : `${new URL(url).host} answered ${response.status}`
  } catch (error) {
    const host = URL.canParse(url) ? new URL(url).host : url
    return error.name === 'TimeoutError' ? `${host} did not answer in ${probeLimit / 1000} seconds` : `${host} cannot be reached`
  }
}

/** Whether @electron/get has the file from an earlier download and needs no network. */
function isCached(version) {
  const home =
    process.env.electron_config_cache ??
    (process.platform === 'win32'
      ? join(cacheHome(), 'electron', 'Cache')
      : join(cacheHome(process.platform, process.env, homedir()), 'electron'))
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  try {
    return readdirSync(home, { withFileTypes: true }).some(
      (entry) => entry.name === name || (entry.isDirectory() && existsSync(join(home, entry.name, name))),
    )
  } catch {
    return false
  }
}

async function install(version) {
  say(`Downloading Electron ${version} (about 120 MB, once) …`)
  const result = await capture(pinnedNode, [join(folder, 'install.js')], { limit: downloadLimit })
  if (result.timedOut) return `the download took more than ${downloadLimit / 60_000} minutes`
  if (result.code !== 0) return result.stderr.trim().split('\n')[0] || 'its installer failed'
  return works() ? undefined : 'the downloaded binary does not start on this system'
}

function works() {
  const official = officialExecutable()
  if (!official) return false
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  return spawnSync(official.executable, ['-e', 'process.exit(0)'], { env, timeout: 60_000 }).status === 0
}
