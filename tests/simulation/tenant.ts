import type { Clock, Fetch } from '../../src-main/sync/ports.ts'

export interface SimulatedEntry {
  readonly id: string
  /** Ms since the epoch. */
  readonly time: number
}

/** What happens to one request instead of a good answer. */
export type Fault =
  | 'unauthorized' | 'forbidden' | 'not-found' | 'gone' | 'expired-cursor' | 'limited' | 'limited-until' | 'unavailable' | 'refused'
  | 'reset' | 'cut-off' | 'truncated' | 'not-utf8' | 'html' | 'empty' | 'hang' | 'hang-in-body' | 'drip' | 'oversized' | 'duplicate'
  | 'duplicate-onward'
  | 'self-cursor' | 'foreign-cursor' | 'redirect' // prettier-ignore

/**
 * What a cursor is: `position` names the last entry, within whatever window is asked for; `strict` and `lenient` carry the window that they were issued
 * for, and refuse another, or do not look at it; `offset` counts from the top of whatever window is asked for.
 */
export const cursorKinds = ['position', 'strict', 'lenient', 'offset'] as const
export type CursorKind = (typeof cursorKinds)[number]

const day = 24 * 3600_000

/** A tenant as `tenant-api.yaml` describes it, in memory, with faults by request. */
export class SimulatedTenant {
  readonly requests: { readonly url: URL; readonly headers: Headers }[] = []
  retentionDays: number | null = 365
  cursors: CursorKind = 'position'
  /** The oldest time that it says it keeps, ms, whatever it sends; null for the truth. */
  oldestStated: number | null = null
  /** The Date header of an answer minus the tenant's clock, ms, by the number of its request. */
  dateOff: (request: number) => number = () => 0
  /** Bytes that each page has beside its entries. */
  pad = 0
  /** Tenant clock minus the clock of this machine, ms. */
  skewMs = 0
  /** The fault of the request with this number (from 0), if any. */
  faultOf: (request: number) => Fault | null = () => null
  /** Called before each answer is made up. */
  beforeAnswer: (request: number) => void = () => {}
  /** Cursors that came with another window than they were issued for. */
  foreignCursors = 0
  private entries: readonly SimulatedEntry[] = []
  private lastPage = { of: '', text: '' }

  constructor(private readonly clock: Clock) {}

  get now(): number {
    return this.clock.now() + this.skewMs
  }

