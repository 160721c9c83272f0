import type { KnownTimes } from '../coverage/known-times.ts'
import { noteCompleted, noteFailed } from '../coverage/sync-end.ts'
import type { HandlersOf } from '../handlers.ts'
import type { IngestingTenant, Intake } from './intake.ts'
import type { Rechecks } from './recheck.ts'

/** What is asked here of a tenant that is open. */
interface SyncedTenant extends IngestingTenant {
  readonly times: KnownTimes
  readonly rechecks: Rechecks
  /** A sync has ended: nothing comes for a while. */
  synced(): void
}

type Name = 'sync.page' | 'sync.ahead' | 'sync.completed' | 'sync.failed' | 'recheck.begin' | 'recheck.end'

/** What a sync brings. `arrived` is told of new entries; `open` fails with `not-found` for a tenant that is not open. */
export function ingestHandlers(
  open: (tenant: string) => SyncedTenant,
  intake: Intake,
  arrived: (changed: { readonly tenant: string; readonly entries: number; readonly inserted: number }) => void,
): HandlersOf<Name> {
  return {
    'sync.page': async (request) => {
      const answer = await intake.commit(request)
      if (answer.inserted > 0) arrived({ tenant: request.tenant, entries: answer.entries, inserted: answer.inserted })
      return answer
    },
    'sync.ahead': (page) => {
      intake.handOver(page)
      return undefined
    },
    'sync.completed': ({ tenant, at }) => {
      intake.forget(tenant)
      const known = open(tenant)
      noteCompleted(known.store, known.times, at)
      known.synced()
      return undefined
    },
    'sync.failed': ({ tenant }) => {
      noteFailed(open(tenant).store)
      return undefined
    },
    'recheck.begin': ({ tenant, range }) => {
      open(tenant).rechecks.begin(range)
      return undefined
    },
    'recheck.end': ({ tenant, at }) => open(tenant).rechecks.end(at),
  }
}
