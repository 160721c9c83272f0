import { fail } from '@contract/errors.ts'
import type { PageAnswer, PageRequest, ServiceAnswer, ServiceName, ServiceParams, SyncState, UnfinishedWalk } from '@contract/service.ts'
import { cover, gapsIn, type Ledger } from '../../data-service/cache/ledger.ts'
import type { DataHost } from '../ports.ts'

interface PageBody {
  readonly items: readonly { readonly id: string; readonly timestamp: string }[]
  readonly next_cursor: string | null
  readonly retention?: { readonly days: number; readonly oldest: string }
}

const overlapMs = 15 * 60_000

/** The data service's side of a sync, in memory, by the same ledger. */
export class SimulatedDataService implements DataHost {
  readonly stored = new Map<string, number>()
  readonly commits: PageAnswer[] = []
  coverage: Ledger = []
  walk: UnfinishedWalk | null = null
  completedAt: number | null = null
  floor: number | null = null
  bottomReached = false
  /** Called with the number of each `sync.page`, before and after it is committed; may throw. */
  beforeCommit: (page: number) => void = () => {}
  afterCommit: (page: number) => void = () => {}
  private pages = 0

  async call<N extends ServiceName>(name: N, params: ServiceParams<N>): Promise<ServiceAnswer<N>> {
    await Promise.resolve()
    return this.answer(name, params) as ServiceAnswer<N>
  }

  private answer(name: ServiceName, params: unknown): unknown {
    switch (name) {
      case 'tenant.open':
        return { entries: this.stored.size, recovered: [] }
      case 'sync.state':
        return this.state()
      case 'sync.page': {
        const page = this.pages++
        this.beforeCommit(page)
        const answer = this.commit(params as PageRequest)
        this.afterCommit(page)
        return answer
      }
      case 'sync.completed':
        this.completedAt = (params as ServiceParams<'sync.completed'>).at
        return undefined
      case 'sync.inspect': {
        const body = read((params as ServiceParams<'sync.inspect'>).body)
        const newest = body.items[0] ? Date.parse(body.items[0].timestamp) : null
        return { received: body.items.length, newest, retention: body.retention ? { days: body.retention.days, oldest: null } : null }
      }
      default:
        throw fail('invalid-request', `The sync has no business asking ${name}`)
    }
  }

  state(): SyncState {
    const { coverage, walk, floor } = this
    const bottom = floor ?? (this.bottomReached ? null : 0)
    return {
      intervals: [...coverage],
      gaps: gapsIn(coverage, bottom, walk && { from: walk.window.from, to: walk.edge }),
      unfinished: walk,
      floor,
      entries: this.stored.size,
      completedAt: this.completedAt,
      overlapMs,
    }
  }

  private commit(request: PageRequest): PageAnswer {
    const body = read(request.body)
    const times = body.items.map(({ timestamp }) => Date.parse(timestamp))
    const [oldest, newest] = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [null, null]
    const fresh = body.items.filter(({ id }) => !this.stored.has(id))
    for (const { id, timestamp } of fresh) this.stored.set(id, Date.parse(timestamp))
    const retention = body.retention ? { days: body.retention.days, oldest: Date.parse(body.retention.oldest) } : null
    if (retention) this.floor = retention.oldest
    const walk = !request.first && this.walk ? this.walk : this.opened(request, newest)
    const bottom = Math.max(request.window.from ?? -Infinity, retention?.oldest ?? -Infinity)
    const reached =
      body.next_cursor === null ? (Number.isFinite(bottom) ? bottom : (oldest ?? walk.edge)) : oldest === null ? walk.edge : oldest + 1
    const edge = Math.min(walk.edge, reached)
    this.coverage = cover(this.coverage, {
      from: edge,
      to: walk.top,
      fetchedAt: request.receivedAt,
      tenantNow: request.tenantNow ?? walk.top,
    })
    this.walk = body.next_cursor === null ? null : { ...walk, edge, cursor: body.next_cursor }
    if (body.next_cursor === null && request.window.from === null) this.bottomReached = true
    const counts = {
      received: body.items.length,
      inserted: fresh.length,
      known: body.items.length - fresh.length,
      drifted: 0,
      invalid: 0,
      late: 0,
    }
    const answer = { ...counts, oldest, newest, next: body.next_cursor, retention, entries: this.stored.size }
    this.commits.push(answer)
    return answer
  }

  private opened({ window, tenantNow }: PageRequest, newest: number | null): UnfinishedWalk {
    const top = window.to ?? Math.max(tenantNow ?? 0, newest === null ? 0 : newest + 1)
    return { window, top, edge: top, cursor: null }
  }
}

function read(body: Uint8Array): PageBody {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as PageBody
  } catch {
    throw fail('invalid-page', 'The tenant sent a page that is cut off or is not valid JSON.')
  }
}
