import { AppFailure, type AppError } from '@contract/errors.ts'
import type { PageAnswer } from '@contract/service.ts'
import type { RecheckResult } from '@contract/sync.ts'
import { hourMs, minuteMs } from '@contract/time-units.ts'
import { cancelled } from './clock.ts'
import { askedBy, isCount } from './cursor-origin.ts'
import { isNewestFirst } from '../connector/built-in.ts'
import { fileWalk } from './file-walks.ts'
import { Jobs, type ReadyJob } from './jobs.ts'
import { PagesAhead } from './pages-ahead.ts'
import { DeadlyPages } from './deadly-pages.ts'
import { NumberedPages } from './numbered-pages.ts'
import { PageSize } from './page-size.ts'
import { loop } from './paging-guard.ts'
import { longestOf, nextWalk, topOf, type RunMemory, type WalkPlan } from './plan.ts'
import { Progress } from './progress.ts'
import { FaultRecovery, serviceLoss, ServiceLost } from './recovery.ts'
import type { PageAsk } from './request-builder.ts'
import { RequestFailure } from './request-failure.ts'
import { Rereads } from './rereads.ts'
import type { RunPorts } from './run-ports.ts'
import type { TenantPage } from './tenant-client.ts'
import { walk, type WalkEnd } from './walk.ts'

/** A page holds at most some ten thousand entries; a commit that takes longer than this has lost its service. */
const commitTimeoutMs = 120_000
/** A tenant's clock that is further ahead of this machine's is not believed: what is old enough to be read again is told by it. */
const aheadMs = 2 * minuteMs
/** Walks in a row that had to begin anew at the same edge before it is called a loop. */
const restartsAllowed = 3

const spent: AppError = {
  code: 'rate-limited',
  message: 'The tenant allows no more requests for now.',
  next: 'The sync goes on by itself when the tenant allows it.',
}

/**
 * One sync of one tenant, from the newest entry down to whatever is missing, or of the target alone. Resolves when every
 * window was walked to its end, with the comparison when it was a re-check. Rejects with an `AppFailure`: `cancelled`; `Paused` when waiting was given up; else a person must act.
 * At every moment what is committed, its coverage and its cursor agree, so a run may be cut off anywhere.
 */
export async function runSync(ports: RunPorts): Promise<RecheckResult | null> {
  const run = new Run(ports)
  await run.waitOutBackoff()
  return await run.walkEverything()
}

class Run {
  private readonly pageSize: PageSize
  private readonly recovery: FaultRecovery
  private readonly progress = new Progress()
  private readonly rereads: Rereads
  private readonly deadly: DeadlyPages
  private memory: RunMemory
  private pages = 0
  private readonly ahead: PagesAhead
  private readonly jobs: Jobs
  private comparing = false
  private targetBegun = false
  private restarts = { edge: Infinity, count: 0 }

  constructor(private readonly ports: RunPorts) {
    const { tenant, host, client, builder, clock, backoff, store, signal, observer, trustCursor, target, since } = ports
    this.pageSize = new PageSize(builder.pageSize)
    this.recovery = new FaultRecovery({ clock, backoff, pageSize: this.pageSize, signal, waiting: observer.waiting })
    this.rereads = new Rereads(tenant.id, store)
    this.deadly = new DeadlyPages(tenant.id, builder.definition, store, ports.keepPage)
    this.ahead = new PagesAhead(tenant.id, host)
    const wait = (ms: number, why: AppError) => this.recovery.wait(ms, why)
    this.jobs = new Jobs({ client, definition: builder.definition, clock, wait })
    this.memory = {
      unfinished: null,
      walked: [],
      rereads: this.rereads.pending,
      headDone: false,
      headFrom: null,
      trustCursor,
      target,
      tenantNow: null,
      probed: false,
      source: {
        newestFirst: isNewestFirst(builder.definition),
        longestMs: longestOf(builder.definition),
        askedBy: askedBy(builder.definition, tenant.url),
        keepsCursors: !isCount(builder.definition),
      },
      ...(since !== undefined && { since }),
    }
  }

