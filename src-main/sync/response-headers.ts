/** An HTTP date (RFC 9110 5.6.7) as ms since the epoch; null when it is none. */
export function parseHttpDate(text: string | null): number | null {
  if (text === null || !/^[A-Za-z]{3,9},? /.test(text.trim())) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

/**
 * Retry-After as ms to wait: seconds, or a date that is compared with the tenant's own clock (`answeredAt`, its Date
 * header; this machine's clock only when it sends none). Null when absent or unreadable, never negative.
 */
export function parseRetryAfter(text: string | null, answeredAt: number): number | null {
  if (text === null) return null
  const trimmed = text.trim()
  if (/^\d{1,12}(\.\d{1,9})?$/.test(trimmed)) return Number(trimmed) * 1000
  const date = parseHttpDate(trimmed)
  return date === null ? null : Math.max(0, date - answeredAt)
}

/** Ms until the tenant's budget is renewed, when none of it is left; null otherwise. The reset is in epoch seconds. */
export function budgetWait(remaining: string | null, reset: string | null, answeredAt: number): number | null {
  if (remaining === null || reset === null || !/^\s*0+\s*$/.test(remaining) || !/^\s*\d{1,12}(\.\d{1,9})?\s*$/.test(reset)) return null
  return Math.max(0, Number(reset) * 1000 - answeredAt)
}

export interface TenantClock {
  /** The tenant's clock when it answered, ms, whole seconds; null when it sends no Date header. */
  readonly now: number | null
  /** Tenant clock minus this machine's, ms; null likewise. */
  readonly skewMs: number | null
}

/** `sentAt` and `answeredAt` by this machine's clock. The Date header is cut to seconds, so half a second is added back. */
export function readTenantClock(date: string | null, sentAt: number, answeredAt: number): TenantClock {
  const now = parseHttpDate(date)
  return { now, skewMs: now === null ? null : Math.round(now + 500 - (sentAt + answeredAt) / 2) }
}
