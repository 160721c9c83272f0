import { fail } from '@contract/errors.ts'
import type { RecheckResult } from '@contract/sync.ts'
import type { PageAnswer, PageRequest, ServiceAnswer, ServiceName, ServiceParams, SyncState } from '@contract/service.ts'
import type { Bookkeeping, WalkRow } from '../../src-main/data-service/cache/coverage/bookkeeping.ts'
import { gapsIn, type Ledger } from '../../src-main/data-service/cache/coverage/ledger.ts'
import { comeBy, highest, retracted } from '../../src-main/data-service/cache/coverage/reach.ts'
import { doubtedIn, floorIn } from '../../src-main/data-service/cache/coverage/retention.ts'
import { advance } from '../../src-main/data-service/ingest/advance.ts'
import { hasSeenEnough } from '../../src-main/data-service/ingest/retention-said.ts'
import type { Clock, ServicePort } from '../../src-main/sync/ports.ts'
import { subtract, type Range } from '../../src-main/sync/ranges.ts'

interface PageBody {
  readonly items: readonly { readonly id: string; readonly timestamp: string }[]
  readonly next_cursor: string | null
  readonly retention?: { readonly days: number; readonly oldest: string }
}

const overlapMs = 15 * 60_000
const sweepAgesMs = [24, 48, 168].map((hours) => hours * 3600_000)

/** The data service's side of a sync, in memory, by the same rules and the same ledger. */
export class SimulatedDataService implements ServicePort {
  readonly stored = new Map<string, number>()
  readonly commits: PageAnswer[] = []
  coverage: Ledger = []
  walk: WalkRow | null = null
  completedAt: number | null = null
  meta: Record<string, string> = {}
  skipped: Range[] = []
  /** Called with the number of each `sync.page`, before and after it is committed; may throw. */
  beforeCommit: (page: number) => void = () => {}
  afterCommit: (page: number) => void = () => {}
  private pages = 0
  private ahead: ServiceParams<'sync.ahead'> | null = null
  private comparison: { readonly range: Range; readonly before: Set<string>; readonly seen: Set<string> } | null = null

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly source = { newestFirst: true, endsWithNow: false },
  ) {}

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
        if (this.walk) this.walk = { ...this.walk, failed: true }
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
        return {
          received: body.items.length,
          newest,
          last: body.items.at(-1)?.id ?? null,
          retention: body.retention ? { days: body.retention.days, oldest: null } : null,
        }
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

  get floor(): number | null {
    return floorIn(this.meta)
  }

  private newestBefore(time: number): number | null {
    const come = [...this.stored.values()].filter((each) => each < time)
    return come.length === 0 ? null : Math.max(...come)
  }

  state(): SyncState {
    const own = this.clock.now()
    const newest = this.newestBefore(comeBy({ own, tenant: null }))
    const { coverage, walk } = retracted(this, highest(newest, overlapMs, own))
    const { floor } = this
    const times = [...this.stored.values()]
    return {
      intervals: [...coverage],
      gaps: gapsIn(coverage, {
        floor: floor ?? (this.meta['bottom'] === undefined ? 0 : null),
        interrupted: walk && { from: walk.window.from, to: walk.edge, failed: walk.failed },
        skipped: this.skipped.map((range) => ({ ...range, cause: 'skipped' as const })),
        damaged: [],
      }),
      unfinished: walk,
      floor,
      doubted: doubtedIn(this.meta),
      entries: this.stored.size,
      newest,
      oldest: times.length === 0 ? null : Math.min(...times),
      completedAt: this.completedAt,
      overlapMs,
      sweepAgesMs,
    }
  }

  private commit(request: PageRequest): PageAnswer {
    const body = read(request.body)
    const times = body.items.map(({ timestamp }) => Date.parse(timestamp))
    const [oldest, newest] = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [null, null]
    const retention = body.retention ? { days: body.retention.days, oldest: Date.parse(body.retention.oldest) } : null
    const next = hasSeenEnough(request, body.items.length) ? null : body.next_cursor
    const before: Bookkeeping = { coverage: this.coverage, walk: this.walk, meta: this.meta }
    const { coverage, walk, meta } = advance(
      before,
      request,
      {
        next,
        retention,
        oldest,
        received: body.items.length,
        newestFirst: times.every((time, at) => at === 0 || time <= (times[at - 1] ?? 0)),
        knownBefore: (time) => this.newestBefore(time),
        sentBefore: (time) => times.reduce<number | null>((found, each) => (each < time ? Math.max(found ?? each, each) : found), null),
      },
      { ...this.source, narrowed: null, overlapMs, sweepAgesMs },
    )
    const fresh = body.items.filter(({ id }) => !this.stored.has(id))
    for (const { id, timestamp } of fresh) this.stored.set(id, Date.parse(timestamp))
    for (const { id } of body.items) this.comparison?.seen.add(id)
    this.coverage = coverage
    this.walk = walk
    this.meta = { ...this.meta, ...meta }
    const counts = {
      received: body.items.length,
      inserted: fresh.length,
      known: body.items.length - fresh.length,
      drifted: 0,
      invalid: 0,
      late: 0,
    }
    const answer = { ...counts, oldest, newest, next, retention, entries: this.stored.size }
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
}

function read(body: Uint8Array): PageBody {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as PageBody
  } catch {
    throw fail('invalid-page', 'The tenant sent a page that is cut off or is not valid JSON.')
  }
}
