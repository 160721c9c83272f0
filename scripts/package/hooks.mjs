import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from '../lib/built.mjs'
import { outFolder, pinnedNode } from '../lib/paths.mjs'
import { ensureElectron, hostsDataService } from '../lib/runtime.mjs'
import { say } from '../lib/stop.mjs'

/** electron-builder's hook: what is packaged is the current source. */
export async function beforePack() {
  await ensureBuilt()
}

/** electron-builder's hook: makes a package of the fallback runtime work here, and says what it is good for. */
export async function afterPack({ appOutDir }) {
  const runtime = await ensureElectron()
  if (hostsDataService(runtime.version)) return
  const resources = join(appOutDir, 'resources')
  rmSync(join(resources, 'app'), { recursive: true, force: true })
  // There the data service runs on plain Node, which cannot read an asar archive.
  for (const name of ['data-service.cjs', 'chunks']) {
    cpSync(join(outFolder, 'main', name), join(resources, 'app.asar.unpacked', 'out', 'main', name), { recursive: true })
  }
  // What the scripts otherwise name in the environment.
  copyFileSync(pinnedNode, join(resources, 'node'))
  say('Packaged with the fallback runtime and a Node beside it: for trying the package here, not for giving to people.')
}
