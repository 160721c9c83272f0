import type { ConnectorDefinition } from '@contract/connector.ts'
import type { SyncWindow } from '@contract/service.ts'
import { urlOf } from '@contract/url.ts'
import { readOffset } from '../connector/offset-cursor.ts'
import { readPart } from '../connector/part-cursor.ts'
import { tokensOf } from '../connector/pointer.ts'
import { readTime } from '../connector/time-cursor.ts'
import { timeFormats } from '../connector/times.ts'

/** What is asked of a tenant: one page of a window. Times in ms since the epoch. */
export interface PageAsk {
  readonly window: SyncWindow
  /** The tenant's cursor; null for the first page of a walk. */
  readonly cursor: string | null
  /** Entries a page. */
  readonly limit: number
  /** This machine's clock, for sources that are asked for no time without an end. */
  readonly now?: number
}

export interface BuiltRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body: string | null
}

/** How one kind of tenant API is asked: a definition made into functions. */
export interface RequestBuilder {
  readonly definition: ConnectorDefinition
  readonly pageSize: { readonly min: number; readonly max: number }
  /** `base` is an origin with an optional path, without a trailing slash; `variables`: what stands for a name in braces in path, parameters and body. */
  readonly page: (base: string, ask: PageAsk, variables?: Variables) => BuiltRequest
  /** All headers but those that convince the source. */
  readonly headers: Readonly<Record<string, string>>
  /** The stretch that answers may be from: wider than the window where the source cannot be asked so exactly. */
  readonly reach: (window: SyncWindow) => SyncWindow
  /** Whether following the cursor would hand over the token. */
  readonly leadsAway: (base: string, cursor: string) => boolean
}

/** Fields that differ from tenant to tenant and are no secrets, such as the number of an account. */
export type Variables = Readonly<Partial<Record<string, string>>>

type Parameter = readonly [name: string, value: string | number | boolean]

export function requestBuilder(definition: ConnectorDefinition): RequestBuilder {
  const { request, paging } = definition
  const byUrl = paging.style === 'link' || paging.style === 'next-url'
  return {
    definition,
    pageSize: sizesOf(definition),
    page: (base, ask, variables = {}) => {
      const isFirst = ask.cursor === null
      if (paging.style === 'parts' && ask.cursor !== null) return partRequest(base, ask.cursor, paging.parameter)
      if (byUrl && ask.cursor !== null) return built(definition, new URL(ask.cursor, base + request.path), [], { variables, isFirst })
      const path = filled(request.path, variables, encodeURIComponent) ?? request.path
      return built(definition, new URL(base + path), parametersOf(definition, ask), { variables, isFirst })
    },
    headers: headersOf(request),
    reach: (window) => reachOf(definition, window),
    leadsAway: byUrl ? (base, cursor) => urlOf(cursor, base)?.origin !== new URL(base).origin : leadsAway,
  }
}

/** Where entries are counted, a page holds the last entry of the one before: one entry alone could not be compared with it and go on. */
function sizesOf({ request: { pageSize }, paging }: ConnectorDefinition): RequestBuilder['pageSize'] {
  const { min, max } = pageSize
  return paging.style === 'offset' ? { min: Math.min(max, Math.max(min, 2)), max } : { min, max }
}

/** What a definition says stands instead of the usual. */
function headersOf({ headers, method }: ConnectorDefinition['request']): Readonly<Record<string, string>> {
  const said = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const usual = { Accept: 'application/json', ...(method === 'POST' && { 'Content-Type': 'application/json' }) }
  return { ...Object.fromEntries(Object.entries(usual).filter(([name]) => !said.has(name.toLowerCase()))), ...headers }
}

export function authorization(template: string, token: string): string {
  return template.replace('{secret}', () => token).replace('{base64}', () => Buffer.from(token).toString('base64'))
}

/** A text with its variables in place; undefined where there is nothing for one of them. */
function filled(text: string, variables: Variables, encode: (value: string) => string = String): string | undefined {
  const missing: string[] = []
  const found = text.replaceAll(/\{([a-z][A-Za-z]*)\}/g, (all, name: string) => {
    if (!isVariable(name)) return all
    if (variables[name] === undefined) missing.push(name)
    return encode(variables[name] ?? '')
  })
  return missing.length === 0 ? found : undefined
}

const isVariable = (name: string): boolean => name === 'tenantId' || name === 'subject'

/** The same for every text in a value; what lacks a variable is left out. */
function filledIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return filled(value, variables)
  if (Array.isArray(value)) return value.map((each) => filledIn(each, variables)).filter((each) => each !== undefined)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, each]) => [name, filledIn(each, variables)] as const)
  return Object.fromEntries(members.filter(([, each]) => each !== undefined))
}

