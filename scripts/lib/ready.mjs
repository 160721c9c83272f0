import { ensureLibraries } from './libraries.mjs'
import { continueOnPinnedNode, ensurePackages } from './packages.mjs'
import { ensureElectron } from './runtime.mjs'

/**
 * The set-up every script begins with. Afterwards the packages of the lock file are there and this process runs on the pinned Node:
 * when it did not, the whole script was run again there and this call does not return.
 */
export async function ready() {
  await ensurePackages()
  await continueOnPinnedNode()
}

/** `ready`, and what a window needs: system libraries and the Electron runtime, which it returns. */
export async function readyWithElectron(options = {}) {
  await ready()
  await ensureLibraries()
  return ensureElectron(options)
}
