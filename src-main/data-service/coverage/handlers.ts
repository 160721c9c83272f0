import type { HandlersOf } from '../handlers.ts'
import type { CacheStore } from '../cache/store.ts'
import type { KnownTimes } from './known-times.ts'

/** What is asked here of a tenant that is open. */
interface CoveredTenant {
  readonly store: CacheStore
  readonly times: KnownTimes
}

/** What is known of a tenant's times. `open` fails with `not-found` for a tenant that is not open. */
export function coverageHandlers(
  open: (tenant: string) => CoveredTenant,
): HandlersOf<'sync.state' | 'sync.skip' | 'coverage.get' | 'coverage.history'> {
  return {
    'sync.state': ({ tenant }) => open(tenant).times.syncState(),
    'sync.skip': ({ tenant, range, skip, at }) => {
      open(tenant).store.history.skip(range, skip, at)
      return undefined
    },
    'coverage.get': ({ tenant }) => open(tenant).times.coverage(),
    'coverage.history': ({ tenant }) => open(tenant).times.history(),
  }
}