  /** Adds entries at their place in time. */
  add(...entries: SimulatedEntry[]): void {
    this.entries = [...this.entries, ...entries].sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1))
  }

  remove(which: (entry: SimulatedEntry) => boolean): void {
    this.entries = this.entries.filter((entry) => !which(entry))
  }

  get all(): readonly SimulatedEntry[] {
    return this.entries
  }

  readonly fetch: Fetch = (href, init) => {
    const url = new URL(href)
    const request = this.requests.push({ url, headers: new Headers(init.headers) }) - 1
    this.beforeAnswer(request)
    return this.answer(this.faultOf(request), url)
  }

  private async answer(fault: Fault | null, url: URL): Promise<Response> {
    if (this.isForeign(url)) this.foreignCursors++
    if (this.cursors === 'strict' && this.isForeign(url)) return this.error(400, 'invalid_cursor')
    switch (fault) {
      case 'unauthorized':
        return this.error(401, 'unauthorized')
      case 'forbidden':
        return this.error(403, 'permission_denied')
      case 'not-found':
        return this.error(404, 'not_found')
      case 'gone':
        return this.error(410, 'gone')
      case 'expired-cursor':
        return url.searchParams.has('cursor') ? this.error(410, 'cursor_expired') : this.page(url)
      case 'limited':
        return this.error(429, 'rate_limited', { 'retry-after': '7' })
      case 'limited-until':
        return this.error(429, 'rate_limited', { 'retry-after': new Date(this.now + 9000).toUTCString() })
      case 'unavailable':
        return this.error(503, 'unavailable')
      case 'refused':
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
        })
      case 'reset':
        throw new Error('net::ERR_CONNECTION_RESET')
      case 'redirect':
        throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
      case 'cut-off':
        return this.send(broken(this.pageText(url), new Error('net::ERR_INCOMPLETE_CHUNKED_ENCODING')))
      case 'truncated':
        return this.send(this.pageText(url).slice(0, -5))
      case 'not-utf8':
        return this.send(new Uint8Array([123, 34, 0xff, 0xfe, 34]))
      case 'html':
        return this.send('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html; charset=utf-8' })
      case 'empty':
        return this.send('')
      case 'hang':
        return new Promise(() => {})
      case 'hang-in-body':
        return this.send(broken(this.pageText(url), null))
      case 'drip':
        return this.send(this.dripping(this.pageText(url)))
      case 'oversized':
        return this.send(endless())
      case 'duplicate':
        return this.send(this.before(url) ?? this.pageText(url))
      case 'duplicate-onward':
        return this.send(repeated(this.before(url) ?? this.pageText(url), this.pageText(url)))
      case 'self-cursor':
        return this.send(this.pageText(url, (next) => url.searchParams.get('cursor') ?? next))
      case 'foreign-cursor':
        return this.send(this.pageText(url, (next) => next && `https://elsewhere.example/api?cursor=${next}`))
      case null:
        return this.page(url)
    }
  }

  /** Whether a cursor comes with another window than it was issued for. */
  private isForeign(url: URL): boolean {
    const cursor = url.searchParams.get('cursor')
    return cursor !== null && (JSON.parse(atob(cursor)) as Place).window !== windowOf(url)
  }

  private page(url: URL): Response {
    this.lastPage = { of: windowOf(url), text: this.pageText(url) }
    return this.send(this.lastPage.text)
  }

  /** The page sent before, when this request is for the one after it. */
  private before(url: URL): string | null {
    return url.searchParams.has('cursor') && this.lastPage.of === windowOf(url) ? this.lastPage.text : null
  }

  /** A new connection: nothing is left to send twice. */
  reconnect(): void {
    this.lastPage = { of: '', text: '' }
  }

  private pageText(url: URL, turn: (next: string | null) => string | null = (next) => next): string {
    const { searchParams } = url
    const given = searchParams.get('cursor')
    const place = given === null ? null : (JSON.parse(atob(given)) as Place)
    const window = this.cursors === 'lenient' && place ? place.window : windowOf(url)
    const [from, to] = window.split('/').map((bound) => (bound === '' ? null : Date.parse(bound))) as [number | null, number | null]
    const oldest = this.retentionDays === null ? -Infinity : this.now - this.retentionDays * day
    const limit = Number(searchParams.get('limit'))
    const inWindow = this.entries.filter(({ time }) => time >= Math.max(from ?? -Infinity, oldest) && time < (to ?? Infinity))
    const found =
      this.cursors === 'offset' ? inWindow.slice(place?.count ?? 0) : inWindow.filter((entry) => !place || isAfter(entry, place))
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const more: Place | null =
      last && found.length > limit ? { window, time: last.time, id: last.id, count: (place?.count ?? 0) + items.length } : null
    const retention =
      this.retentionDays === null
        ? {}
        : { retention: { days: this.retentionDays, oldest: new Date(this.oldestStated ?? oldest).toISOString() } }
    return JSON.stringify({
      items: items.map(({ id, time }) => ({ id, timestamp: new Date(time).toISOString() })),
      next_cursor: turn(more && btoa(JSON.stringify(more))),
      ...retention,
      ...(this.pad > 0 && { pad: 'x'.repeat(this.pad) }),
    })
  }

  private error(status: number, code: string, headers: Record<string, string> = {}): Response {
    return new Response(JSON.stringify({ error: { code, message: `The tenant says ${code}` } }), {
      status,
      headers: { ...this.headers(), ...headers },
    })
  }

  private send(body: BodyInit, headers: Record<string, string> = {}): Response {
    return new Response(body, { headers: { ...this.headers(), 'content-type': 'application/json', ...headers } })
  }

  private headers(): Record<string, string> {
    return { date: new Date(this.now + this.dateOff(this.requests.length - 1)).toUTCString() }
  }

  /** One byte every ten seconds. */
  private dripping(text: string): ReadableStream<Uint8Array> {
    const bytes = new TextEncoder().encode(text)
    let at = 0
    let wanted = true
    return new ReadableStream({
      pull: (controller) =>
        new Promise((resolve) => {
          this.clock.after(10_000, () => {
            if (wanted) controller.enqueue(bytes.slice(at, ++at))
            resolve()
          })
        }),
      cancel() {
        wanted = false
      },
    })
  }
}

/** What a cursor says; each kind looks at its part. */
interface Place {
  readonly window: string
  readonly time: number
  readonly id: string
  /** Entries given before. */
  readonly count: number
}

function isAfter({ time, id }: SimulatedEntry, last: Place): boolean {
  return time < last.time || (time === last.time && id < last.id)
}

function windowOf({ searchParams }: URL): string {
  return `${searchParams.get('from') ?? ''}/${searchParams.get('to') ?? ''}`
}

/** The items of one page with the cursor of another. */
function repeated(items: string, rest: string): string {
  const [from, onward] = [JSON.parse(items), JSON.parse(rest)] as [object & { items: unknown }, object]
  return JSON.stringify({ ...onward, items: from.items })
}

/** Half of the text, then the error; or silence when it is null. */
function broken(text: string, error: Error | null): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (!sent) {
        sent = true
        controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)))
        return
      }
      if (error) controller.error(error)
      else return new Promise(() => {})
    },
  })
}

function endless(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(64 * 1024).fill(32)
  return new ReadableStream({ pull: (controller) => controller.enqueue(piece) })
}
