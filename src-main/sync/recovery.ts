import { AppFailure, type AppError, type ErrorCode } from '@contract/errors.ts'
import { cancelled, sleep } from './clock.ts'
import type { Backoff } from './backoff.ts'
import type { PageSize } from './page-size.ts'
import type { Clock } from './ports.ts'
import { RequestFailure, type Remedy } from './request-failure.ts'

/** Waiting was given up; the same place is gone on from later. */
export class Paused extends AppFailure {
  constructor(error: AppError) {
    super({ ...error, next: 'The sync goes on from the same place with the next automatic sync, or when you start it.' })
    this.name = 'Paused'
  }
}

/** The data service went away in the middle of a walk: what it committed must be asked before anything else. */
export class ServiceLost extends AppFailure {}

/** Codes of a data service that is gone, or was restarted and has not opened the tenant yet. */
const serviceGone: ReadonlySet<ErrorCode> = new Set(['service-down', 'timeout'])

/** The failure, when it says that the data service is gone; null for any other. */
export function serviceLoss(thrown: unknown): AppFailure | null {
  if (thrown instanceof ServiceLost) return thrown
  return thrown instanceof AppFailure && !(thrown instanceof RequestFailure) && serviceGone.has(thrown.error.code) ? thrown : null
}

export interface RecoveryPorts {
  readonly clock: Clock
  readonly backoff: Backoff
  readonly pageSize: PageSize
  readonly signal: AbortSignal
  /** Told of a wait before it begins (`resumeAt` by this machine's clock, ms), and with null when it is over. */
  readonly waiting: (wait: { readonly resumeAt: number; readonly error: AppError } | null) => void
}

/** Faults of the pages themselves: more waiting does not mend them, a person has to know. */
const ofThePage: ReadonlySet<ErrorCode> = new Set(['invalid-page', 'page-too-large', 'connector-mismatch'])

/** A source in maintenance answers with something else, too: one that was read before is asked so often before the definition is blamed. */
const askedBeforeMismatch = 3

/** Decides what follows a failure (the table in docs/architecture/sync.md) and does the waiting. */
export class FaultRecovery {
  private broken = 0
  private mismatches = 0
  /** Whether the tenant has sent entries before that the definition read. */
  hasWorked = false

  constructor(private readonly ports: RecoveryPorts) {}

  /** A page was committed: the next failure is a first one. */
  succeeded(): void {
    this.broken = 0
    this.mismatches = 0
    this.ports.backoff.succeeded()
    this.ports.pageSize.succeeded()
  }

  /** Returns when the same page may be asked for again; otherwise throws: the failure itself, `Paused`, `ServiceLost` or `cancelled`. */
  async recover(thrown: unknown): Promise<void> {
    const { backoff, pageSize, signal } = this.ports
    if (signal.aborted) throw cancelled()
    if (!(thrown instanceof AppFailure)) throw thrown
    if (serviceLoss(thrown) || isNotOpen(thrown)) throw new ServiceLost(thrown.error)
    const retryAfterMs = thrown instanceof RequestFailure ? thrown.retryAfterMs : null
    switch (remedyFor(thrown)) {
      case 'later':
        return this.waitOrPause(backoff.failed(retryAfterMs), thrown)
      case 'limited':
        return this.waitOrPause(backoff.limited(retryAfterMs), thrown)
      case 'smaller':
        // Once may be the network; twice at the same place is the page.
        if (++this.broken > 1) pageSize.shrink()
        return this.waitOrPause(backoff.failed(null), thrown)
      case 'smaller-now':
        if (!pageSize.shrink()) throw thrown
        return
      case 'stop':
        if (!isMisread(thrown) || !this.hasWorked || ++this.mismatches >= askedBeforeMismatch) throw thrown
        return this.waitOrPause(backoff.failed(null), thrown)
      case 'fresh-cursor':
        throw thrown
    }
  }

  /** Waits `ms`, told to whoever watches. */
  async wait(ms: number, error: AppError): Promise<void> {
    const { clock, signal, waiting } = this.ports
    if (ms <= 0) return
    waiting({ resumeAt: clock.now() + ms, error })
    await sleep(clock, ms, signal)
    waiting(null)
  }

  /** Gives the data service time to come back; throws the failure when it does not. */
  async awaitService(failure: AppFailure): Promise<void> {
    if (this.ports.signal.aborted) throw cancelled()
    const ms = this.ports.backoff.failed(null)
    if (ms === null) throw failure
    await this.wait(ms, failure.error)
  }

  private async waitOrPause(ms: number | null, failure: AppFailure): Promise<void> {
    if (ms === null) throw ofThePage.has(failure.error.code) ? failure : new Paused(failure.error)
    await this.wait(ms, failure.error)
  }
}

/** The service was restarted between two pages and does not know the tenant yet. */
function isNotOpen(failure: AppFailure): boolean {
  return failure.error.code === 'not-found' && !(failure instanceof RequestFailure)
}

/** A page in which the definition found nothing that it reads; a whole answer, with a status that says that it is one. */
function isMisread(failure: AppFailure): boolean {
  return failure.error.code === 'connector-mismatch' && !(failure instanceof RequestFailure)
}

/** Whether the cursor is not good any more, as the tenant says or as the data service sees it in the page. */
export function isStaleCursor(thrown: unknown): boolean {
  return thrown instanceof AppFailure && remedyFor(thrown) === 'fresh-cursor'
}

function remedyFor(failure: AppFailure): Remedy {
  if (failure instanceof RequestFailure) return failure.remedy
  if (failure.error.code === 'cursor-expired') return 'fresh-cursor'
  if (failure.error.code === 'page-too-large') return 'smaller-now'
  return failure.error.code === 'invalid-page' ? 'smaller' : 'stop'
}
