import type { ConnectorDefinition } from '@contract/connector.ts'
import { usualTotalSeconds } from '@contract/connector-parts.ts'
import { fail } from '@contract/errors.ts'
import { cancelled } from './clock.ts'
import type { Clock } from './ports.ts'
import { RequestFailure } from './request-failure.ts'

/** Limits of one request. Times in ms. */
export interface RequestLimits {
  /** From sending until the head of the answer is there; looking up the name, connecting and TLS are inside it: `fetch` does not show them apart. */
  readonly connectMs: number
  /** From the head to the first byte of the body. */
  readonly firstByteMs: number
  /** Between two pieces of the body. */
  readonly idleMs: number
  /** All of it. */
  readonly totalMs: number
  /** Largest body, bytes counted after inflating. */
  readonly maxBytes: number
  /** Of a file that a source made: its largest size as it comes, bytes, and all of its time. */
  readonly fileBytes?: number
  readonly fileMs?: number
}

export const defaultLimits: RequestLimits = {
  connectMs: 30_000,
  firstByteMs: 15_000,
  idleMs: 20_000,
  totalMs: usualTotalSeconds * 1000,
  maxBytes: 64 * 1024 * 1024,
}

/** `usual`, but for what the source's definition says of itself. */
export function limitsOf({ request: { timeouts } }: Pick<ConnectorDefinition, 'request'>, usual = defaultLimits): RequestLimits {
  const ms = (seconds: number | undefined, otherwise: number): number => (seconds === undefined ? otherwise : seconds * 1000)
  return {
    connectMs: ms(timeouts.answerSeconds, usual.connectMs),
    firstByteMs: ms(timeouts.firstByteSeconds, usual.firstByteMs),
    idleMs: ms(timeouts.idleSeconds, usual.idleMs),
    totalMs: ms(timeouts.totalSeconds, usual.totalMs),
    maxBytes: usual.maxBytes,
    ...(usual.fileBytes !== undefined && { fileBytes: usual.fileBytes }),
    ...(usual.fileMs !== undefined && { fileMs: usual.fileMs }),
  }
}

type Stage = 'connectMs' | 'firstByteMs' | 'idleMs' | 'totalMs'

const waitedFor: Readonly<Record<Stage, string>> = {
  connectMs: 'The tenant did not answer in time.',
  firstByteMs: 'The tenant began to answer and then sent nothing.',
  idleMs: 'The tenant stopped sending in the middle of a page.',
  totalMs: 'The tenant sends its page too slowly.',
}

/** One request's time limits joined with the caller's signal. Whatever ends it first is its reason. */
export class Deadlines {
  private readonly controller = new AbortController()
  private readonly ended: Promise<never>
  private callOffStage = () => {}
  private readonly callOffTotal: () => void
  private reason: Error | null = null

  constructor(
    private readonly clock: Clock,
    private readonly limits: RequestLimits,
    private readonly outer: AbortSignal,
    private readonly asked: string,
  ) {
    this.ended = new Promise((_, reject) => {
      this.controller.signal.addEventListener('abort', () => reject(this.reason ?? fail('cancelled', 'The request was called off.')), {
        once: true,
      })
    })
    // Nobody may be waiting when it ends.
    this.ended.catch(() => {})
    this.callOffTotal = clock.after(limits.totalMs, () => this.expire('totalMs'))
    if (outer.aborted) this.onOuter()
    else outer.addEventListener('abort', this.onOuter, { once: true })
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Starts the limit of the next stage in place of the one before. */
  enter(stage: Exclude<Stage, 'totalMs'>): void {
    this.callOffStage()
    this.callOffStage = this.clock.after(this.limits[stage], () => this.expire(stage))
  }

  /** The work's own end or the deadline's, whichever is first: a `fetch` that ignores its signal cannot hold us. */
  race<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {})
    return Promise.race([work, this.ended])
  }

  /** Why it was ended from here; null when it was not. */
  get cause(): Error | null {
    return this.reason
  }

  /** Calls off every timer; `abort` also ends what is still under way. */
  finish(abort: boolean): void {
    this.callOffStage()
    this.callOffTotal()
    this.outer.removeEventListener('abort', this.onOuter)
    if (abort) this.controller.abort()
  }

  private readonly onOuter = () => this.end(cancelled())

  private expire(stage: Stage): void {
    this.end(
      new RequestFailure('tenant-too-slow', stage === 'connectMs' ? 'later' : 'smaller', {
        message: waitedFor[stage],
        next: `The sync tries again by itself${stage === 'connectMs' ? '' : ', then with smaller pages'}. What is fetched stays readable.`,
        details: `${this.asked}: no more than ${this.limits[stage]} ms (${stage.replace(/Ms$/, '')})`,
      }),
    )
  }

  private end(reason: Error): void {
    if (this.reason) return
    this.reason = reason
    this.controller.abort(reason)
  }
}