function parametersOf(
  { request, paging, window, order, narrowed }: ConnectorDefinition,
  { window: asked, cursor, limit, now }: PageAsk,
): Parameter[] {
  const parameters: Parameter[] = [...Object.entries(request.constant), ...Object.entries(narrowed?.constant ?? {})]
  if (request.pageSize.parameter !== undefined) parameters.push([request.pageSize.parameter, limit])
  // By time, the cursor is the end of the window that has moved.
  const moved = paging.style === 'time' ? (readTime(cursor)?.time ?? null) : null
  const from = moved !== null && order.direction === 'asc' ? moved : asked.from
  const to = moved !== null && order.direction === 'desc' ? moved + 1 : asked.to
  if (window.template) parameters.push([window.template.parameter, templated(window.template, from, to)])
  const inJson = request.parametersIn === 'body'
  parameters.push(...boundOf(window.from, from, 'from', inJson), ...boundOf(window.to, to, 'to', inJson, now))
  if (paging.style === 'offset') parameters.push([paging.parameter, readOffset(cursor, paging.first).offset])
  else if (paging.style === 'page') parameters.push([paging.parameter, Number(cursor ?? paging.first)])
  else if ((paging.style === 'cursor' || paging.style === 'last-item') && cursor !== null) parameters.push([paging.parameter, cursor])
  return parameters
}

type Window = ConnectorDefinition['window']

/** Where a window is open above: the time of asking. */
const openNow = '{now}'

function boundOf(bound: Window['from'], open: number | null, end: 'from' | 'to', inJson: boolean, now?: number): Parameter[] {
  if (!bound) return []
  const time = open === null && bound.open === openNow ? (now ?? null) : open
  if (time === null) return bound.open === undefined ? [] : [[bound.parameter, bound.open]]
  const text = printed(time, bound, end)
  // In JSON, seconds and milliseconds since the epoch are numbers: AWS refuses them as texts.
  const isNumber = inJson && (bound.format === 'epoch_s' || bound.format === 'epoch_ms')
  return [[bound.parameter, isNumber ? Number(text) : text]]
}

/** An end of a half-open window as the source counts: rounded outwards to what its format can say. */
function printed(
  time: number,
  { format, inclusive }: { format: keyof typeof timeFormats; inclusive: boolean },
  end: 'from' | 'to',
): string {
  const { unitMs, print } = timeFormats[format]
  const steps = end === 'from' ? Math.floor(time / unitMs) - (inclusive ? 0 : 1) : Math.ceil(time / unitMs) - (inclusive ? 1 : 0)
  return print(steps * unitMs)
}

function templated(
  { text, format, toInclusive, openFrom, openTo }: NonNullable<Window['template']>,
  from: number | null,
  to: number | null,
): string {
  const lower = from === null ? openFrom : printed(from, { format, inclusive: true }, 'from')
  const upper = to === null ? openTo : printed(to, { format, inclusive: toInclusive }, 'to')
  return text.replace('{from}', () => lower).replace('{to}', () => upper)
}

function reachOf({ window: { template, from, to } }: ConnectorDefinition, window: SyncWindow): SyncWindow {
  const widened = (
    time: number | null,
    format: keyof typeof timeFormats | undefined,
    round: (steps: number) => number,
    more: number,
  ): number | null => {
    if (time === null || format === undefined) return null
    const { unitMs } = timeFormats[format]
    return (round(time / unitMs) + more) * unitMs
  }
  const lower = template ?? from
  const upper = template ?? to
  return {
    from: widened(window.from, lower?.format, Math.floor, from && !from.inclusive ? -1 : 0),
    to: widened(window.to, upper?.format, Math.ceil, 0),
  }
}

interface Asking {
  readonly variables: Variables
  readonly isFirst: boolean
}

function built({ request }: ConnectorDefinition, url: URL, parameters: readonly Parameter[], { variables, isFirst }: Asking): BuiltRequest {
  const { method } = request
  const left = isFirst ? new Set<string>() : new Set(request.firstOnly)
  const body = filledIn(Object.fromEntries(Object.entries(request.body ?? {}).filter(([name]) => !left.has(name))), variables) as Record<
    string,
    unknown
  >
  const sent = parameters.flatMap(([name, value]): Parameter[] => {
    const filledValue = typeof value === 'string' ? filled(value, variables) : value
    return left.has(name) || filledValue === undefined ? [] : [[name, filledValue]]
  })
  if (request.parametersIn === 'query') {
    for (const [name, value] of sent) url.searchParams.set(name, String(value))
    return { url: url.href, method, body: method === 'POST' ? JSON.stringify(body) : null }
  }
  for (const [name, value] of sent) put(body, name.startsWith('/') ? tokensOf(name) : [name], value)
  return { url: url.href, method, body: JSON.stringify(body) }
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let holder = into
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(holder, name) ? holder[name] : undefined
    if (typeof next === 'object' && next !== null) holder = next as Record<string, unknown>
    else Object.defineProperty(holder, name, { value: (holder = {}), enumerable: true, writable: true })
  }
  Object.defineProperty(holder, path.at(-1) as string, { value, enumerable: true, writable: true, configurable: true })
}

function partRequest(base: string, cursor: string, parameter: string): BuiltRequest {
  const { path, part } = readPart(cursor)
  const url = new URL(base + path)
  url.searchParams.set(parameter, String(part))
  return { url: url.href, method: 'GET', body: null }
}

/** Whether a cursor is really a URL that leads away from the tenant: following it would hand over the token. */
export function leadsAway(base: string, cursor: string): boolean {
  if (!/^\s*(https?:)?[/\\]{2}/i.test(cursor)) return false
  return urlOf(cursor.trim(), base)?.origin !== new URL(base).origin
}
