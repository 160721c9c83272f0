import type { ResetFormat } from '@contract/connector.ts'
import { parseTime } from '../connector/iso-date-time.ts'

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

/** What the source says of its budget; the names and the format are the definition's. */
export interface BudgetHeaders {
  readonly remaining: string | null
  readonly reset: string | null
  readonly format: ResetFormat
}

const resetTimes: Readonly<Record<ResetFormat, (text: string, answeredAt: number) => number | null>> = {
  epoch_s: (text) => numeric(text, 1000),
  epoch_ms: (text) => numeric(text, 1),
  delta_s: (text, answeredAt) => after(numeric(text, 1000), answeredAt),
  delta_ms: (text, answeredAt) => after(numeric(text, 1), answeredAt),
  iso: (text) => parseTime(text),
}

function numeric(text: string, unitMs: number): number | null {
  return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) * unitMs : null
}

function after(ms: number | null, answeredAt: number): number | null {
  return ms === null ? null : answeredAt + ms
}

/** Whether none of the budget is left. */
export function isSpent(remaining: string | null): boolean {
  return remaining !== null && /^\s*0+\s*$/.test(remaining)
}

/** Ms until the tenant's budget is renewed, when none of it is left; null otherwise. */
export function budgetWait({ remaining, reset, format }: BudgetHeaders, answeredAt: number): number | null {
  if (!isSpent(remaining) || reset === null) return null
  const time = resetTimes[format](reset.trim(), answeredAt)
  return time === null ? null : Math.max(0, time - answeredAt)
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
