import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '@contract/errors.ts'
import { readText, writeFileWhole } from '../files/files.ts'
import { inPlaceOf } from '../files/obstacle.ts'
import { checkedText, readChecked } from '../settings/checked.ts'
import { asSettingsFailure, type KeyValueStore } from '../settings/store.ts'

/** The window's settings file, for a command that has the data folder to itself. A file that cannot be read is left alone. */
export function settingsFile(dataFolder: string): KeyValueStore {
  const path = join(dataFolder, 'settings.json')
  const obstacle = inPlaceOf(path)
  if (obstacle) throw obstacle
  let kept = existsSync(path) ? read(path) : {}
  return {
    get: (key) => kept[key],
    set(key, value) {
      const next = { ...kept, [key]: value }
      try {
        writeFileWhole(path, checkedText(next))
      } catch (thrown) {
        throw asSettingsFailure(thrown)
      }
      kept = next
    },
  }
}

function read(path: string): Record<string, unknown> {
  try {
    return readChecked(readText(path))
  } catch {
    // Whatever is wrong with it, it is not overwritten.
    throw fail(
      'storage',
      'The settings file of this data folder cannot be read, or is not as it was written.',
      `Repair or move ${path}, then try again; without its line “checksum” it is taken as it is.`,
    )
  }
}
