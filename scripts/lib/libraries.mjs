import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hasT64Names, parseOsRelease } from './os-release.mjs'
import { capture } from './run.mjs'
import { say, Stop } from './stop.mjs'

/** What Electron loads at start and a bare machine lacks; `renamed` is the name since the 64-bit time type. */
const libraries = [
  { soname: 'libgtk-3.so.0', package: 'libgtk-3-0', renamed: 'libgtk-3-0t64' },
  { soname: 'libnss3.so', package: 'libnss3' },
  { soname: 'libasound.so.2', package: 'libasound2', renamed: 'libasound2t64' },
  { soname: 'libgbm.so.1', package: 'libgbm1' },
  { soname: 'libXss.so.1', package: 'libxss1' },
  { soname: 'libXtst.so.6', package: 'libxtst6' },
]

/** Library names out of `ldconfig -p`. */
export function parseLibraryCache(text) {
  return new Set([...text.matchAll(/^\s+(\S+)\s+\(/gm)].map((match) => match[1]))
}

/** What is missing, as Debian package names. */
export function missingPackages({ present, hasXvfb, hasDisplay, release }) {
  const t64 = hasT64Names(release)
  const missing = libraries.filter((library) => !present.has(library.soname)).map((library) => (t64 && library.renamed) || library.package)
  return hasXvfb || hasDisplay ? missing : ['xvfb', ...missing]
}

/** Whether a window can be opened as things are. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

export function onPath(name, env = process.env) {
  return (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}

/** On Linux: sees to it that Electron's shared libraries (and a virtual display where there is none) are installed. */
export async function ensureLibraries() {
  if (process.platform !== 'linux') return
  let missing = await findMissing()
  if (missing.length === 0) return
  if (!onPath('apt-get')) {
    throw new Stop(
      `Electron needs libraries that are missing here; their Debian names are ${missing.join(' ')}: install them with this system's package manager and run the command again.`,
    )
  }
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `Electron needs system libraries that are missing here; install them and run the command again:\n\n  sudo apt-get update && sudo ${install.join(' ')}\n`,
    )
  }
  say(`Installing the system libraries Electron needs: ${missing.join(' ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // An update that fails for one of several sources still leaves the others usable: the install decides.
  await capture('apt-get', ['update', '-qq'], { env })
  const result = await capture(install[0], install.slice(1), { env })
  missing = result.code === 0 ? await findMissing() : missing
  if (result.code !== 0 || missing.length > 0) {
    throw new Stop(
      `"${install.join(' ')}" did not bring what Electron needs: ${aptReason(result.stderr) ?? `${missing.join(' ')} still missing`}`,
    )
  }
}

async function findMissing() {
  // By its path: /sbin is not on an ordinary user's PATH.
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((file) => existsSync(file))
  const { stdout } = ldconfig ? await capture(ldconfig, ['-p']) : { stdout: '' }
  const release = existsSync('/etc/os-release') ? parseOsRelease(readFileSync('/etc/os-release', 'utf8')) : {}
  return missingPackages({ present: parseLibraryCache(stdout), hasXvfb: onPath('Xvfb'), hasDisplay: hasDisplay(), release })
}

function aptReason(stderr) {
  return stderr
    .split('\n')
    .find((line) => line.startsWith('E: '))
    ?.slice(3)
}
