import { AppFailure, type ErrorCode } from '@contract/errors.ts'

/**
 * What may be done about a failed request:
 * - `stop`: nothing without a person.
 * - `later`: the same again after a back-off.
 * - `smaller`: the same again after a back-off, then a smaller page.
 * - `smaller-now`: a smaller page at once.
 * - `limited`: the same again when the tenant's limit allows.
 * - `fresh-cursor`: a new walk from the committed edge.
 */
export type Remedy = 'stop' | 'later' | 'smaller' | 'smaller-now' | 'limited' | 'fresh-cursor'

/** A request that did not bring a page. Message, next step and details never hold the token. */
export class RequestFailure extends AppFailure {
  readonly remedy: Remedy
  /** How long the tenant asks to wait, ms from the moment it answered; null when it does not say. */
  readonly retryAfterMs: number | null

  constructor(
    code: ErrorCode,
    remedy: Remedy,
    text: { message: string; next: string; details?: string },
    retryAfterMs: number | null = null,
  ) {
    super({ code, message: text.message, next: text.next, ...(text.details ? { details: text.details } : {}) })
    this.name = 'RequestFailure'
    this.remedy = remedy
    this.retryAfterMs = retryAfterMs
  }
}

export function notTheTenant(details?: string): RequestFailure {
  return new RequestFailure('not-the-tenant', 'stop', {
    message: 'Something between you and the tenant answered with a web page instead of the log.',
    next: 'Sign in to the network (or VPN), check the tenant URL, then sync again.',
    ...(details ? { details } : {}),
  })
}

/** What a source said, or did not say, about what it was asked to make. */
export function jobFailed(message: string, next: string, details?: string): RequestFailure {
  return new RequestFailure('job-failed', 'stop', { message, next, ...(details !== undefined && { details }) })
}