  /** A wait from before a restart is waited to its end. */
  async waitOutBackoff(): Promise<void> {
    await this.recovery.wait(this.ports.backoff.remainingMs, this.ports.lastError ?? spent)
  }

  async walkEverything(): Promise<RecheckResult | null> {
    const { signal } = this.ports
    for (;;) {
      try {
        if (signal.aborted) throw cancelled()
        await this.beginTarget()
        const plan = await this.plan()
        if (plan) {
          if (plan.probe) await this.look(plan)
          else this.remember(plan, await this.walk(plan))
          continue
        }
        return await this.complete()
      } catch (thrown) {
        const loss = serviceLoss(thrown)
        if (!loss) throw thrown
        this.deadly.died()
        await this.recovery.awaitService(loss)
        // Whether the last page was committed is not known here: everything is planned again from what the service says.
        this.memory = { ...this.memory, headDone: false, walked: this.comparing ? [] : this.memory.walked }
        this.comparing = false
      }
    }
  }

  /** Whoever asks for a time wants it no longer left out. What is compared is known to the data service's memory alone: lost, the whole range is walked again. */
  private async beginTarget(): Promise<void> {
    const { host, tenant, clock, target } = this.ports
    if (!target || this.comparing) return
    await this.open()
    if (!this.targetBegun) {
      await host.call('sync.skip', { tenant: tenant.id, range: target.range, skip: false, at: clock.now() })
      // A person asked: what was set aside is tried again, what this run leaves out stays so.
      this.deadly.forget()
    }
    this.targetBegun = true
    if (target.recheck) await host.call('recheck.begin', { tenant: tenant.id, range: target.range })
    this.comparing = target.recheck
  }

  private async complete(): Promise<RecheckResult | null> {
    const { host, tenant, clock, target } = this.ports
    if (target?.recheck) return await this.compared()
    if (!target) await host.call('sync.completed', { tenant: tenant.id, at: clock.now() })
    return null
  }

  private async compared(): Promise<RecheckResult> {
    const { host, tenant, clock } = this.ports
    try {
      return await host.call('recheck.end', { tenant: tenant.id, at: clock.now() })
    } catch (thrown) {
      throw thrown instanceof AppFailure && thrown.error.code === 'not-found' ? new ServiceLost(thrown.error) : thrown
    }
  }

  /** Free when it is open, and needed when the data service was restarted meanwhile. */
  private async open(): Promise<void> {
    const { host, tenant } = this.ports
    await host.call('tenant.open', { tenant: tenant.id, connector: tenant.connector })
  }

  private async plan(): Promise<WalkPlan | null> {
    const { host, tenant, observer } = this.ports
    await this.open()
    const state = await host.call('sync.state', { tenant: tenant.id })
    this.recovery.hasWorked = state.entries > 0
    observer.lastCompleted(state.completedAt)
    // The head walk will take the data service's one place for an open walk; its cursor is kept here meanwhile.
    if (!this.memory.headDone) this.memory = { ...this.memory, unfinished: state.unfinished ?? this.memory.unfinished }
    const plan = nextWalk(state, this.memory, this.ports.clock.now())
    // Noted before it begins: cut off in the middle, its overlap would be forgotten.
    const top = this.memory.headDone || this.memory.target ? null : topOf(state)
    if (plan && top !== null) this.noteRereads(() => this.rereads.add({ from: Math.min(plan.range.from, top - state.overlapMs), to: top }))
    if (plan) this.progress.begin(plan, state, this.memory)
    return plan
  }

