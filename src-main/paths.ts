import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Paths {
  readonly renderer: string
  readonly preload: string
  readonly dataService: string
  readonly demoTenant: string
  readonly icon: string
  /** The licences of what the build contains, as text. */
  readonly notices: string
  /** A Node that a package of the fallback runtime brings along; undefined in every other. */
  readonly node: string | undefined
}

/** Where the built parts are, from the application's own folder (or archive). */
export function pathsIn(appPath: string): Paths {
  const node = join(dirname(appPath), 'node')
  const outside = appPath.replace(/\.asar$/, '.asar.unpacked')
  const unpackedService = join(outside, 'out', 'main', 'data-service.cjs')
  return {
    renderer: join(appPath, 'out', 'renderer'),
    preload: join(appPath, 'out', 'preload', 'index.cjs'),
    // A plain Node cannot read the archive; where the service was unpacked beside it, that copy serves every runtime.
    dataService: existsSync(unpackedService) ? unpackedService : join(appPath, 'out', 'main', 'data-service.cjs'),
    demoTenant: join(appPath, 'out', 'main', 'demo-tenant.cjs'),
    notices: join(appPath, 'out', 'main', 'third-party-notices.txt'),
    icon: join(appPath, 'resources', 'icons', '256x256.png'),
    node: appPath.endsWith('.asar') && existsSync(node) ? node : undefined,
  }
}
