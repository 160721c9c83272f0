import { join } from 'node:path'

/** electron-builder's numbers of processors. */
const processors = { 1: 'x64', 3: 'arm64' }

/** The file that better-sqlite3 brings for a system, by electron-builder's words for it. */
export function addonName(platform, arch) {
  return `${platform}-${processors[arch] ?? `unknown-${arch}`}.node`
}

/** Where a packed application has its archive. */
export function resourcesIn(appOutDir, platform, productFilename) {
  return platform === 'darwin' ? join(appOutDir, `${productFilename}.app`, 'Contents', 'Resources') : join(appOutDir, 'resources')
}
