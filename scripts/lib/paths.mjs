import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const modules = join(root, 'node_modules')
/** Where `electron-vite build` puts the application. */
export const outFolder = join(root, 'out')
/** Screenshots and reports of `npm test` and `npm run demo`. */
export const artifacts = join(root, 'artifacts')

/** The executable of the `node` development dependency. */
export const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** @returns the parsed file, or undefined when it is missing or is not JSON */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Where a per-user cache belongs on this system, by the platform's own convention. */
export function cacheHome(platform = process.platform, env = process.env, home = homedir()) {
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  // The XDG specification: a relative path is to be ignored.
  return env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(home, '.cache')
}

/** Our folder in the user's cache, made when missing; beside the packages when the home folder cannot be written. */
export function cacheFolder() {
  const candidates = [join(cacheHome(), 'iam-audit-desk'), join(modules, '.cache', 'iam-audit-desk')]
  for (const folder of candidates) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      accessSync(folder, constants.W_OK)
      return folder
    } catch {
      continue
    }
  }
  return candidates[1]
}
