import type { PageAsked } from '@contract/service.ts'
import { isLoopback } from '@contract/tenant.ts'
import { urlOf } from '@contract/url.ts'
import { withoutSecret, withoutSecretOrPieces } from '../secrets/finder.ts'
import { readSecrets } from '../credentials/secrets-text.ts'
import { createAuthorizer, type Authorizer } from './credentials/authorizer.ts'
import { networkFailure } from './network-failure.ts'
import { answerBody, pageBody, pieces } from './page-body.ts'
import { Deadlines, limitsOf, type RequestLimits } from './deadlines.ts'
import type { Clock, Fetch } from './ports.ts'
import type { DownloadPorts } from './file-download.ts'
import { linkOf } from './link-header.ts'
import { Pace } from './pace.ts'
import type { BuiltRequest, PageAsk, RequestBuilder } from './request-builder.ts'
import { notTheTenant, RequestFailure } from './request-failure.ts'
import { budgetWait, isSpent, parseRetryAfter, readTenantClock, type BudgetHeaders, type TenantClock } from './response-headers.ts'
import { refusalInside, refusedRedirect, statusFailure } from './status-failure.ts'

/** A page as the tenant sent it. */
export interface TenantPage {
  /** Exactly as received, inflated: UTF-8. */
  readonly body: Uint8Array
  /** The same, a character a byte: quick to make and to look at, wrong beyond ASCII. */
  readonly glimpse: string
  /** This machine's clock when the body was complete, ms. */
  readonly receivedAt: number
  readonly clock: TenantClock
  /** Ms to wait before the next request because the tenant's budget is spent; null when there is some left. */
  readonly budgetWaitMs: number | null
  readonly asked: PageAsked
}

/** An answer that may say how far a job is. */
export interface TenantAnswer extends TenantPage {
  readonly status: number
  /** How long the tenant asks to wait, ms; null when it does not say. */
  readonly retryAfterMs: number | null
}

interface OtherAnswer {
  /** Below the tenant's URL, with a query. */
  readonly path?: string
  readonly statuses?: readonly number[]
}

export interface TenantClientPorts {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly builder: RequestBuilder
  /** Origin and base path, no trailing slash. */
  readonly url: string
  /** As the vault keeps it: a token, or the fields of another style of credentials. */
  readonly token: string
  readonly limits?: RequestLimits | undefined
}

/** Only this much of an answer that is no page is read. */
const errorBodyBytes = 64 * 1024

const tokenMark = '[token]'

/** Asks one tenant, with one person's credentials, for one page at a time. They are in the headers that the definition names and nowhere else. */
export class TenantClient {
  private readonly limits: RequestLimits
  private readonly pace: Pace
  private kept: Authorizer | null = null

  constructor(private readonly ports: TenantClientPorts) {
    this.limits = limitsOf(ports.builder.definition, ports.limits)
    this.pace = new Pace(ports.builder.definition.rateLimit.budget)
  }

  /** One request, no repeats. Rejects with a `RequestFailure`, or with `cancelled` when the signal is aborted. */
  page(ask: PageAsk, signal: AbortSignal): Promise<TenantPage> {
    return this.answer(ask, signal)
  }

