import type { ConnectorDefinition } from '@contract/connector.ts'
import type { PageAsk } from './request-builder.ts'
import { expiredCursor } from './status-failure.ts'
import type { TenantPage } from './tenant-client.ts'

type Ask = (ask: PageAsk, signal: AbortSignal) => Promise<TenantPage>

/** Pages whose last entry is remembered: the one before, and the one asked for again after a fault. */
const remembered = 3

/**
 * Where pages are numbered, an entry that vanishes moves all below it up by one place: the first of the next page then stands on the page before and is never
 * seen. No page can begin with the last entry of the one before, so that one is asked for once more after each page: where it ends as it did, nothing
 * has moved up meanwhile. Otherwise, and after a restart, when nobody remembers how it ended, the walk begins anew at the committed edge.
 */
export class NumberedPages {
  private readonly ends = new Map<string | null, string | null>()

  /** `lastOf`: a mark of a page's last entry, null on an empty page. */
  constructor(
    private readonly definition: Pick<ConnectorDefinition, 'paging'>,
    private readonly ask: Ask,
    private readonly lastOf: (page: TenantPage) => Promise<string | null>,
  ) {}

  /** As asking the tenant; rejects with `cursor-expired` where the pages have moved. */
  readonly page: Ask = async (ask, signal) => {
    const page = await this.ask(ask, signal)
    const { paging } = this.definition
    if (paging.style !== 'page') return page
    const waits: (number | null)[] = [page.budgetWaitMs]
    if (ask.cursor !== null) {
      const number = Number(ask.cursor) - 1
      const before = number <= paging.first ? null : String(number)
      const ended = this.ends.get(before)
      if (ended === undefined) throw expiredCursor(`How page ${number} ended is not known any more.`)
      const again = await this.ask({ ...ask, cursor: before }, signal)
      waits.push(again.budgetWaitMs)
      if ((await this.lastOf(again)) !== ended) throw expiredCursor(`Page ${number} has another end than before.`)
    }
    this.ends.delete(ask.cursor)
    this.ends.set(ask.cursor, await this.lastOf(page))
    for (const oldest of this.ends.keys()) {
      if (this.ends.size <= remembered) break
      this.ends.delete(oldest)
    }
    return { ...page, budgetWaitMs: waits.reduce((a, b) => (b === null ? a : Math.max(a ?? 0, b)), null) }
  }
}
