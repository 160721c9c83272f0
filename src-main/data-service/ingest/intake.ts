import { fail } from '@contract/errors.ts'
import type { PageAnswer, PageBody, PageRequest, ServiceParams } from '@contract/service.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import type { PageReader } from './page-reader.ts'
import { packed, readerOf, type Prepared } from './page.ts'
import { readPage, type ReadPage } from './read-page.ts'

/** What a page needs of a tenant that is open. */
export interface IngestingTenant {
  readonly store: CacheStore
  readonly reader: PageReader
  readonly isOpen: boolean
  page(request: PageRequest, prepared: Prepared): PageAnswer
}

/** A page that waits for its turn and is read meanwhile. */
interface PageAhead {
  readonly ahead: number
  readonly page: PageBody
  readonly tenant: IngestingTenant
  readonly reading: Promise<ReadPage>
}

/** Pages on their way into the caches: each is read and committed, and the next may be handed over, and read, before its turn has come. */
export class Intake {
  private readonly ahead = new Map<string, PageAhead>()

  /**
   * `open` is the tenant as it is open; `settled` the same once its ids are those that the connector reads. Both fail with `not-found` for a
   * tenant that is not open.
   */
  constructor(
    private readonly open: (tenant: string) => IngestingTenant,
    private readonly settled: (tenant: string) => Promise<IngestingTenant>,
  ) {}

  /** Only the last page of a tenant is kept. What is wrong with it is said when it is to be committed. */
  handOver({ tenant: id, ahead, ...page }: ServiceParams<'sync.ahead'>): void {
    this.forget(id)
    const tenant = this.open(id)
    const reading = tenant.reader.readAhead(page)
    reading.catch(() => undefined)
    this.ahead.set(id, { ahead, page, tenant, reading })
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
    const tenant = await this.settled(request.tenant)
    const connector = readerOf(tenant.store, request)
    const isOwn = connector === tenant.store.connector
    const reading = isOwn ? (known?.tenant === tenant ? known.reading : null) : inTurns(readPage(connector, request))
    const prepared = await prepare(tenant, request, reading)
    // Opened anew meanwhile, it may have another connector.
    return tenant.isOpen ? tenant.page(request, prepared) : await this.commitRead(request)
  }
}

/** Everything about a page that writes nothing, in turns with other requests, and one after the other, so that these wait for one piece at a time. */
async function prepare({ store, reader }: IngestingTenant, page: PageBody, reading: Promise<ReadPage> | null): Promise<Prepared> {
  await inTurns(store.prepareToCommit())
  return await inTurns(packed(store, page, await (reading ?? reader.read(page))))
}
