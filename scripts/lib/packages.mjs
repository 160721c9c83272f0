import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { npm, npmReason, npmVariables } from './npm.mjs'
import { isNewEnough, nearestVersion, nodePackage } from './node-versions.mjs'
import { cacheFolder, modules, pinnedNode, readJson, root } from './paths.mjs'
import { capture, run } from './run.mjs'
import { isInstalled, stampOf } from './stamp.mjs'
import { say, Stop } from './stop.mjs'

const oldestNode = 18
/** Windows writes it `Path`. */
const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
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
      [pathName]: `${dirname(process.execPath)}${delimiter}${process.env[pathName] ?? ''}`,
      npm_config_loglevel: 'error',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    },
  })
  if (result.code !== 0 || !pinnedNodeWorks()) await installAnother(version, npmReason(result.stderr))
  // npm could not link a command that was not there yet.
  await npm(['rebuild', 'node', '--ignore-scripts', '--loglevel=error'])
}

/** The registry does not carry this version for every system: the Node that runs this where it is new enough, else the nearest published. */
async function installAnother(wanted, reason) {
  mkdirSync(dirname(pinnedNode), { recursive: true })
  if (isNewEnough(process.version, wanted)) {
    say(`Node ${wanted} cannot be had for ${process.platform} ${process.arch} (${reason}): using ${process.version}, which runs this.`)
    copyFileSync(process.execPath, pinnedNode)
  } else {
    const name = nodePackage(process.platform, process.arch)
    const { stdout } = await npm(['view', name, 'versions', '--json', '--loglevel=error'])
    const nearest = nearestVersion([parsed(stdout)].flat().map(String), wanted)
    if (!nearest)
      throw new Stop(
        `Node ${wanted} could not be installed for ${process.platform} ${process.arch} (${reason}): install Node 24 or newer yourself and run the command again.`,
      )
    say(`Node ${wanted} cannot be had for ${process.platform} ${process.arch} (${reason}): installing ${nearest}.`)
    await unpackNode(`${name}@${nearest}`)
  }
  chmodSync(pinnedNode, 0o755)
  if (!pinnedNodeWorks()) throw new Stop(`Node ${wanted} could not be installed for ${process.platform} ${process.arch}: ${reason}`)
}

async function unpackNode(published) {
  const work = mkdtempSync(join(cacheFolder(), 'node-'))
  try {
    const packed = await npm(['pack', published, '--pack-destination', work, '--ignore-scripts', '--loglevel=error'], { cwd: work })
    if (packed.code !== 0) throw new Stop(`${published} could not be fetched: ${npmReason(packed.stderr)}`)
    const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? ''
    await capture('tar', ['-xzf', tarball], { cwd: work })
    copyFileSync(join(work, 'package', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), pinnedNode)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function parsed(json) {
  try {
    return JSON.parse(json)
  } catch {
    return []
  }
}

/** The version of Node that everything after the set-up runs on. */
export function pinnedVersion() {
  return readJson(join(modules, 'node', 'package.json'))?.version
}

function pinnedNodeWorks() {
  if (!existsSync(pinnedNode)) return false
  if (onPinnedNode()) return true
  const said = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  return Boolean(said) && isNewEnough(said, pinnedVersion())
}

/** Whether this process runs on the Node that everything after the set-up runs on. */
export function onPinnedNode() {
  if (process.version === `v${pinnedVersion()}`) return true
  return existsSync(pinnedNode) && realpathSync(process.execPath) === realpathSync(pinnedNode)
}

/**
 * Goes on with the calling script on the pinned Node: returns at once when it runs on it already,
 * otherwise runs it again there and ends this process with its exit code.
 */
export async function continueOnPinnedNode() {
  if (onPinnedNode()) return
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
