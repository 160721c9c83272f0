export interface Lru<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  clear(): void
}

/** Keeps what was used last: at most `most` values of `weightLimit` together. A value heavier than half of that is not kept. */
export function createLru<K, V>(most: number, weightLimit: number, weigh: (value: V) => number): Lru<K, V> {
  const kept = new Map<K, { readonly value: V; readonly weight: number }>()
  let weight = 0
  const drop = (key: K): void => {
    weight -= kept.get(key)?.weight ?? 0
    kept.delete(key)
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value) {
      drop(key)
      const own = weigh(value)
      if (own > weightLimit / 2) return
      kept.set(key, { value, weight: own })
      weight += own
      for (const oldest of kept.keys()) {
        if (kept.size <= most && weight <= weightLimit) break
        drop(oldest)
      }
    },
    clear() {
      kept.clear()
      weight = 0
    },
  }
}
