import { accessSync, constants, lstatSync, statSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { fail, type AppFailure } from '@contract/errors.ts'

/** What stands where a file of ours should be, or does not let it be used; null where nothing does. A file that is not there yet is none. */
export function inPlaceOf(path: string): AppFailure | null {
  const name = basename(path)
  const said = (what: string, next: string): AppFailure => fail('storage', `${what}.`, `${next}, then try again.`, path)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return null
  const file = found.isSymbolicLink() ? targetOf(path) : found
  if (!file) return said(`${name} is a link to something that is not there`, 'Connect the drive it points to, or remove the link')
  if (file.isDirectory()) return said(`There is a folder where the file ${name} should be`, 'Move the folder away')
  if (!file.isFile()) return said(`There is something else where the file ${name} should be`, 'Move it away')
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return null
  } catch {
    return said(`The file ${name} may not be read or written`, 'Give yourself the permission, or move it away')
  }
}

/** The same where a folder of ours should be. */
export function inPlaceOfFolder(path: string): AppFailure | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found || targetOf(path)?.isDirectory()) return null
  return fail('storage', `There is something else where the folder ${basename(path)} should be.`, 'Move it away, then try again.', path)
}

/** What the file system refused where nobody foresaw it, with the file that it is about; anything else passes unchanged. */
export function asFileFailure(thrown: unknown): unknown {
  const { code, path } = (thrown ?? {}) as { code?: unknown; path?: unknown }
  if (typeof code !== 'string' || !/^E[A-Z]{2,}$/.test(code) || typeof path !== 'string') return thrown
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return fail('disk-full', 'The disk is full. What was saved before is intact.', 'Free some space, then try again.', `${code}: ${path}`)
  return fail(
    'storage',
    `${basename(path)} could not be read or written.`,
    'Check what is in its place, the disk and the permissions, then try again.',
    `${code}: ${path}`,
  )
}

/** Null for a link to nothing, and for one that leads round in a circle. */
function targetOf(link: string): Stats | null {
  try {
    return statSync(link)
  } catch {
    return null
  }
}