  /** Everything was fetched before: a tenant that refuses this question leaves the floor doubted, and the sync complete. */
  private async look(plan: WalkPlan): Promise<void> {
    this.memory = { ...this.memory, probed: true }
    try {
      await this.walk(plan)
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure) || thrown.error.code === 'unauthorized' || this.ports.signal.aborted) throw thrown
    }
  }

  private walk(plan: WalkPlan): Promise<WalkEnd> {
    const { host, tenant, builder, signal } = this.ports
    if (builder.definition.job?.file) return this.walkFile(plan)
    const inspect = async (page: TenantPage) => {
      this.deadly.fed(page)
      const seen = await host.call('sync.inspect', { connector: tenant.connector, body: page.body, asked: page.asked })
      this.deadly.survived(page, false)
      return seen
    }
    const ask = async (asked: PageAsk, asking: AbortSignal) => await this.deadly.bearable(await this.jobs.page(asked, asking))
    return walk(plan, {
      signal,
      pageSize: () => this.pageSize.current,
      request: new NumberedPages(builder.definition, ask, async (page) => (await inspect(page)).last).page,
      newestIn: async (page) => (await inspect(page)).newest,
      builder,
      commit: (of, page, { first, tenantNow }) => {
        this.deadly.fed(page)
        return host.call(
          'sync.page',
          {
            ...{ tenant: tenant.id, window: of.claim, tenantNow, first, ...this.ahead.handedOver(page) },
            origin: { window: of.ask, by: this.memory.source.askedBy },
            ...(first && of.goesOn && { goesOn: of.goesOn }),
            ...(of.probe && { probe: true }),
          },
          { timeoutMs: commitTimeoutMs },
        )
      },
      handOver: (page) => {
        // Of two pages at once nobody could tell which was at fault.
        if (this.deadly.isWatching) return
        this.deadly.fed(page)
        this.ahead.handOver(page)
      },
      recover: (failure) => this.recovery.recover(failure),
      committed: (answer, page) => this.committed(answer, page),
      // The very first page is on screen before anything else is asked for.
      mayLookAhead: () => this.pages > 0 && !plan.probe,
    })
  }

  private walkFile(plan: WalkPlan): Promise<WalkEnd> {
    const { tenant, host, client, builder, spool, signal } = this.ports
    const recover = (failure: unknown) => this.recovery.recover(failure)
    const committed = (answer: PageAnswer, { answer: page }: ReadyJob) => this.committed(answer, page)
    const { definition, pageSize } = builder
    const { askedBy } = this.memory.source
    return fileWalk(plan, {
      tenant,
      host,
      client,
      definition,
      spool,
      signal,
      askedBy,
      jobs: this.jobs,
      limit: pageSize.max,
      recover,
      committed,
    })
  }

  private async committed(answer: PageAnswer, page: TenantPage): Promise<void> {
    const { clock, observer } = this.ports
    this.pages++
    this.deadly.survived(page, true)
    const tenantNow = page.clock.now === null ? null : Math.min(page.clock.now, clock.now() + aheadMs)
    if (tenantNow !== null) this.memory = { ...this.memory, tenantNow }
    this.recovery.succeeded()
    const progress = this.progress.page(answer.oldest, tenantNow ?? clock.now(), answer.retention?.oldest ?? null)
    observer.page({ answer, progress, skewMs: page.clock.skewMs })
    if (page.budgetWaitMs !== null && answer.next !== null) await this.recovery.wait(Math.min(page.budgetWaitMs, hourMs), spent)
  }

  private remember(plan: WalkPlan, end: WalkEnd): void {
    if (end === 'done') {
      this.progress.end(this.ports.clock.now())
      const headFrom = plan.range.to === Infinity ? plan.range.from : this.memory.headFrom
      this.memory = { ...this.memory, headDone: true, headFrom, walked: [...this.memory.walked, plan.range] }
      this.noteRereads(() => this.rereads.done(plan.range))
      return
    }
    const count = plan.range.to >= this.restarts.edge ? this.restarts.count + 1 : 1
    this.restarts = { edge: plan.range.to, count }
    if (count > restartsAllowed) throw loop('Its cursors stop working before they lead to older entries.')
    // Read from the oldest, the newest come last: they are still to be fetched.
    this.memory = { ...this.memory, headDone: this.memory.source.newestFirst || plan.range.to !== Infinity, trustCursor: false }
  }

  private noteRereads(change: () => void): void {
    change()
    this.memory = { ...this.memory, rereads: this.rereads.pending }
  }
}
