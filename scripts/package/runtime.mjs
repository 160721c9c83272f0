import { distributionOf, ensureElectron } from '../lib/runtime.mjs'

/**
 * The part of electron-builder's configuration that depends on the Electron at hand (see `extends` in electron-builder.yml).
 * With the official one electron-builder fetches what each target needs; where only the fallback can be had, that is packaged.
 */
export default async function runtimeConfiguration() {
  const runtime = await ensureElectron()
  const fuses =
    Number.parseInt(runtime.version, 10) >= firstWithFileFuse ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {}
  const common = { ...fuses, ...signing(process.env) }
  return runtime.official ? common : { ...common, electronVersion: runtime.version, electronDist: distributionOf(runtime) }
}

// An Electron that lacks a fuse refuses to be told about it.
const firstWithFileFuse = 29

/**
 * How a package for macOS is signed. Its processors run nothing unsigned: without a certificate it is signed for this purpose alone ("ad hoc").
 * The hardened runtime would then refuse Electron's own libraries, which bear no team's name.
 */
export function signing(env) {
  const certified = Boolean(env.CSC_LINK || env.CSC_NAME)
  return { mac: certified ? { hardenedRuntime: true } : { identity: '-', hardenedRuntime: false } }
}
