import { ApiError } from './api-error.ts'
import type { TenantClock } from './clock.ts'
import type { EntryStore } from './entry-store.ts'
import { readPage, writePage, type PageContent, type Retention } from './page.ts'
import { Cursors } from './query.ts'
import { RateLimit, type RateLimitOptions } from './rate-limit.ts'
import type { Tokens } from './tokens.ts'

export const apiPath = '/api/v1/iam/audit-logs'

/** A whole answer, before it is sent. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** What the page holds, when it is one. */
  readonly page?: PageContent & { readonly next: string | null }
}

export interface ApiOptions {
  readonly store: EntryStore
  readonly clock: TenantClock
  readonly tokens: Tokens
  readonly cursorSecret: string
  readonly cursorLifetime: number
  readonly retentionDays: number
  readonly rateLimit: RateLimitOptions
}

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
const day = 86_400_000

/** `GET /api/v1/iam/audit-logs` of the tenant's API contract. */
export class AuditLogApi {
  readonly cursors: Cursors
  readonly rates: RateLimit
  retentionDays: number
  /** What it says that it keeps, whatever it gives: so much later, ms. */
  retentionOff = 0
  private readonly store: EntryStore
  private readonly clock: TenantClock
  private readonly tokens: Tokens

  constructor({ clock, cursorLifetime, cursorSecret, rateLimit, retentionDays, store, tokens }: ApiOptions) {
    this.store = store
    this.clock = clock
    this.tokens = tokens
    this.retentionDays = retentionDays
    this.cursors = new Cursors(cursorSecret, cursorLifetime)
    this.rates = new RateLimit(clock, rateLimit)
  }

  get retention(): Retention {
    return { days: this.retentionDays, oldest: new Date(this.oldest + this.retentionOff).toISOString() }
  }

  /** Never throws for anything a client can send. */
  answer(method: string, url: URL, authorization: string | undefined): Answer {
    let limits: Readonly<Record<string, string>> = {}
    try {
      if (url.pathname !== apiPath) throw new ApiError(404, 'not_found', 'There is nothing here.')
      if (method !== 'GET') throw new ApiError(405, 'method_not_allowed', 'Only GET is allowed.', { headers: { allow: 'GET' } })
      const token = this.tokens.check(authorization)
      limits = this.rates.take(token)
      const page = this.page(url)
      return { status: 200, headers: { ...json, ...limits }, body: this.bodyOf(page.items, page.next), page }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return errorAnswer(error, limits)
    }
  }

  bodyOf(items: readonly Buffer[], next: string | null): Buffer {
    return writePage(items, next, this.retention)
  }

  private page(url: URL): NonNullable<Answer['page']> {
    const now = this.clock.now()
    const content = readPage(this.store, this.cursors.query(url, now), this.oldest * 1000)
    return { ...content, next: content.last && this.cursors.issue(url, content.last, content.items.length, now) }
  }

  private get oldest(): number {
    return this.clock.now() - this.retentionDays * day
  }
}

export function errorAnswer(error: ApiError, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: error.status, headers: { ...json, ...headers, ...error.headers }, body: Buffer.from(error.body) }
}