  /** The same, also for another path on the tenant's origin, and with other statuses than 200 that are no refusal. */
  async answer(ask: PageAsk, signal: AbortSignal, { path, statuses = [] }: OtherAnswer = {}): Promise<TenantAnswer> {
    const { builder, clock, url: base } = this.ports
    this.refuseUnsafe(base, ask)
    const built = path === undefined ? this.built(ask) : { url: base + path, method: 'GET' as const, body: null }
    const asked = `${built.method} ${base}${path ?? builder.definition.request.path}`
    const deadlines = new Deadlines(clock, this.limits, signal, asked)
    let whole = false
    try {
      const sentAt = clock.now()
      const response = await this.convincing(built, deadlines, asked)
      const answeredAt = clock.now()
      const tenantClock = readTenantClock(response.headers.get('date'), sentAt, answeredAt)
      const tenantTime = tenantClock.now ?? answeredAt
      if (response.status !== 200 && !statuses.includes(response.status))
        throw await this.refused(response, deadlines, asked, ask, tenantTime)
      if (response.status === 200 && isHtml(response))
        throw notTheTenant(`${asked} answered 200 with ${response.headers.get('content-type') ?? ''}`)
      const { body, leftOut } =
        response.status === 200
          ? await pageBody(response, { deadlines, asked, ask, maxBytes: this.limits.maxBytes, builder })
          : { body: await answerBody(response, { deadlines, asked }), leftOut: [] }
      whole = true
      const refusal = refusalInside(builder.definition, body)
      if (refusal !== null) throw this.refusal(response, refusal, asked, ask, tenantTime)
      return {
        status: response.status,
        retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), tenantTime),
        body,
        glimpse: body.toString('latin1'),
        receivedAt: clock.now(),
        clock: tenantClock,
        budgetWaitMs: budgetWait(this.budget(response), tenantTime) ?? this.pace.wait(clock.now()),
        asked: {
          url: built.url,
          cursor: ask.cursor,
          limit: ask.limit,
          link: this.link(response, built.url),
          at: tenantTime,
          ...(leftOut.length > 0 && { leftOut }),
        },
      }
    } catch (thrown) {
      throw this.secretFree(deadlines.cause ?? thrown)
    } finally {
      deadlines.finish(!whole)
    }
  }

  /** With what a file is fetched, which the source has made. */
  get downloads(): DownloadPorts {
    const { fetch, clock, builder } = this.ports
    const convince: DownloadPorts['convince'] = (url, signal) =>
      this.authorizer.headers({ url, method: 'GET', body: null }, builder.headers, signal)
    return { fetch, clock, limits: this.limits, convince }
  }

  /** Whether the client may go on with this cursor at all. */
  accepts(cursor: string): boolean {
    return !this.ports.builder.leadsAway(this.ports.url, cursor)
  }

  private refuseUnsafe(base: string, ask: PageAsk): void {
    const { protocol, hostname } = new URL(base)
    if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
      throw new RequestFailure('invalid-request', 'stop', {
        message: 'The tenant URL is not encrypted, so the access token was not sent.',
        next: 'Use a URL that begins with https://',
      })
    }
    if (ask.cursor !== null && !this.accepts(ask.cursor)) {
      throw new RequestFailure('cross-origin-next', 'stop', {
        message: 'The tenant’s next page lies on another server. It was not followed, so that the access token goes nowhere else.',
        next: 'Tell your administrator that the audit log’s paging points elsewhere; copy the details.',
        details: `${new URL(base).origin} pointed to ${urlOf(ask.cursor.trim(), base)?.origin ?? 'an unreadable address'}`,
      })
    }
  }

  private built(ask: PageAsk): BuiltRequest {
    const { builder, clock, url } = this.ports
    return builder.page(url, { ...ask, now: clock.now() }, this.authorizer.variables)
  }

  /** Made with the first request: what is missing is told where a request fails. */
  private get authorizer(): Authorizer {
    const { fetch, clock, builder, url, token } = this.ports
    return (this.kept ??= createAuthorizer({ fetch, clock, definition: builder.definition, url, secrets: readSecrets(token) }))
  }

  /** A token that was obtained may have been revoked since: another one is asked for, once. */
  private async convincing(built: BuiltRequest, deadlines: Deadlines, asked: string): Promise<Response> {
    const response = await this.send(built, deadlines, asked)
    if (response.status !== 401 || !this.authorizer.renews()) return response
    response.body?.cancel().catch(() => {})
    return await this.send(built, deadlines, asked)
  }

  private async send(built: BuiltRequest, deadlines: Deadlines, asked: string): Promise<Response> {
    const { fetch, builder, clock } = this.ports
    const { url, method, body } = built
    deadlines.enter('connectMs')
    const convincing = await deadlines.race(this.authorizer.headers(built, builder.headers, deadlines.signal))
    this.pace.sent(clock.now())
    const init: RequestInit = {
      method,
      headers: { ...builder.headers, ...convincing },
      ...(body !== null && { body }),
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: deadlines.signal,
    }
    let response: Response
    try {
      response = await deadlines.race(fetch(url, init))
    } catch (thrown) {
      throw deadlines.cause ?? networkFailure(thrown, asked)
    }
    if (response.redirected) throw refusedRedirect(`${asked} was redirected`)
    return response
  }

  private async refused(
    response: Response,
    deadlines: Deadlines,
    asked: string,
    ask: PageAsk,
    tenantTime: number,
  ): Promise<RequestFailure> {
    let body = ''
    try {
      deadlines.enter('firstByteMs')
      for await (const chunk of pieces(response, deadlines)) {
        body += new TextDecoder().decode(chunk)
        if (body.length > errorBodyBytes) break
      }
    } catch (thrown) {
      // The status alone decides; only a cancel matters more than it.
      if (deadlines.cause && !(deadlines.cause instanceof RequestFailure)) throw thrown
    }
    return this.refusal(response, body, asked, ask, tenantTime)
  }

  private refusal(response: Response, body: string, asked: string, ask: PageAsk, tenantTime: number): RequestFailure {
    const { builder } = this.ports
    const budget = this.budget(response)
    return statusFailure(builder.definition, {
      status: response.status,
      body: this.authorizer.secrets.reduce((text, secret) => withoutSecret(text, secret, tokenMark), body),
      html: isHtml(response) || body.trimStart().startsWith('<'),
      retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), tenantTime) ?? budgetWait(budget, tenantTime),
      withCursor: ask.cursor !== null,
      budgetSpent: isSpent(budget.remaining),
      asked,
    })
  }

  private budget({ headers }: Response): BudgetHeaders {
    const { remaining, reset } = this.ports.builder.definition.rateLimit
    const read = (name: string | undefined): string | null => (name === undefined ? null : headers.get(name))
    return { remaining: read(remaining), reset: read(reset?.header), format: reset?.format ?? 'epoch_s' }
  }

  private link({ headers }: Response, url: string): string | null {
    const { paging } = this.ports.builder.definition
    return paging.style === 'link' ? linkOf(headers.get('link'), paging.relation, url) : null
  }

  private secretFree(thrown: unknown): unknown {
    if (!(thrown instanceof RequestFailure) || thrown.error.details === undefined) return thrown
    const { code, message, next } = thrown.error
    const details = this.authorizer.secrets.reduce((text, secret) => withoutSecretOrPieces(text, secret, tokenMark), thrown.error.details)
    if (details === thrown.error.details) return thrown
    return new RequestFailure(code, thrown.remedy, { message, next: next ?? '', details }, thrown.retryAfterMs)
  }
}

function isHtml(response: Response): boolean {
  return /\bhtml\b/i.test(response.headers.get('content-type') ?? '')
}
