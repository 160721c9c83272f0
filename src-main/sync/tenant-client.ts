import { isUtf8 } from 'node:buffer'
import { isLoopback, urlOf } from '@contract/tenant.ts'
import { bodyFailure, networkFailure } from './network-failure.ts'
import { Deadlines, defaultLimits, type RequestLimits } from './deadlines.ts'
import type { Clock, Fetch } from './ports.ts'
import { leadsAway, pageUrl, type PageAsk, type RequestBuilder } from './request-builder.ts'
import { notTheTenant, RequestFailure, withoutToken } from './request-failure.ts'
import { budgetWait, parseRetryAfter, readTenantClock, type TenantClock } from './response-headers.ts'
import { brokenPage, refusedRedirect, statusFailure, tooLarge } from './status-failure.ts'

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
}

export interface TenantClientPorts {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly builder: RequestBuilder
  /** Origin and base path, no trailing slash. */
  readonly url: string
  readonly token: string
  readonly limits?: RequestLimits | undefined
}

/** White space and the bytes of a byte order mark: what may stand before anything. */
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])
const lessThan = 0x3c

/** Only this much of an answer that is no page is read. */
const errorBodyBytes = 64 * 1024

/** Asks one tenant, with one token, for one page at a time. The token is in the Authorization header and nowhere else. */
export class TenantClient {
  private readonly limits: RequestLimits

  constructor(private readonly ports: TenantClientPorts) {
    this.limits = ports.limits ?? defaultLimits
  }

  /** One request, no repeats. Rejects with a `RequestFailure`, or with `cancelled` when the signal is aborted. */
  async page(ask: PageAsk, signal: AbortSignal): Promise<TenantPage> {
    const { builder, clock, url: base, token } = this.ports
    this.refuseUnsafe(base, ask)
    const url = pageUrl(builder, base, ask)
    const asked = `GET ${base}${builder.path}`
    const deadlines = new Deadlines(clock, this.limits, signal, asked)
    let whole = false
    try {
      const sentAt = clock.now()
      const response = await this.send(url, deadlines, asked)
      const answeredAt = clock.now()
      const tenantClock = readTenantClock(response.headers.get('date'), sentAt, answeredAt)
      const tenantTime = tenantClock.now ?? answeredAt
      if (response.status !== 200) throw await this.refused(response, deadlines, asked, ask, tenantTime)
      if (isHtml(response)) throw notTheTenant(`${asked} answered 200 with ${response.headers.get('content-type') ?? ''}`)
      const body = await this.body(response, deadlines, asked)
      whole = true
      const { remaining, reset } = builder.rateLimit
      const budgetWaitMs = budgetWait(response.headers.get(remaining), response.headers.get(reset), tenantTime)
      return { body, glimpse: body.toString('latin1'), receivedAt: clock.now(), clock: tenantClock, budgetWaitMs }
    } catch (thrown) {
      throw this.tokenFree(deadlines.cause ?? thrown, token)
    } finally {
      deadlines.finish(!whole)
    }
  }

  /** Whether the client may go on with this cursor at all. */
  accepts(cursor: string): boolean {
    return !leadsAway(this.ports.url, cursor)
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

  private async send(url: string, deadlines: Deadlines, asked: string): Promise<Response> {
    const { fetch, builder, token } = this.ports
    const headers = { Authorization: builder.authorization(token), Accept: 'application/json' }
    const init: RequestInit = {
      method: 'GET',
      headers,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: deadlines.signal,
    }
    deadlines.enter('connectMs')
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
    const { builder, token } = this.ports
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
    const { remaining, reset } = builder.rateLimit
    const retryAfterMs =
      parseRetryAfter(response.headers.get('retry-after'), tenantTime) ??
      budgetWait(response.headers.get(remaining), response.headers.get(reset), tenantTime)
    const html = isHtml(response) || body.trimStart().startsWith('<')
    return statusFailure(builder, {
      status: response.status,
      body: withoutToken(body, token),
      html,
      retryAfterMs,
      withCursor: ask.cursor !== null,
      asked,
    })
  }

  /** The body: UTF-8, strictly, and not empty; at most `maxBytes` after inflating. */
  private async body(response: Response, deadlines: Deadlines, asked: string): Promise<Buffer> {
    const { maxBytes } = this.limits
    const received: Uint8Array[] = []
    let bytes = 0
    let begun = false
    deadlines.enter('firstByteMs')
    try {
      for await (const chunk of pieces(response, deadlines)) {
        deadlines.enter('idleMs')
        bytes += chunk.byteLength
        if (bytes > maxBytes) throw tooLarge(`${asked}: more than ${maxBytes} bytes after inflating`)
        received.push(chunk)
        if (begun) continue
        const first = chunk.find((byte) => !blank.has(byte))
        begun = first !== undefined
        if (first === lessThan) throw notTheTenant(`${asked} answered 200 with markup`)
      }
    } catch (thrown) {
      throw deadlines.cause ?? (thrown instanceof RequestFailure ? thrown : bodyFailure(thrown, asked))
    }
    if (!begun) throw brokenPage('The tenant answered without a page.', `${asked} answered 200 with an empty body`)
    const body = Buffer.concat(received)
    if (!isUtf8(body)) throw brokenPage('The tenant sent a page that is not valid UTF-8.', asked)
    return body
  }

  private tokenFree(thrown: unknown, token: string): unknown {
    if (!(thrown instanceof RequestFailure) || !thrown.error.details?.includes(token)) return thrown
    const { code, message, next, details } = thrown.error
    return new RequestFailure(
      code,
      thrown.remedy,
      { message, next: next ?? '', details: withoutToken(details, token) },
      thrown.retryAfterMs,
    )
  }
}

function isHtml(response: Response): boolean {
  return /\bhtml\b/i.test(response.headers.get('content-type') ?? '')
}

async function* pieces(response: Response, deadlines: Deadlines): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await deadlines.race(reader.read())
      if (done) return
      yield value
    }
  } finally {
    // What is not wanted any more must not go on filling memory.
    reader.cancel().catch(() => {})
  }
}
