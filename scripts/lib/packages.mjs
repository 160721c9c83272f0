import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { npm, npmReason, npmVariables } from './npm.mjs'
import { modules, pinnedNode, readJson, root } from './paths.mjs'
import { capture, run } from './run.mjs'
import { isInstalled, stampOf } from './stamp.mjs'
import { say, Stop } from './stop.mjs'

const oldestNode = 18
const stateFolder = join(modules, '.iam-audit-desk')
const stampFile = join(stateFolder, 'installed')

/**
 * Sees to it that node_modules is what the lock file says and that the pinned Node is there.
 * Does nothing but read two files when a stamp says that neither lock file nor platform changed.
 */
export async function ensurePackages() {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Stop(
      `Node ${process.versions.node} is too old for the set-up: install Node ${oldestNode} or newer (it then brings the Node it needs itself).`,
    )
  }
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const stamp = stampOf(lockText)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && pinnedNodeWorks()) return
  if (!isInstalled(JSON.parse(lockText), readJson(join(modules, '.package-lock.json')))) await installPackages(JSON.parse(lockText))
  if (!pinnedNodeWorks()) await installNode()
  mkdirSync(stateFolder, { recursive: true })
  writeFileSync(stampFile, stamp)
}

async function installPackages(lock) {
  say('Installing the npm packages of the lock file (a minute or two the first time) …')
  // No install scripts: better-sqlite3 brings its binaries but npm would still start a compiler because of its binding.gyp.
  const result = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--loglevel=error'], {
    env: {
      ...process.env,
      IAM_AUDIT_DESK_ENGINE: `v${lock.packages['node_modules/node'].version}`,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(join(root, 'scripts', 'lib', 'as-pinned-node.cjs'))}`,
    },
  })
  if (result.code === 127) throw new Stop('npm was not found: install it together with Node (on Debian and Ubuntu: apt-get install npm).')
  if (result.code !== 0) throw new Stop(`The npm packages could not be installed: ${npmReason(result.stderr)}`)
}

/** The `node` package carries no binary: its installer fetches the one for this system from the same registry. */
async function installNode() {
  const version = pinnedVersion()
  say(`Installing Node ${version} beside the packages …`)
  const result = await capture(process.execPath, ['installArchSpecificPackage'], {
    cwd: join(modules, 'node'),
    // It calls `npm` by name.
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      npm_config_loglevel: 'error',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    },
  })
  if (result.code !== 0 || !pinnedNodeWorks()) {
    throw new Stop(`Node ${version} could not be installed for ${process.platform} ${process.arch}: ${npmReason(result.stderr)}`)
  }
  // npm could not link a command that was not there yet.
  await npm(['rebuild', 'node', '--ignore-scripts', '--loglevel=error'])
}

/** The version of Node that everything after the set-up runs on. */
export function pinnedVersion() {
  return readJson(join(modules, 'node', 'package.json'))?.version
}

function pinnedNodeWorks() {
  if (!existsSync(pinnedNode)) return false
  if (process.version === `v${pinnedVersion()}`) return true
  return spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${pinnedVersion()}`
}

/**
 * Goes on with the calling script on the pinned Node: returns at once when it runs on it already,
 * otherwise runs it again there and ends this process with its exit code.
 */
export async function continueOnPinnedNode() {
  if (process.version === `v${pinnedVersion()}`) return
  if (process.env.IAM_AUDIT_DESK_RERUN)
    throw new Stop(`${pinnedNode} is not Node ${pinnedVersion()}: delete node_modules and run "npm run setup".`)
  const proxied = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))
  const environment = {
    ...process.env,
    ...npmVariables(),
    IAM_AUDIT_DESK_RERUN: '1',
    ...(proxied ? { NODE_USE_ENV_PROXY: '1', ELECTRON_GET_USE_PROXY: '1' } : {}),
  }
  process.exit(await run(pinnedNode, process.argv.slice(1), { cwd: process.cwd(), env: environment }))
}
