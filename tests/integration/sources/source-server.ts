import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with one request: how a source says it is its own. */
export type SourceFault = 'limited' | 'unavailable' | 'cursor-gone' | 'reset' | 'half'

export interface Asked {
  /** From 0. */
  readonly number: number
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** A text or bytes as they are, anything else as JSON. */
  readonly body?: unknown
}

/** A source's own way to answer. */
export interface SourceApi {
  /** What it answers to a request that nothing goes wrong with; also its refusal of a token or of a parameter. */
  readonly answer: (asked: Asked) => Answer
  /** How it refuses; undefined where that fault means nothing to this request (no cursor was sent). */
  readonly refuse: (fault: 'limited' | 'unavailable' | 'cursor-gone', asked: Asked) => Answer | undefined
}

/** A server that behaves as the documentation of one source says, with faults on demand. Its clock is this machine's, set back to `now`. */
export class SourceServer {
  readonly asked: Asked[] = []
  now: number
  /** The fault of the request with this number, if any. */
  faultOf: (request: number) => SourceFault | null = () => null
  private readonly api: SourceApi
  private readonly server: Server

  constructor(api: (server: SourceServer) => SourceApi, now: number) {
    this.now = now
    this.api = api(this)
    this.server = createServer((request, response) => void this.receive(request, response))
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

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const asked: Asked = {
      number: this.asked.length,
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', this.url),
      headers: request.headers,
      body: Buffer.concat(pieces).toString('utf8'),
    }
    this.asked.push(asked)
    const fault = this.faultOf(asked.number)
    if (fault === 'reset') return void response.socket?.resetAndDestroy()
    const refusal = fault === null || fault === 'half' ? undefined : this.api.refuse(fault, asked)
    const { status = 200, headers = {}, body } = refusal ?? this.api.answer(asked)
    response.sendDate = false
    response.setHeader('Date', new Date(this.now).toUTCString())
    response.setHeader('Content-Type', 'application/json')
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.statusCode = status
    const text = body === undefined ? '' : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    // The rest never comes.
    if (fault === 'half') {
      response.setHeader('Content-Length', Buffer.byteLength(text) + 1)
      response.write(text.slice(0, Math.max(1, text.length >> 1)))
      return void response.socket?.end()
    }
    response.end(text)
  }
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** The times of `count` records, the oldest first, spread over `days` and the last a few minutes before `now`; whole seconds, some of them equal. */
export function spread(count: number, days: number, now: number): number[] {
  const step = (days * day) / count
  return Array.from({ length: count }, (_, n) => {
    // Every tenth shares its second with the one before.
    const at = n % 10 === 9 ? n - 1 : n
    return Math.floor((now - 5 * minute - (count - 1 - at) * step) / 1000) * 1000
  })
}
