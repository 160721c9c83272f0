import { settings as schema } from '@contract/settings.ts'
import type { Settings, SettingsPatch } from '@contract/settings.ts'
import { isObject } from './store.ts'
import type { KeyValueStore } from './store.ts'

const key = 'settings'

export interface SettingsKeeper {
  get(): Settings
  /** Changes the keys that are given, keeps and announces the result. */
  set(patch: SettingsPatch): Settings
  onChange(listener: (settings: Settings) => void): void
}

/** The person's settings. A kept value that does not fit its key (a foreign or older file) becomes the default, by itself. */
export function createSettings(store: KeyValueStore, warn: (message: string) => void): SettingsKeeper {
  const listeners: ((settings: Settings) => void)[] = []
  let current = read(store.get(key), warn)

  return {
    get: () => current,
    set(patch) {
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      current = schema.parse({ ...current, ...given })
      store.set(key, current)
      for (const listener of listeners) listener(current)
      return current
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

function read(kept: unknown, warn: (message: string) => void): Settings {
  if (!isObject(kept)) return schema.parse({})
  const fitting = Object.entries(schema.shape).flatMap(([name, shape]) => {
    if (!Object.hasOwn(kept, name)) return []
    const parsed = shape.safeParse(kept[name])
    if (!parsed.success) warn(`The setting ${name} was not understood; its default is used`)
    return parsed.success ? [[name, parsed.data] as const] : []
  })
  return schema.parse(Object.fromEntries(fitting))
}
