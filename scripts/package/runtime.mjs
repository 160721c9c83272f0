import { distributionOf, ensureElectron } from '../lib/runtime.mjs'

/**
 * The part of electron-builder's configuration that depends on the Electron at hand (see `extends` in electron-builder.yml).
 * With the official one electron-builder fetches what each target needs; where only the fallback can be had, that is packaged.
 */
export default async function runtimeConfiguration() {
  const runtime = await ensureElectron()
  const fuses =
    Number.parseInt(runtime.version, 10) >= firstWithFileFuse ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {}
  return runtime.official ? fuses : { ...fuses, electronVersion: runtime.version, electronDist: distributionOf(runtime) }
}

// An Electron that lacks a fuse refuses to be told about it.
const firstWithFileFuse = 29
