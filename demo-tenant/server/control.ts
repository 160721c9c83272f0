import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DemoTenant } from './demo-tenant.ts'
import { readFault } from './faults.ts'
import { cursorKinds } from './query.ts'

type Json = Readonly<Record<string, unknown>>
type Command = (tenant: DemoTenant, body: Json, raw: unknown) => unknown

const prefix = '/_control/'
const largestBody = 1 << 20

/** What can be done to a running tenant. Every command answers with JSON. */
const commands: Readonly<Record<string, Command>> = {
  'GET stats': (tenant) => tenant.stats(),
  'GET incidents': (tenant) => tenant.incidents,
  /** A fault, a list of them, or null for none. */
  'POST faults': async (tenant, _, raw) => {
    const faults = raw === null ? [] : Array.isArray(raw) ? raw.map(readFault) : [readFault(raw)]
    // A refusal cuts every connection: this one must have its answer first.
    if (faults.some(({ kind }) => kind === 'refuse')) setTimeout(() => void tenant.setFault(faults), 50)
    else await tenant.setFault(faults)
    return { faults }
  },
  'DELETE faults': async (tenant) => {
    await tenant.setFault(null)
    return { faults: [] }
  },
  'POST append': (tenant, { count, late }) => ({
    ids: tenant.append({ count: numberOr(count, 1), late: typeof late === 'number' || late === true ? late : false }),
  }),
  'POST live': (tenant, { everyMs }) => {
    tenant.setLive(numberOr(everyMs, 0))
    return {}
  },
  'POST drift': (tenant, { count }) => ({ ids: tenant.drift(numberOr(count, 1)) }),
  'POST vanish': (tenant, { count }) => ({ ids: tenant.vanish(numberOr(count, 1)) }),
  'POST revoke': (tenant, { revoked, token }) => {
    tenant.revoke(typeof token === 'string' ? token : 'full', revoked !== false)
    return {}
  },
  'POST clock': (tenant, { advanceMs, frozen, now }) => {
    if (typeof now === 'string') tenant.clock.set(readDate(now))
    if (typeof advanceMs === 'number') tenant.clock.advance(advanceMs)
    if (typeof frozen === 'boolean') tenant.clock.freeze(frozen)
    return { now: new Date(tenant.clock.now()).toISOString() }
  },
  'POST settings': (tenant, { cursorLifetimeMs, cursors, perMinute, retentionOffMs, retentionDays, retryAfterForm }) => {
    const { api } = tenant
    if (typeof retentionDays === 'number') api.retentionDays = retentionDays
    const kind = cursorKinds.find((known) => known === cursors)
    if (kind) api.cursors.kind = kind
    if (typeof retentionOffMs === 'number') api.retentionOff = retentionOffMs
    if (typeof cursorLifetimeMs === 'number') api.cursors.lifetime = cursorLifetimeMs
    if (typeof perMinute === 'number') api.rates.options = { ...api.rates.options, perMinute }
    if (retryAfterForm === 'seconds' || retryAfterForm === 'date' || retryAfterForm === 'alternate')
      api.rates.options = { ...api.rates.options, form: retryAfterForm }
    return { retention: api.retention, rateLimit: api.rates.options, cursorLifetimeMs: api.cursors.lifetime, cursors: api.cursors.kind }
  },
}

export function isControl(url: URL): boolean {
  return url.pathname.startsWith(prefix)
}

/** Answers a control request; only for programs on this machine, and no web page. */
export async function control(tenant: DemoTenant, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  if (!fromThisMachine(request)) return send(403, { error: 'The control API answers on loopback only.' })
  const command = commands[`${request.method ?? 'GET'} ${url.pathname.slice(prefix.length)}`]
  if (!command) return send(404, { error: 'There is no such command.', commands: Object.keys(commands) })
  try {
    const text = await bodyOf(request)
    const raw: unknown = text === '' ? {} : JSON.parse(text)
    const body = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Json) : {}
    send(200, await command(tenant, body, raw))
  } catch (error) {
    send(400, { error: error instanceof Error ? error.message : String(error) })
  }
}

/** A page in a browser on this machine could reach us too: by DNS rebinding (Host) or directly (Origin). */
function fromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const peer = socket.remoteAddress ?? ''
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  const near = /^(::ffff:)?127\./.test(peer) || peer === '::1'
  return near && headers.origin === undefined && (host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largestBody) throw new Error('The request is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

function readDate(text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new Error('now must be a date-time.')
  return time
}
