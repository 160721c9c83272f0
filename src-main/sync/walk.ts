import type { PageAnswer } from '@contract/service.ts'
import { endsWithNow } from '../connector/built-in.ts'
import { cancelled } from './clock.ts'
import { hintOf } from './next-hint.ts'
import { PagingGuard } from './paging-guard.ts'
import type { WalkPlan } from './plan.ts'
import { isStaleCursor } from './recovery.ts'
import type { PageAsk, RequestBuilder } from './request-builder.ts'
import type { RequestFailure } from './request-failure.ts'
import { brokenPage, expiredCursor } from './status-failure.ts'
import type { TenantPage } from './tenant-client.ts'

/** What a walk needs; every wait, retry and decision about faults is behind `recover`. */
export interface WalkPorts {
  readonly signal: AbortSignal
  /** Entries to ask for now. */
  readonly pageSize: () => number
  readonly request: (ask: PageAsk, signal: AbortSignal) => Promise<TenantPage>
  /** Commits a page. The signal is not for it: a commit under way is let finish. */
  readonly commit: (plan: WalkPlan, page: TenantPage, walk: { first: boolean; tenantNow: number | null }) => Promise<PageAnswer>
  /** Has a page read while the one before it is committed; it may turn out not to be the next. */
  readonly handOver: (page: TenantPage) => void
  /** Time of the newest entry in a page, ms; null when it has none. Keeps nothing. */
  readonly newestIn: (page: TenantPage) => Promise<number | null>
  readonly builder: RequestBuilder
  /** Waits as the failure asks and returns, so that the same page is asked for again; or throws. */
  readonly recover: (failure: unknown) => Promise<void>
  /** After each committed page; may wait for the tenant's budget. */
  readonly committed: (answer: PageAnswer, page: TenantPage) => Promise<void>
  /** Whether a page may be asked for while the one before it is being committed. */
  readonly mayLookAhead: () => boolean
}

/** `stale-cursor`: the cursor is not accepted, or led upwards; begin anew at the committed edge. */
export type WalkEnd = 'done' | 'stale-cursor'

/** Walks one window to its end, committing page by page. Rejects with what `recover` throws. */
export async function walk(plan: WalkPlan, ports: WalkPorts): Promise<WalkEnd> {
  const lookAhead = new LookAhead(plan, ports)
  try {
    return await walkPages(plan, ports, lookAhead)
  } finally {
    lookAhead.drop()
  }
}

async function walkPages(plan: WalkPlan, ports: WalkPorts, lookAhead: LookAhead): Promise<WalkEnd> {
  const guard = new PagingGuard(plan, ports.builder)
  let cursor = plan.cursor
  let opens = !plan.open
  let pages = 0
  let { tenantNow } = plan
  const isTimeOfLast = endsWithNow(ports.builder.definition)
  for (;;) {
    let page: TenantPage
    let answer: PageAnswer
    try {
      page = await lookAhead.take(cursor)
      const hint = hintOf(ports.builder, page)
      guard.beforeCommit(page.glimpse, hint)
      if (pages === 0 || typeof hint !== 'string') {
        const newest = await ports.newestIn(page)
        // By a cursor: one that was kept leads elsewhere, one that counts from the top leads upwards once entries arrive there.
        const isOfCursor = pages === 0 ? plan.cursor !== null : guard.isAbove(newest)
        if (!guard.fits(newest)) throw notAskedFor(isOfCursor)
      }
      if ((opens && plan.cursor === null) || isTimeOfLast) tenantNow = page.clock.now ?? tenantNow
      if (typeof hint === 'string' && ports.mayLookAhead() && page.budgetWaitMs === null) lookAhead.begin(hint)
      answer = await ports.commit(plan, page, { first: opens, tenantNow })
    } catch (thrown) {
      lookAhead.drop()
      if (isStaleCursor(thrown)) return 'stale-cursor'
      await ports.recover(thrown)
      continue
    }
    opens = false
    pages++
    const advanced = guard.afterCommit(answer)
    await ports.committed(answer, page)
    if (ports.signal.aborted) throw cancelled()
    if (!advanced) return 'stale-cursor'
    if (answer.next === null) return 'done'
    cursor = answer.next
  }
}

/** A cursor that leads elsewhere is simply stale; anything else is asked for again. */
function notAskedFor(isOfCursor: boolean): RequestFailure {
  const details = 'The newest entry of the page lies outside the time that was asked for.'
  return isOfCursor ? expiredCursor(details) : brokenPage('The tenant sent entries from another time than was asked for.', details)
}

/** At most one request ahead of the commit, thrown away when the guess it rests on was wrong. */
class LookAhead {
  private guess: { readonly cursor: string; readonly page: Promise<TenantPage>; readonly abort: () => void } | null = null

  constructor(
    private readonly plan: WalkPlan,
    private readonly ports: WalkPorts,
  ) {}

  begin(cursor: string): void {
    this.drop()
    const controller = new AbortController()
    const onAbort = () => controller.abort()
    const { signal } = this.ports
    signal.addEventListener('abort', onAbort, { once: true })
    const page = this.ask(cursor, controller.signal).finally(() => signal.removeEventListener('abort', onAbort))
    const guess = { cursor, page, abort: onAbort }
    this.guess = guess
    page.then(
      (come) => {
        if (this.guess === guess) this.ports.handOver(come)
      },
      () => {},
    )
  }

  take(cursor: string | null): Promise<TenantPage> {
    const { guess } = this
    if (guess?.cursor === cursor) {
      this.guess = null
      return guess.page
    }
    this.drop()
    return this.ask(cursor, this.ports.signal)
  }

  drop(): void {
    this.guess?.abort()
    this.guess = null
  }

  private ask(cursor: string | null, signal: AbortSignal): Promise<TenantPage> {
    return this.ports.request({ window: this.plan.ask, cursor, limit: this.ports.pageSize() }, signal)
  }
}
