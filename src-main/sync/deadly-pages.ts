import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import type { TenantId } from '@contract/tenant.ts'
import { z } from 'zod'
import { tokensOf } from '../connector/pointer.ts'
import { ItemSieve } from './item-sieve.ts'
import type { KeepPage, SyncStore } from './ports.ts'
import type { TenantPage } from './tenant-client.ts'

/** A page that the service died of so often is not fed to it again. */
const deathsAllowed = 2
/** Deaths in a row, whatever the pages: at the top of a log the same entries come in ever other pages. */
const inARowAllowed = 3
/** A page this large is noted before it is handed over, bytes: where the service runs in this very process, nobody is left to note anything. */
const noted = 4 * 1024 * 1024
/** Pages that are remembered. */
const remembered = 20
/** Bytes looked at before others have their turn. */
const step = 256 * 1024

export const deadlyKey = (tenant: TenantId) => `sync.deadly.${tenant}`

const memory = z.object({
  /** By the page's hash. */
  deaths: z.array(z.tuple([z.string(), z.number()])),
  inARow: z.number(),
  underWay: z.array(z.string()),
})

/** Remembers, over restarts too, which pages the data service had when it died, and takes the items out of one that it died of twice. */
export class DeadlyPages {
  private deaths: Map<string, number>
  private inARow: number
  private readonly atService = new Set<TenantPage>()
  private isNoted = false

  constructor(
    private readonly tenant: TenantId,
    private readonly definition: Pick<ConnectorDefinition, 'items'>,
    private readonly store: SyncStore,
    private readonly keep: KeepPage | undefined,
  ) {
    const found = memory.safeParse(store.get(deadlyKey(tenant)))
    const { deaths, inARow, underWay } = found.success ? found.data : { deaths: [], inARow: 0, underWay: [] }
    this.deaths = new Map(deaths)
    this.inARow = inARow
    // The process ended with them.
    if (underWay.length > 0) this.count(underWay)
  }

  /** Whether pages are fed one by one, so that it is known which was at fault. */
  get isWatching(): boolean {
    return this.inARow > 0 || this.deaths.size > 0
  }

  /** The page, or, when the service died of it twice, the page without its items. */
  async bearable(page: TenantPage): Promise<TenantPage> {
    if (!this.isWatching || !this.isDeadly(page)) return page
    const sieve = new ItemSieve(tokensOf(this.definition.items), 0, 'page-set-aside')
    for (let at = 0; at < page.body.length; at += step) {
      sieve.write(page.body.subarray(at, at + step))
      await nextTurn()
    }
    const { body, leftOut } = sieve.end()
    const without = { ...page, body, glimpse: body.toString('latin1'), asked: { ...page.asked, leftOut } }
    // In a row is about what came before: without its items it is another page.
    if ((this.deaths.get(printOf(without)) ?? 0) >= deathsAllowed) {
      throw fail(
        'page-set-aside',
        'The data service ends whenever it reads what the tenant sends next, even without the entries in it.',
        'What is cached stays readable. Copy the details for your administrator.',
        `page ${printOf(page)}`,
      )
    }
    this.keep?.(this.tenant, `${printOf(page)}.json`, page.body)
    this.inARow = 0
    return without
  }

  /** Every page is tried again. */
  forget(): void {
    this.deaths.clear()
    this.inARow = 0
    this.save()
  }

  /** The page is with the service now. */
  fed(page: TenantPage): void {
    this.atService.add(page)
    if (page.body.length < noted) return
    this.isNoted = true
    this.save()
  }

  /** The service has read the page and lives; committed, it is past it. */
  survived(page: TenantPage, isCommitted: boolean): void {
    this.atService.delete(page)
    const wasWatching = this.isWatching
    if (isCommitted) this.inARow = 0
    if (isCommitted && wasWatching) this.deaths.delete(printOf(page))
    if ((isCommitted && wasWatching) || this.isNoted) {
      this.isNoted = [...this.atService].some(({ body }) => body.length >= noted)
      this.save()
    }
  }

  /** The service died, or was given up. */
  died(): void {
    if (this.atService.size === 0) return
    const prints = [...this.atService].map(printOf)
    this.atService.clear()
    this.count(prints)
  }

  private count(prints: readonly string[]): void {
    for (const print of prints) this.deaths.set(print, (this.deaths.get(print) ?? 0) + 1)
    this.deaths = new Map([...this.deaths].slice(-remembered))
    this.inARow++
    this.isNoted = false
    this.save()
  }

  private isDeadly(page: TenantPage): boolean {
    return this.inARow >= inARowAllowed || (this.deaths.get(printOf(page)) ?? 0) >= deathsAllowed
  }

  private save(): void {
    const underWay = this.isNoted ? [...this.atService].map(printOf) : []
    const isEmpty = !this.isWatching && underWay.length === 0
    this.store.set(deadlyKey(this.tenant), isEmpty ? null : { deaths: [...this.deaths], inARow: this.inARow, underWay })
  }
}

/** By the list alone: what stands beside it may be another at each request. */
function printOf({ body, glimpse }: TenantPage): string {
  const [from, to] = [glimpse.indexOf('['), glimpse.lastIndexOf(']')]
  const list = from < 0 || to <= from ? body : body.subarray(from, to)
  return createHash('sha256').update(list).digest('hex').slice(0, 32)
}
