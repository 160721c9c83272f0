import { z } from 'zod'
import { hourMs, minuteMs } from '@contract/time-units.ts'
import type { Clock, Random, SyncStore } from './ports.ts'

/** How waiting is measured out. Times in ms. */
export interface BackoffRules {
  /** Ceiling of the first wait; it doubles with each failure in a row. */
  readonly baseMs: number
  readonly capMs: number
  /** Failures in a row after which a run gives up waiting. */
  readonly attempts: number
  /** Shortest and longest wait that is granted to a Retry-After. */
  readonly retryAfterMinMs: number
  readonly retryAfterMaxMs: number
  /** Refusals for the rate limit in a row after which a run gives up waiting. */
  readonly limitedAttempts: number
}

export const defaultBackoff: BackoffRules = {
  baseMs: 1000,
  capMs: minuteMs,
  attempts: 10,
  retryAfterMinMs: 500,
  retryAfterMaxMs: hourMs,
  limitedAttempts: 20,
}

const kept = z.object({ failures: z.number().int().min(0), limited: z.number().int().min(0), resumeAt: z.number().nullable() })
type Kept = z.infer<typeof kept>
const none: Kept = { failures: 0, limited: 0, resumeAt: null }

/** What one back-off is made of. */
export interface BackoffPorts {
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  readonly store: SyncStore
  readonly rules?: BackoffRules | undefined
}

/** Where a tenant's back-off is kept. */
export const backoffKey = (tenant: string) => `sync.backoff.${tenant}`

/**
 * One tenant's back-off: full jitter (a uniform draw from nought to a doubling ceiling, so that many clients do not
 * come back together), the tenant's Retry-After honoured within bounds. Its state outlives a restart.
 */
export class Backoff {
  private readonly rules: BackoffRules
  private state: Kept

  constructor(
    private readonly tenant: string,
    private readonly ports: BackoffPorts,
  ) {
    this.rules = ports.rules ?? defaultBackoff
    const parsed = kept.safeParse(ports.store.get(backoffKey(tenant)))
    this.state = parsed.success ? parsed.data : none
  }

  /** Ms until the wait that is under way (from before a restart, too) ends; 0 when there is none. A clock set back cannot stretch it. */
  get remainingMs(): number {
    const { resumeAt } = this.state
    if (resumeAt === null) return 0
    const longest = Math.max(this.rules.capMs, this.rules.retryAfterMaxMs * 1.1)
    return Math.min(longest, Math.max(0, resumeAt - this.ports.clock.now()))
  }

  /** Whether the wait was asked for by the tenant: then not even a person should cut it short. */
  get isLimited(): boolean {
    return this.state.limited > 0
  }

  /** Notes a failure. Answers how long to wait, ms; null when it is time to give up waiting. */
  failed(retryAfterMs: number | null): number | null {
    const failures = this.state.failures + 1
    if (failures > this.rules.attempts) return this.giveUp()
    const ceiling = Math.min(this.rules.capMs, this.rules.baseMs * 2 ** (failures - 1))
    const jittered = this.ports.random() * ceiling
    return this.wait({ ...this.state, failures, limited: 0 }, retryAfterMs === null ? jittered : this.granted(retryAfterMs))
  }

  /** Notes a refusal for the rate limit, likewise. Without a Retry-After it counts as any failure does. */
  limited(retryAfterMs: number | null): number | null {
    const limited = this.state.limited + 1
    if (limited > this.rules.limitedAttempts) return this.giveUp()
    const ceiling = Math.min(this.rules.capMs, this.rules.baseMs * 2 ** Math.min(limited, 20))
    const ms = retryAfterMs === null ? this.rules.retryAfterMinMs + this.ports.random() * ceiling : this.granted(retryAfterMs)
    return this.wait({ ...this.state, limited }, ms)
  }

  /** Notes that all is well: the next failure is a first one. */
  succeeded(): void {
    if (this.state.failures > 0 || this.state.limited > 0 || this.state.resumeAt !== null) this.keep(none)
  }

  /** Forgets failures, and the wait with them, but not one that the tenant asked for. */
  askedByPerson(): void {
    this.keep(this.isLimited ? { ...this.state, failures: 0 } : none)
  }

  /** The tenant's wish within bounds, and up to a tenth more, at most 5 s: never earlier than asked. */
  private granted(retryAfterMs: number): number {
    const { retryAfterMinMs, retryAfterMaxMs } = this.rules
    const clamped = Math.min(retryAfterMaxMs, Math.max(retryAfterMinMs, retryAfterMs))
    return clamped + this.ports.random() * Math.min(5000, clamped / 10)
  }

  private wait(state: Kept, ms: number): number {
    const rounded = Math.round(ms)
    this.keep({ ...state, resumeAt: this.ports.clock.now() + rounded })
    return rounded
  }

  private giveUp(): null {
    this.keep(none)
    return null
  }

  private keep(state: Kept): void {
    this.state = state
    this.ports.store.set(backoffKey(this.tenant), state === none ? null : state)
  }
}
