import type { PageBody } from '@contract/service.ts'
import type { TenantId } from '@contract/tenant.ts'
import type { ServicePort } from './ports.ts'
import type { TenantPage } from './tenant-client.ts'

/** Counted over all runs: a page that an earlier one handed over and never committed must not be taken for one of a later run. */
let pagesAhead = 0

/** Pages that the data service reads before their turn has come. */
export class PagesAhead {
  /** The page handed over last, and under which number. */
  private last: { readonly page: TenantPage; readonly ahead: number } | null = null

  constructor(
    private readonly tenant: TenantId,
    private readonly host: ServicePort,
  ) {}

  handOver(page: TenantPage): void {
    const { asked, body, receivedAt } = page
    const ahead = ++pagesAhead
    this.last = { page, ahead }
    // What is wrong, with the page or the service, is told by the commit.
    this.host.call('sync.ahead', { tenant: this.tenant, ahead, asked, body, receivedAt }).catch(() => undefined)
  }

  /** A page as its commit names it: by the number it was handed over under, or with its body. */
  handedOver(page: TenantPage): { readonly ahead: number } | PageBody {
    const { asked, body, receivedAt } = page
    return this.last?.page === page ? { ahead: this.last.ahead } : { asked, body, receivedAt }
  }
}
