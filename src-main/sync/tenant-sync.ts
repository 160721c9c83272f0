import { AppFailure, toAppError, type AppError } from '@contract/errors.ts'
import type { SyncPhase, SyncStatus, SyncTarget } from '@contract/sync.ts'
import { isLoopback, type Tenant, type TenantId } from '@contract/tenant.ts'
import { minuteMs } from '@contract/time-units.ts'
import { forgiving } from '../settings/store.ts'
import { definitionOf } from '../connector/built-in.ts'
import { Backoff, backoffKey } from './backoff.ts'
import { runSync } from './engine.ts'
import type { RunObserver } from './run-ports.ts'
import { deadlyKey } from './deadly-pages.ts'
import type { SyncStore } from './ports.ts'
import type { SyncManagerPorts } from './manager-ports.ts'
import { Paused } from './recovery.ts'
import { rereadsKey } from './rereads.ts'
import { requestBuilder } from './request-builder.ts'
import type { StatusBoard } from './status-board.ts'
import { TenantClient } from './tenant-client.ts'

/** Who or what ended a run before its end. */
export type EndedBy = 'person' | 'network' | 'sleep' | 'exit' | 'restart'

/** Skew that is worth showing, ms. */
const notableSkewMs = 2 * minuteMs

const offline: AppError = {
  code: 'tenant-unreachable',
  message: 'This computer has no network.',
  next: 'The sync goes on by itself when the network is back. What is fetched stays readable.',
}

interface UnderWay {
  readonly controller: AbortController
  endedBy: EndedBy | null
  readonly done: Promise<void>
  readonly target: SyncTarget | null
  /** A sync of everything had to make room for this run. */
  readonly wholeAfter: boolean
}

/** One tenant's syncs, one at a time, and what its status says of them. */
export class TenantSync {
  private run: UnderWay | null = null
  private sleeping = false
  private ran = false
  private readonly backoff: Backoff
  private readonly notes: SyncStore

  constructor(
    private readonly tenant: () => Tenant,
    private readonly board: StatusBoard,
    private readonly ports: SyncManagerPorts,
    private readonly id: TenantId,
    private readonly ended: () => void,
  ) {
    this.notes = forgiving(ports.store)
    this.backoff = new Backoff(id, { ...ports, store: this.notes, rules: ports.backoff })
  }

  get status(): SyncStatus {
    return this.board.get(this.id)
  }

  get isRunning(): boolean {
    return this.run !== null
  }

  /** Whether a run ended since the application started. */
  get ranThisTime(): boolean {
    return this.ran
  }

  /** A tenant on this very machine needs no network. */
  get isLocal(): boolean {
    return isLoopback(new URL(this.tenant().url).hostname)
  }

  /** `asked` makes a run under way wait its turn. */
  start(by: 'person' | 'automatic', asked: SyncTarget | null = null): SyncStatus {
    if (by === 'person') this.backoff.askedByPerson()
    const before = this.run
    if (before && !asked && !this.isHeldUp(before)) return this.status
    const target = asked ?? before?.target ?? this.cutOff
    const wholeAfter = target !== null && (before ? before.target === null || before.wholeAfter : asked === null)
    if (before) void this.end('restart')
    this.begin(before?.done ?? Promise.resolve(), target, wholeAfter)
    return this.status
  }

  /** What the last run was after when it was cut off. */
  private get cutOff(): SyncTarget | null {
    const { phase, run } = this.status
    return phase === 'paused' || phase === 'waiting' ? (run?.target ?? null) : null
  }

  /** Ends the run under way, if any; resolves when its last request and commit are over. */
  async end(by: EndedBy): Promise<void> {
    const { run } = this
    if (!run) return
    run.endedBy ??= by
    run.controller.abort()
    await run.done
  }

  /** Takes up again what stood still for want of a network. */
  networkIsBack(): void {
    if (this.run?.endedBy === 'network') return void this.start('automatic')
    const { phase, error } = this.status
    const blocked = error?.code === 'tenant-unreachable' || error?.code === 'tenant-too-slow'
    if (phase === 'paused' || (phase === 'failed' && error?.code === 'not-the-tenant') || (phase === 'waiting' && blocked))
      this.start('person')
  }

  wake(): void {
    if (!this.sleeping && this.run?.endedBy !== 'sleep') return
    this.start('automatic')
  }

  /** The tenant was erased. */
  async forget(): Promise<void> {
    await this.end('exit')
    this.board.forget(this.id)
    for (const key of [backoffKey(this.id), rereadsKey(this.id), deadlyKey(this.id), this.misledKey]) this.notes.set(key, null)
  }

  /** Being ended, or waiting out a back-off that a person may cut short. */
  private isHeldUp(run: UnderWay): boolean {
    return run.endedBy !== null || (this.status.phase === 'waiting' && !this.backoff.isLimited)
  }

