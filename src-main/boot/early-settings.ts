import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '@contract/settings.ts'
import { readChecked } from '../settings/checked.ts'
import { isObject } from '../settings/store.ts'
import type { KeyValueStore } from '../settings/store.ts'

/** The settings file before the code that looks after it is read. */
export interface EarlySettings extends KeyValueStore {
  /** From now on it is this one. */
  become(store: KeyValueStore): void
}

/**
 * What the window needs of the settings file to open: electron-store and the schemas take longer to read than the window to be made.
 * Nothing is in a file that cannot be read; whoever opens it properly says why. What is set meanwhile is lost.
 */
export function earlySettings(dataFolder: string): EarlySettings {
  let store: KeyValueStore | null = null
  const file = readObject(join(dataFolder, 'settings.json'))
  return {
    get: (key) => (store ? store.get(key) : file[key]),
    set: (key, value) => store?.set(key, value),
    become: (opened) => (store = opened),
  }
}

function readObject(path: string): Record<string, unknown> {
  try {
    return readChecked(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}

/** The theme among the kept settings; the system's where none is kept that there is. */
export function themeIn(kept: Pick<KeyValueStore, 'get'>): Settings['theme'] {
  const settings = kept.get('settings')
  const theme = isObject(settings) ? settings['theme'] : null
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
