import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventOf, type LogEvent } from './events.ts'

export type OktaFault = 'limited' | 'unavailable' | 'truncated' | 'cursor-gone' | 'duplicate' | 'elsewhere' | 'reset' | 'half' | 'repeated'

export interface OktaOptions {
  readonly events: number
  /** Ms from one event to the next. */
  readonly everyMs?: number
  /** Some events arrive this much after they were published, ms. */
  readonly lateByMs?: number
  /** Its clock begins so much behind this machine's, ms: it can go on without passing that. */
  readonly behindMs?: number
}

export const oktaToken = 'okta-canary-token-77c1'

const day = 86_400_000

/**
 * A server that is quite unlike the demo tenant: a page is an array, the next page stands in a Link header that never ends, entries come in the order in
 * which they arrived. Its clock stands still unless it is set, so two syncs of it can be compared.
 */
export class OktaLike {
  now: number
  /** In the order of arrival. */
  readonly events: LogEvent[]
  readonly requests: { readonly url: URL; readonly authorization: string | undefined }[] = []
  /** The fault of the request with this number (from 0), if any. */
  faultOf: (request: number) => OktaFault | null = () => null
  /** Where `elsewhere` points to. */
  elsewhere = 'https://elsewhere.example'
  private previous = '[{}]'
  private readonly server: Server

  constructor({ events, everyMs = 60_000, lateByMs = 0, behindMs = 0 }: OktaOptions) {
    this.now = Math.floor((Date.now() - behindMs) / 1000) * 1000
    const first = this.now - events * everyMs
    const arrived = Array.from({ length: events }, (_, n) => {
      const published = first + n * everyMs
      return { event: eventOf(n, published), at: published + (n % 7 === 3 ? lateByMs : 0) }
    }).sort((a, b) => a.at - b.at)
    this.events = arrived.map(({ event }) => event)
    this.server = createServer((request, response) => this.answer(request, response))
  }

  /** Another event, published at `published`, arrives now. */
  arrive(published: number, more: object = {}): LogEvent {
    const event = { ...eventOf(this.events.length, published), ...more }
    this.events.push(event)
    return event
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private answer({ url: path = '', headers }: IncomingMessage, response: ServerResponse): void {
    const url = new URL(path, this.url)
    const request = this.requests.push({ url, authorization: headers.authorization }) - 1
    response.sendDate = false
    response.setHeader('Date', new Date(this.now).toUTCString())
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('X-Rate-Limit-Remaining', '41')
    response.setHeader('X-Rate-Limit-Reset', String(this.now / 1000))
    if (headers.authorization !== `SSWS ${oktaToken}`) return refuse(response, 401, 'E0000011', 'Invalid token provided')
    if (url.pathname !== '/api/v1/logs') return refuse(response, 404, 'E0000022', 'The endpoint does not support the provided HTTP method')
    const fault = this.faultOf(request)
    if (fault === 'limited') {
      response.setHeader('X-Rate-Limit-Remaining', '0')
      return refuse(response, 429, 'E0000047', 'API call exceeded rate limit due to too many requests.')
    }
    if (fault === 'reset') return void response.socket?.resetAndDestroy()
    if (fault === 'unavailable') return refuse(response, 503, 'E0000009', 'Internal Server Error')
    if (fault === 'cursor-gone' && url.searchParams.has('after')) return refuse(response, 400, 'E0000031', 'Invalid search criteria.')
    const { body, next } = this.page(url)
    response.setHeader('Link', [
      `<${url.href}>; rel="self"`,
      `<${fault === 'elsewhere' ? `${this.elsewhere}/api/v1/logs?after=1` : next}>; rel="next"`,
    ])
    // The rest never comes.
    if (fault === 'half') return void response.write(body.slice(0, Math.max(1, body.length / 2)))
    if (fault === 'repeated') return void response.end(body === '[]' ? body : `${body.slice(0, -1)},${body.slice(1)}`)
    if (fault === 'truncated') return void response.end(body.slice(0, Math.max(1, body.length - 7)))
    response.end(fault === 'duplicate' ? this.previous : body)
    // That there is nothing, where there is something, is a lie that nobody can see.
    if (body !== '[]') this.previous = body
  }

  /** `after` is the number of the last event seen: by arrival, so late ones come at the end. */
  private page(url: URL): { body: string; next: string } {
    const { searchParams } = url
    const time = (name: string, none: number): number => (searchParams.has(name) ? Date.parse(searchParams.get(name) ?? '') : none)
    const since = Math.max(time('since', this.now - 7 * day), this.now - 90 * day)
    const until = time('until', Infinity)
    const limit = Number(searchParams.get('limit') ?? 100)
    const page: LogEvent[] = []
    let at = Number(searchParams.get('after') ?? -1)
    for (let n = at + 1; n < this.events.length && page.length < limit; n++) {
      const event = this.events[n] as LogEvent
      const published = Date.parse(event.published)
      if (published < since || published >= until) continue
      page.push(event)
      at = n
    }
    const next = new URL(url)
    next.searchParams.set('after', String(at))
    return { body: JSON.stringify(page), next: next.href }
  }
}

function refuse(response: ServerResponse, status: number, errorCode: string, errorSummary: string): void {
  response.writeHead(status).end(JSON.stringify({ errorCode, errorSummary }))
}