  private begin(after: Promise<void>, target: SyncTarget | null, wholeAfter: boolean): void {
    const controller = new AbortController()
    const { status } = this
    const lastError = status.phase === 'waiting' ? status.error : null
    const done = after.then(() => this.execute(run, lastError))
    const run: UnderWay = { controller, endedBy: null, done, target, wholeAfter }
    this.run = run
    this.sleeping = false
    const zero = { pages: 0, received: 0, inserted: 0, known: 0, drifted: 0, invalid: 0, late: 0, progress: null }
    this.board.update(this.id, {
      phase: 'running',
      run: { ...(target && { target }), startedAt: this.ports.clock.now(), endedAt: null, ...zero },
      resumeAt: null,
      error: null,
    })
  }

  private async execute(run: UnderWay, lastError: AppError | null): Promise<void> {
    const outcome = await this.outcome(run, lastError)
    this.ran = true
    // Another run is already waiting for this one to be over, and the status is its.
    if (this.run !== run) return
    this.run = null
    const { clock } = this.ports
    const counted = this.status.run
    this.sleeping = run.endedBy === 'sleep' && outcome.phase === 'paused'
    this.board.update(this.id, {
      ...outcome,
      resumeAt: null,
      run: counted && { ...counted, endedAt: clock.now(), progress: outcome.phase === 'idle' ? 1 : counted.progress },
      ...(outcome.phase === 'idle' && !run.target && { completedAt: clock.now() }),
    })
    if (run.wholeAfter && outcome.phase === 'idle') return void this.start('automatic')
    if (run.endedBy !== 'exit') this.ended()
  }

  /** Never rejects: every way a run can end is a phase. */
  private async outcome(run: UnderWay, lastError: AppError | null): Promise<{ phase: SyncPhase; error: AppError | null }> {
    const { ports } = this
    try {
      if (!this.isLocal && !ports.online()) return { phase: 'paused', error: offline }
      const tenant = this.tenant()
      const builder = requestBuilder(definitionOf(tenant.connector))
      const token = await ports.tokenFor(tenant)
      const client = new TenantClient({ fetch: ports.fetch, clock: ports.clock, builder, url: tenant.url, token, limits: ports.limits })
      const { host, clock, store } = ports
      const trustCursor = !this.cursorMisled()
      await runSync({
        tenant,
        host,
        client,
        builder,
        clock,
        backoff: this.backoff,
        store,
        signal: run.controller.signal,
        observer: this.observer(run),
        trustCursor,
        target: run.target,
        lastError,
        keepPage: ports.keepPage,
        spool: ports.spool,
        ...(ports.since !== undefined && { since: ports.since }),
      })
      this.rememberMisled(false)
      return { phase: 'idle', error: null }
    } catch (thrown) {
      const ended = this.failed(run, thrown)
      if (ended.phase === 'failed') await this.noteFailure()
      return ended
    }
  }

  /** For the ledger: the gap that is left has a cause. When the data service is gone, it stays an interrupted walk. */
  private async noteFailure(): Promise<void> {
    await this.ports.host.call('sync.failed', { tenant: this.id }).catch(() => undefined)
  }

  private failed(run: UnderWay, thrown: unknown): { phase: SyncPhase; error: AppError | null } {
    const error = toAppError(thrown)
    if (run.endedBy !== null && thrown instanceof AppFailure && error.code === 'cancelled') {
      if (run.endedBy === 'person') return { phase: 'stopped', error: null }
      return { phase: 'paused', error: run.endedBy === 'network' ? offline : null }
    }
    if (error.code === 'paging-loop' || error.code === 'cross-origin-next') this.rememberMisled(true)
    return { phase: thrown instanceof Paused ? 'paused' : 'failed', error }
  }

  private observer(run: UnderWay): RunObserver {
    const mine = (patch: Partial<Omit<SyncStatus, 'tenant'>>) => {
      if (this.run === run) this.board.update(this.id, patch)
    }
    return {
      page: ({ answer, progress, skewMs }) => {
        const { run: counted, skewMs: before } = this.status
        if (!counted) return
        const leftOut = (counted.leftOut ?? 0) + (answer.leftOut ?? 0)
        const sums = { ...counted, pages: counted.pages + 1, progress, ...(leftOut > 0 && { leftOut }) }
        for (const name of ['received', 'inserted', 'known', 'drifted', 'invalid', 'late'] as const) sums[name] += answer[name]
        mine({ run: sums, skewMs: skewMs === null ? before : Math.abs(skewMs) > notableSkewMs ? skewMs : null })
      },
      waiting: (wait) =>
        mine(wait ? { phase: 'waiting', resumeAt: wait.resumeAt, error: wait.error } : { phase: 'running', resumeAt: null, error: null }),
      lastCompleted: (completedAt) => {
        if (completedAt !== this.status.completedAt) mine({ completedAt })
      },
    }
  }

  /** After a loop the kept cursor may lead past entries: the next run begins anew at the committed edge. */
  private get misledKey(): string {
    return `sync.misled.${this.id}`
  }

  private cursorMisled(): boolean {
    return this.notes.get(this.misledKey) === true
  }

  private rememberMisled(misled: boolean): void {
    if (misled !== this.cursorMisled()) this.notes.set(this.misledKey, misled)
  }
}
