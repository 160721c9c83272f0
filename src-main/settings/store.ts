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

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
