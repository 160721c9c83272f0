import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '@contract/errors.ts'
import type { ImportProgress } from '@contract/import.ts'
import type { FileImports } from './files/handlers.ts'
import { ImportJob } from './files/import-job.ts'
import { undoImport } from './files/undo.ts'
import { collectGarbage } from './memory.ts'
import type { OpenTenants } from './open-tenants.ts'
import type { TenantSession } from './tenant-session.ts'

export interface TenantImportsPorts {
  readonly tenants: OpenTenants
  readonly now: () => number
  readonly progress: (told: ImportProgress) => void
}

/** Imports into the caches of tenants: each is one transaction, so that a kill, a full disk or a person's wish leaves nothing of it. */
export function tenantImports({ tenants, now, progress }: TenantImportsPorts): FileImports {
  /** Does `work` as one transaction, while no page of a sync is committed; then the tenant is opened anew. */
  async function wholly<T>(tenant: string, work: (session: TenantSession) => Promise<T> | T): Promise<T> {
    let session = await tenants.settled(tenant)
    // It is opened anew when that is over.
    while (session.isRereading) {
      await pause(20)
      session = await tenants.settled(tenant)
    }
    if (session.changing) throw fail('invalid-request', 'Another import into this tenant is under way.', 'Wait until it is done.')
    let over: () => void = () => undefined
    session.changing = new Promise<void>((resolve) => (over = resolve))
    let keeps = false
    const isOpen = (): boolean => session.isOpen
    try {
      session.store.begin()
      const done = await work(session)
      if (!session.isOpen) throw fail('cancelled', 'The tenant was closed meanwhile: nothing of the import was kept.')
      session.store.end(true)
      keeps = true
      return done
    } finally {
      if (isOpen()) {
        if (!keeps) session.store.end(false)
        // What reads the store as it was needs it still.
        while (session.exporting > 0 && isOpen()) await pause(20)
        session.changing = null
        // What it was read into is not needed twice.
        collectGarbage()
        if (isOpen()) tenants.renew(tenant, session, { keepsFirst: false })
        // Not before the answer.
        setImmediate(collectGarbage)
      }
      over()
    }
  }

  return {
    run: (asked, signal) =>
      wholly(asked.tenant, async (session) => {
        const until = AbortSignal.any([signal, session.closing.signal])
        return await new ImportJob(session.store, asked, { signal: until, now, progress }).run()
      }),
    undo: (tenant, id) => wholly(tenant, ({ store }) => undoImport(store, id)),
  }
}
