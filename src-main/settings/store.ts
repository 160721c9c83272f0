import { fail } from '@contract/errors.ts'

/** Where small values are kept between runs: JSON under a key, written whole and at once. */
export interface KeyValueStore {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

/** One key of a store with the same methods for what lies under it; `set(…, null)` forgets. */
export function within(store: KeyValueStore, key: string): KeyValueStore {
  const all = (): Record<string, unknown> => {
    const kept = store.get(key)
    return isObject(kept) ? kept : {}
  }
  return {
    get: (name) => {
      const kept = all()
      return Object.hasOwn(kept, name) ? kept[name] : null
    },
    set: (name, value) => store.set(key, { ...all(), [name]: value ?? undefined }),
  }
}

/**
 * For notes that only a restart would miss: a value that cannot be written now (a full disk) is remembered and written with
 * the next one. Otherwise what is true in memory could not be told any more, e.g. that a sync failed because the disk is full.
 */
export function forgiving(store: KeyValueStore): KeyValueStore {
  const unwritten = new Map<string, unknown>()
  return {
    get: (key) => (unwritten.has(key) ? unwritten.get(key) : store.get(key)),
    set(key, value) {
      unwritten.set(key, value)
      try {
        for (const [name, kept] of unwritten) {
          store.set(name, kept)
          unwritten.delete(name)
        }
      } catch {
        // Whoever has data to write says what is wrong with the disk.
      }
    },
  }
}

/** What the file system refused when a settings file was written, as a failure a person can act on; anything else passes unchanged. */
export function asSettingsFailure(thrown: unknown): unknown {
  const code = (thrown as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return thrown
  const details = `${code}: settings.json`
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? fail('disk-full', 'The disk is full. What was saved before is intact.', 'Free some space, then try again.', details)
    : fail('storage', 'The settings could not be written.', 'Check the disk and the folder’s permissions, then try again.', details)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
