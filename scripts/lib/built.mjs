import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thirdPartyNotices } from './notices.mjs'
import { outFolder, root } from './paths.mjs'
import { capture, childEnvironment, tool } from './run.mjs'
import { say, Stop } from './stop.mjs'

const stamp = join(outFolder, '.built')
const sources = [
  'src-main',
  'src-preload',
  'src-renderer',
  'demo-tenant',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
]

/** Builds the application. Its output is shown only when it fails. */
export async function build() {
  const begun = Date.now()
  rmSync(outFolder, { recursive: true, force: true })
  const [command, ...args] = tool('electron-vite', 'build')
  const result = await capture(command, args, { env: childEnvironment({ NO_COLOR: '1' }) })
  if (result.code !== 0) throw new Stop(`The application does not build: ${buildReason(result.stdout + result.stderr)}`)
  mkdirSync(outFolder, { recursive: true })
  const bundled = ['main', 'preload', 'renderer'].map((name) => join(outFolder, name, 'licenses.md'))
  writeFileSync(join(outFolder, 'main', 'third-party-notices.txt'), thirdPartyNotices(bundled))
  for (const file of bundled) rmSync(file)
  writeFileSync(stamp, '')
  say(`Built in ${((Date.now() - begun) / 1000).toFixed(1)} s.`)
}

/** What the bundler says is wrong, without its own stack. */
function buildReason(output) {
  const said = output.slice(output.lastIndexOf('error during build:') + 1)
  return said
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '' && !/^\s+at .*node_modules/.test(line))
    .join('\n')
}

/** Builds when there is no build or a source is newer than it. */
export async function ensureBuilt() {
  if (!existsSync(stamp) || newestChange(sources.map((name) => join(root, name))) > statSync(stamp).mtimeMs) await build()
}

/** Says that `out` no longer holds a finished build, e.g. because the development server writes into it. */
export function forgetBuild() {
  rmSync(stamp, { force: true })
}

/** Time of the last change under the paths, ms since the epoch; folders count too, so a deleted file is a change. */
export function newestChange(paths) {
  return paths.reduce((newest, path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat) return newest
    const inside = stat.isDirectory() ? newestChange(readdirSync(path).map((name) => join(path, name))) : 0
    return Math.max(newest, stat.mtimeMs, inside)
  }, 0)
}
