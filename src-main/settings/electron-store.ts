import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import ElectronStore from 'electron-store'
import { readText } from '../files/files.ts'
import { inPlaceOf } from '../files/obstacle.ts'
import { checkedText, readChecked } from './checked.ts'
import { setUnreadableAside } from './file.ts'
import { asSettingsFailure } from './store.ts'
import type { KeyValueStore } from './store.ts'

/**
 * The settings file in the data folder, private to its owner. A file that is not ours is set aside and reported. Setting a value fails
 * with `disk-full` or `storage` when it cannot be written; the file is then as it was.
 */
export function openSettingsFile(dataFolder: string, warn: (message: string) => void): KeyValueStore {
  const path = join(dataFolder, 'settings.json')
  if (lstatSync(path, { throwIfNoEntry: false }) && (inPlaceOf(path) || !isUsable(path)))
    warn(`The settings file is not readable: defaults are used, the file was set aside as ${setUnreadableAside(path)}`)
  const store = new ElectronStore({
    cwd: dataFolder,
    name: 'settings',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    serialize: checkedText,
    deserialize: readChecked,
  })
  return {
    get: (key) => store.get(key),
    set(key, value) {
      try {
        store.set(key, value)
      } catch (thrown) {
        throw asSettingsFailure(thrown)
      }
    },
  }
}

/** @returns whether the file holds a JSON object as it was written; electron-store itself throws on one that does not. */
export function isUsable(path: string): boolean {
  try {
    readChecked(readText(path))
    return true
  } catch {
    return false
  }
}
