import { fail } from '@contract/errors.ts'
import type { PageAnswer, PageBody, PageRequest, ServiceParams } from '@contract/service.ts'
import { inTurns } from '../in-turns.ts'
import type { TenantSession } from '../tenant-session.ts'
import { packed, type Prepared } from './page.ts'
import type { ReadPage } from './read-page.ts'

/** A page that waits for its turn and is read meanwhile. */
interface PageAhead {
  readonly ahead: number
  readonly page: PageBody
  readonly session: TenantSession
  readonly reading: Promise<ReadPage>
}

/** Pages on their way into the caches: each is read and committed, and the next may be handed over, and read, before its turn has come. */
export class Intake {
  private readonly ahead = new Map<string, PageAhead>()

  /**
   * `session` is the tenant's open one; `settled` the one once its ids are those that the connector reads. Both fail with `not-found` for a
   * tenant that is not open.
   */
  constructor(
    private readonly session: (tenant: string) => TenantSession,
    private readonly settled: (tenant: string) => Promise<TenantSession>,
  ) {}

  /** Only the last page of a tenant is kept. What is wrong with it is said when it is to be committed. */
  handOver({ tenant, ahead, ...page }: ServiceParams<'sync.ahead'>): void {
    this.forget(tenant)
    const session = this.session(tenant)
    const reading = session.reader.readAhead(page)
    reading.catch(() => undefined)
    this.ahead.set(tenant, { ahead, page, session, reading })
  }

  /** Commits a page. Fails with `invalid-page` or `not-the-tenant` before anything is written, with `not-found` for a page that was not handed over. */
  async commit(asked: ServiceParams<'sync.page'>): Promise<PageAnswer> {
    if (!('ahead' in asked)) return await this.commitRead(asked)
    const { ahead, ...place } = asked
    const known = this.ahead.get(asked.tenant)
    this.ahead.delete(asked.tenant)
    if (known?.ahead !== ahead) throw fail('not-found', 'This page was not handed over.', 'It is fetched again by itself.')
    return await this.commitRead({ ...place, ...known.page }, known)
  }

  /** Nothing handed over for this tenant is needed any more. */
  forget(tenant: string): void {
    this.ahead.delete(tenant)
  }

  private async commitRead(request: PageRequest, known?: PageAhead): Promise<PageAnswer> {
    const session = await this.settled(request.tenant)
    const prepared = await prepare(session, request, known?.session === session ? known.reading : null)
    // Opened anew meanwhile, it may have another connector.
    return session.isOpen ? session.page(request, prepared) : await this.commitRead(request)
  }
}

/** Everything about a page that writes nothing, in turns with other requests, and one after the other, so that these wait for one piece at a time. */
async function prepare({ store, reader }: TenantSession, page: PageBody, reading: Promise<ReadPage> | null): Promise<Prepared> {
  await inTurns(store.prepareToCommit())
  return await inTurns(packed(store, page, await (reading ?? reader.read(page))))
}
