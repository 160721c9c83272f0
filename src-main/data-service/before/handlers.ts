import { fail } from '@contract/errors.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import type { DerivedBefores } from './derived-befores.ts'
import { derivedBefore } from './rebuild.ts'

/** What was before, where the source does not say. `open` fails with `not-found` for a tenant that is not open. */
export function beforeHandlers(
  open: (tenant: string) => { readonly store: CacheStore; readonly engine: { readonly befores: DerivedBefores } },
): HandlersOf<'before.derived'> {
  return {
    'before.derived': ({ tenant, key }, signal) => {
      const { store, engine } = open(tenant)
      if (key >= store.columns.length) throw fail('not-found', 'This entry is not in the cache.')
      return derivedBefore(store, engine.befores, key, signal)
    },
  }
}
