import { fail } from '@contract/errors.ts'
import type { RecheckResult } from '@contract/sync.ts'
import type { PageAnswer, PageRequest, ServiceAnswer, ServiceName, ServiceParams, SyncState, UnfinishedWalk } from '@contract/service.ts'
import { cover, gapsIn, topReached, type Ledger } from '../../data-service/cache/ledger.ts'
import type { DataHost } from '../ports.ts'
import { subtract, type Range } from '../ranges.ts'

interface PageBody {
  readonly items: readonly { readonly id: string; readonly timestamp: string }[]
  readonly next_cursor: string | null
  readonly retention?: { readonly days: number; readonly oldest: string }
}

const overlapMs = 15 * 60_000
const sweepAgesMs = [24, 48, 168].map((hours) => hours * 3600_000)

/** The data service's side of a sync, in memory, by the same ledger. */
export class SimulatedDataService implements DataHost {
  readonly stored = new Map<string, number>()
  readonly commits: PageAnswer[] = []
  coverage: Ledger = []
  walk: UnfinishedWalk | null = null
  completedAt: number | null = null
  floor: number | null = null
  bottomReached = false
  walkFailed = false
  skipped: Range[] = []
  /** Called with the number of each `sync.page`, before and after it is committed; may throw. */
  beforeCommit: (page: number) => void = () => {}
  afterCommit: (page: number) => void = () => {}
  private pages = 0
  private ahead: ServiceParams<'sync.ahead'> | null = null
  private comparison: { readonly range: Range; readonly before: Set<string>; readonly seen: Set<string> } | null = null

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
        const answer = this.commit(this.request(params as ServiceParams<'sync.page'>))
        this.afterCommit(page)
        return answer
      }
      case 'sync.ahead':
        this.ahead = params as ServiceParams<'sync.ahead'>
        return undefined
      case 'sync.completed':
        this.completedAt = (params as ServiceParams<'sync.completed'>).at
        return undefined
      case 'sync.failed':
        this.walkFailed = this.walk !== null
        return undefined
      case 'sync.skip': {
        const { range, skip } = params as ServiceParams<'sync.skip'>
        this.skipped = [...subtract(this.skipped, [range]), ...(skip ? [range] : [])]
        return undefined
      }
      case 'recheck.begin': {
        const { range } = params as ServiceParams<'recheck.begin'>
        this.comparison = { range, before: new Set(this.stored.keys()), seen: new Set() }
        return undefined
      }
      case 'recheck.end':
        return this.compared((params as ServiceParams<'recheck.end'>).at)
      case 'sync.inspect': {
        const body = read((params as ServiceParams<'sync.inspect'>).body)
        const newest = body.items[0] ? Date.parse(body.items[0].timestamp) : null
        return { received: body.items.length, newest, retention: body.retention ? { days: body.retention.days, oldest: null } : null }
      }
      case 'connector.try': {
        const { items, retention } = read((params as ServiceParams<'connector.try'>).body)
        const dryRun = { received: items.length, entries: [], unmapped: [] }
        return {
          dryRun,
          newest: items[0] ? Date.parse(items[0].timestamp) : null,
          retention: retention ? { days: retention.days, oldest: null } : null,
        }
      }
      default:
        throw fail('invalid-request', `The sync has no business asking ${name}`)
    }
  }

  private request(asked: ServiceParams<'sync.page'>): PageRequest {
    if (!('ahead' in asked)) return asked
    const { ahead } = this
    this.ahead = null
    if (ahead?.ahead !== asked.ahead) throw fail('not-found', 'This page was not handed over.')
    return { ...asked, ...ahead }
  }

  state(): SyncState {
    const { coverage, walk, floor } = this
    const bottom = floor ?? (this.bottomReached ? null : 0)
    return {
      intervals: [...coverage],
      gaps: gapsIn(coverage, {
        floor: bottom,
        interrupted: walk && { from: walk.window.from, to: walk.edge, failed: this.walkFailed },
        skipped: this.skipped,
        damaged: [],
      }),
      unfinished: walk,
      floor,
      entries: this.stored.size,
      completedAt: this.completedAt,
      overlapMs,
      sweepAgesMs,
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
    for (const { id } of body.items) this.comparison?.seen.add(id)
    this.walkFailed = false
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
      sweepAgesMs,
      narrowed: null,
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

  private compared(at: number): RecheckResult {
    const { comparison } = this
    if (!comparison) throw fail('not-found', 'This re-check was cut off.')
    this.comparison = null
    const { range, before, seen } = comparison
    const inRange = [...this.stored].filter(([, time]) => time >= range.from && time < range.to).map(([id]) => id)
    const [old, fresh] = [inRange.filter((id) => before.has(id)), inRange.filter((id) => !before.has(id))]
    const equal = old.filter((id) => seen.has(id)).length
    return { range, at, equal, differ: 0, vanished: old.length - equal, fresh: fresh.length }
  }

  private opened({ window, tenantNow, receivedAt }: PageRequest, newest: number | null): UnfinishedWalk {
    const top = window.to ?? Math.max(tenantNow ?? 0, topReached(newest, tenantNow ?? receivedAt))
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
