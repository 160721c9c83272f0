import { fail } from '@contract/errors.ts'
import type { CacheStore } from '../cache/store.ts'
import type { HandlersOf } from '../handlers.ts'
import { outcomeOf } from './outcome.ts'
import type { RolePermissions } from './role-permissions.ts'
import type { Subjects } from './subjects.ts'

/** States over time. `open` fails with `not-found` for a tenant that is not open. */
export function historyHandlers(
  open: (tenant: string) => { readonly store: CacheStore; readonly subjects: Subjects; readonly rolePermissions: RolePermissions },
): HandlersOf<'history.get' | 'history.state' | 'history.outcome'> {
  return {
    'history.get': (request) => open(request.tenant).subjects.get(request),
    'history.state': ({ tenant, subject, at }) => open(tenant).subjects.states(subject, at),
    'history.outcome': ({ tenant, key }) => {
      const { store, subjects, rolePermissions } = open(tenant)
      if (key >= store.columns.length) throw fail('not-found', 'This entry is not in the cache.')
      return outcomeOf(key, { store, subjects, rolePermissions })
    },
  }
}
