/** Everything that can go wrong on the way to a tenant, by name. */
export const faultKinds = [
  'unauthorized', // 401
  'forbidden', // 403
  'not-found', // 404
  'gone', // 410 for the endpoint
  'cursor-expired', // 410 for requests with a cursor
  'rate-limit-seconds', // 429; retryAfter in s
  'rate-limit-date', // 429 with a date
  'server-error', // status 500, 502 (a proxy's HTML), 503 (with Retry-After when given)
  'reset', // connection reset instead of an answer
  'reset-body', // connection reset in the middle of the body
  'refuse', // nobody listens for ms
  'drip', // bytes at a time, every ms
  'hang', // no answer
  'hang-body', // half an answer
  'truncated', // a complete response with half the JSON
  'invalid-json', // one character wrong
  'empty', // 200 without a body
  'not-a-page', // JSON, but something else
  'html', // 200 with a sign-in page
  'schema', // count items that do not fit
  'duplicate-page', // the page before, once more
  'cursor-loop', // cursors lead in a circle
  'cursor-stuck', // the next cursor is this one
  'empty-page', // no items, and a cursor that leads on
  'no-list', // a page without its list
  'csv', // lines instead of JSON
  'countless', // bytes of items of one digit
  'huge-entry', // one entry, always the same, is bytes long
  'reordered', // the items of a page in another order
  'repeated', // every item of a page twice
  'huge-page', // bytes long
  'gzip-bomb', // bytes long when inflated
  'foreign-next', // the next cursor is a URL on another origin
  'redirect', // to another origin; status 302, 307 …
  'clock-skew', // the Date header is ms off
  'drift', // count entries get another text
  'vanish', // count entries are gone
] as const
export type FaultKind = (typeof faultKinds)[number]

const short: Readonly<Record<string, Fault>> = {
  401: { kind: 'unauthorized' },
  403: { kind: 'forbidden' },
  404: { kind: 'not-found' },
  410: { kind: 'gone' },
  429: { kind: 'rate-limit-seconds' },
  500: { kind: 'server-error', status: 500 },
  502: { kind: 'server-error', status: 502 },
  503: { kind: 'server-error', status: 503 },
}

const numbers = ['after', 'times', 'aboveLimit', 'status', 'retryAfter', 'bytes', 'ms', 'count'] as const

export interface Fault {
  readonly kind: FaultKind
  /** Requests that pass first. */
  readonly after?: number
  /** How often it happens; always when missing. */
  readonly times?: number
  /** Only for pages of more than so many entries: smaller ones pass. */
  readonly aboveLimit?: number
  readonly status?: number
  /** Seconds. */
  readonly retryAfter?: number
  readonly bytes?: number
  readonly ms?: number
  readonly count?: number
}

/** `kind`, a status, or `kind:after=3,times=2`. Throws an Error with a sentence for a person. */
export function parseFault(text: string): Fault {
  const [kind = '', settings = ''] = text.split(':', 2)
  const fault: Record<string, unknown> = { ...(short[kind] ?? { kind }) }
  for (const setting of settings.split(',').filter((part) => part !== '')) {
    const [name = '', value = ''] = setting.split('=', 2)
    fault[name] = Number(value)
  }
  return readFault(fault)
}

/** How long nobody listens when a command line or a request does not say: without an end, no request could end it. */
const refusalMs = 3_000

/** A fault from JSON. Throws an Error with a sentence for a person. */
export function readFault(value: unknown): Fault {
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  const kind = faultKinds.find((known) => known === given['kind'])
  if (!kind) throw new Error(`There is no fault "${String(given['kind'])}": choose one of ${faultKinds.join(', ')}.`)
  for (const [name, setting] of Object.entries(given)) {
    if (name === 'kind') continue
    if (!numbers.some((known) => known === name)) throw new Error(`A fault has no setting "${name}": there are ${numbers.join(', ')}.`)
    if (typeof setting !== 'number' || !Number.isFinite(setting)) throw new Error(`The setting "${name}" of a fault must be a number.`)
  }
  return { ...(kind === 'refuse' && { ms: refusalMs }), ...given, kind }
}

/** Which faults are on, and whose turn it is. */
export class FaultBoard {
  private active: { readonly fault: Fault; seen: number; done: number }[] = []
  readonly counts = new Map<FaultKind, number>()

  get list(): readonly Fault[] {
    return this.active.map(({ fault }) => fault)
  }

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.active = faults.map((fault) => ({ fault, seen: 0, done: 0 }))
  }

  /** The faults for a request, first come first; their turns are counted. */
  take(request: { readonly limit: number; readonly cursor: boolean }): Fault[] {
    const taken: Fault[] = []
    for (const state of this.active) {
      const { fault } = state
      if (request.limit <= (fault.aboveLimit ?? 0)) continue
      if (!request.cursor && needsCursor.has(fault.kind)) continue
      if (state.seen++ < (fault.after ?? 0) || state.done >= (fault.times ?? Infinity)) continue
      state.done++
      taken.push(fault)
      this.counts.set(fault.kind, (this.counts.get(fault.kind) ?? 0) + 1)
    }
    return taken
  }
}

const needsCursor: ReadonlySet<FaultKind> = new Set(['cursor-expired', 'cursor-stuck', 'duplicate-page', 'cursor-loop', 'empty-page'])
