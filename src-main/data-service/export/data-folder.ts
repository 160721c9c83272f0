import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail } from '@contract/errors.ts'

/** Names that only files of ours have, wherever in a data folder. */
const ours = /^(settings\.json|tokens\.json|tenant\.json|lock\.db|cache\.db|casework\.db|casework-\d.*\.db)/i

/**
 * No file for a person takes the place of one of a data folder, of this one or of another, by whatever way the path leads there; and none is made there under a
 * name of ours. See docs/decisions/exports.md, 137.
 * @throws AppFailure `name-taken`
 */
export function refuseDataFolder(path: string): void {
  const found = resolve(path)
  const real = join(realOf(dirname(found)), basename(found))
  // What a link points to would not be replaced, but whoever names it means it.
  for (const each of new Set([real, realOf(real)])) {
    const folder = dataFolderOf(each)
    if (folder === null) continue
    const inside = each.slice(folder.length + 1)
    if (!existsSync(each) && !ours.test(basename(each)) && !/^tenants/i.test(inside)) continue
    throw fail(
      'name-taken',
      'This is a file of the application’s data folder. It was not touched.',
      'Choose a place outside of the data folder.',
      path,
    )
  }
}

/** The outermost folder above a path that is a data folder. */
function dataFolderOf(path: string): string | null {
  let found: string | null = null
  for (let at = dirname(path); ; at = dirname(at)) {
    if (isDataFolder(at)) found = at
    if (at === dirname(at)) return found
  }
}

/** By what it holds: nothing else has a folder of tenants beside a lock or settings, or tenants’ databases in it. */
function isDataFolder(folder: string): boolean {
  const tenants = join(folder, 'tenants')
  if (!lstatSync(tenants, { throwIfNoEntry: false })?.isDirectory())
    return existsSync(join(folder, 'lock.db')) && existsSync(join(folder, 'settings.json'))
  if (['lock.db', 'settings.json', 'tokens.json'].some((name) => existsSync(join(folder, name)))) return true
  return names(tenants).some((id) => ['cache.db', 'casework.db', 'tenant.json'].some((name) => existsSync(join(tenants, id, name))))
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** As the file system knows it: links followed, letters as they are written there. What is not there yet stays as it was named. */
function realOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
