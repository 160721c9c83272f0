import { ApiError } from './api-error.ts'
import type { TenantClock } from './clock.ts'

export interface RateLimitOptions {
  /** Requests a token may make in a minute. */
  readonly perMinute: number
  /** How Retry-After is written; `alternate` takes turns. */
  readonly form: 'seconds' | 'date' | 'alternate'
}

const minute = 60_000

/** A budget for each token, new with every minute of the tenant's clock. */
export class RateLimit {
  options: RateLimitOptions
  private readonly clock: TenantClock
  private readonly used = new Map<string, { readonly window: number; count: number }>()
  private refusals = 0

  constructor(clock: TenantClock, options: RateLimitOptions) {
    this.clock = clock
    this.options = options
  }

  /** Takes one request from the budget. @returns headers. Throws 429 as an {@link ApiError} when it is used up */
  take(token: string): Readonly<Record<string, string>> {
    const now = this.clock.now()
    const window = Math.floor(now / minute)
    let used = this.used.get(token)
    if (used?.window !== window) {
      used = { window, count: 0 }
      this.used.set(token, used)
    }
    used.count++
    const { form, perMinute } = this.options
    const reset = (window + 1) * minute
    const headers = {
      'x-ratelimit-limit': String(perMinute),
      'x-ratelimit-remaining': String(Math.max(0, perMinute - used.count)),
      'x-ratelimit-reset': String(reset / 1000),
    }
    if (used.count <= perMinute) return headers
    const asDate = form === 'date' || (form === 'alternate' && this.refusals++ % 2 === 1)
    throw new ApiError(429, 'rate_limited', 'Too many requests.', {
      headers: { ...headers, 'retry-after': retryAfter(now, reset - now, asDate) },
    })
  }
}

/** Both forms of RFC 9110. `wait` in ms. */
export function retryAfter(now: number, wait: number, asDate: boolean): string {
  return asDate ? new Date(Math.ceil((now + wait) / 1000) * 1000).toUTCString() : String(Math.ceil(wait / 1000))
}
