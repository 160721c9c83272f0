import { copyFileSync, cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureAddon } from '../lib/addon.mjs'
import { ensureBuilt } from '../lib/built.mjs'
import { outFolder, pinnedNode } from '../lib/paths.mjs'
import { ensureElectron, hostsDataService } from '../lib/runtime.mjs'
import { say, Stop } from '../lib/stop.mjs'
import { addonName, resourcesIn } from './targets.mjs'

/** electron-builder's hook: what is packaged is the current source. */
export async function beforePack() {
  await ensureBuilt()
}

/** electron-builder's hook: sees to it that the package holds the addon of its own system, and makes one of the fallback runtime work here. */
export async function afterPack({ appOutDir, electronPlatformName: platform, arch, packager }) {
  const resources = resourcesIn(appOutDir, platform, packager.appInfo.productFilename)
  const unpacked = join(resources, 'app.asar.unpacked')
  const addons = join(unpacked, 'node_modules', 'better-sqlite3', 'prebuilds')
  const wanted = addonName(platform, arch)
  const found = readdirSync(addons)
  if (found.join() !== wanted)
    throw new Stop(`The package for ${platform} should hold the addon ${wanted}; it holds ${found.join(', ') || 'none'}.`)

  const runtime = await ensureElectron()
  if (hostsDataService(runtime.version)) return
  rmSync(join(resources, 'app'), { recursive: true, force: true })
  const addon = await ensureAddon()
  if (addon) {
    copyFileSync(addon, join(addons, wanted))
    say('Packaged with the fallback runtime and an addon built for it: for trying the package here, not for giving to people.')
    return
  }
  // There the data service runs on plain Node, which cannot read an asar archive.
  for (const name of ['data-service.cjs', 'chunks']) {
    cpSync(join(outFolder, 'main', name), join(unpacked, 'out', 'main', name), { recursive: true })
  }
  // What the scripts otherwise name in the environment.
  copyFileSync(pinnedNode, join(resources, 'node'))
  say('Packaged with the fallback runtime and a Node beside it: for trying the package here, not for giving to people.')
}
