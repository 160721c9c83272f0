import { fail } from '@contract/errors.ts'
import type { SyncWindow } from '@contract/service.ts'
import { urlOf } from '@contract/tenant.ts'

/** What is asked of a tenant: one page of a window. Times in ms since the epoch. */
export interface PageAsk {
  readonly window: SyncWindow
  /** The tenant's cursor; null for the first page of a walk. */
  readonly cursor: string | null
  /** Entries a page. */
  readonly limit: number
}

/** How one kind of tenant API is asked. Everything here can be said as data; see `shared/connectors.md`, points 1, 2, 4, 12 and 13. */
export interface RequestBuilder {
  readonly connector: string
  readonly pageSize: { readonly min: number; readonly max: number }
  /** Path below the tenant's URL. */
  readonly path: string
  readonly parameters: {
    readonly limit: string
    readonly cursor: string
    readonly from: string
    readonly to: string
    /** Sent with every request. */
    readonly constant: Readonly<Record<string, string>>
  }
  readonly authorization: (token: string) => string
  /** Header names for the tenant's own budget; the reset is in seconds since the epoch. */
  readonly rateLimit: { readonly remaining: string; readonly reset: string }
  /** Error codes in a body that mean a cursor is no longer accepted. */
  readonly cursorErrors: readonly string[]
  /** The permission that reading the log needs. */
  readonly permission: string
  /** Name of the member that holds the next cursor; a hint only, see {@link nextHint}. */
  readonly nextMember: string
}

/** The API of `tenant-api.yaml`. */
const tenantIam: RequestBuilder = {
  connector: 'tenant-iam',
  pageSize: { min: 10, max: 1000 },
  path: '/api/v1/iam/audit-logs',
  parameters: { limit: 'limit', cursor: 'cursor', from: 'from', to: 'to', constant: { order: 'desc' } },
  authorization: (token) => `Bearer ${token}`,
  rateLimit: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  cursorErrors: ['cursor_expired', 'invalid_cursor'],
  permission: 'iam:tenant:iam:audit:read',
  nextMember: 'next_cursor',
}

const builders: ReadonlyMap<string, RequestBuilder> = new Map([[tenantIam.connector, tenantIam]])

export const builtInConnector = tenantIam.connector

/** Fails with `not-found` for a connector nobody declared. */
export function requestBuilderFor(connector: string): RequestBuilder {
  const builder = builders.get(connector)
  if (!builder) throw fail('not-found', `There is no connector named “${connector}”.`, 'Choose another connector for this tenant.')
  return builder
}

/** The page's URL. `base` is an origin with an optional path, without a trailing slash. */
export function pageUrl(builder: RequestBuilder, base: string, ask: PageAsk): string {
  const { parameters } = builder
  const url = new URL(base + builder.path)
  for (const [name, value] of Object.entries(parameters.constant)) url.searchParams.set(name, value)
  url.searchParams.set(parameters.limit, String(ask.limit))
  if (ask.window.from !== null) url.searchParams.set(parameters.from, new Date(ask.window.from).toISOString())
  if (ask.window.to !== null) url.searchParams.set(parameters.to, new Date(ask.window.to).toISOString())
  if (ask.cursor !== null) url.searchParams.set(parameters.cursor, ask.cursor)
  return url.href
}

/** Whether a cursor is really a URL that leads away from the tenant: following it would hand over the token. */
export function leadsAway(base: string, cursor: string): boolean {
  if (!/^\s*(https?:)?[/\\]{2}/i.test(cursor)) return false
  return urlOf(cursor.trim(), base)?.origin !== new URL(base).origin
}

const quoted = /^\s*:\s*("(?:[^"\\]|\\.){0,8192}"|null)/

/**
 * The next cursor read from the end (or the beginning) of a page without parsing it, given a character a byte: text, null for the last page,
 * undefined when it is not plain to see. A guess that saves waiting: the data service's answer decides.
 */
export function nextHint(builder: RequestBuilder, text: string): string | null | undefined {
  // A page that was cut off is not worth guessing from.
  if (!/\}\s*$/.test(text.slice(-64))) return undefined
  const member = `"${builder.nextMember}"`
  const afterItems = text.lastIndexOf(']')
  const tail = text.slice(Math.max(afterItems, text.length - 16_384))
  const at = tail.lastIndexOf(member)
  const found = at < 0 ? null : quoted.exec(tail.slice(at + member.length))
  if (found) return unquoted(found[1] as string)
  const head = /^\s*\{\s*/.exec(text)
  const start = head ? head[0].length : -1
  const first =
    start >= 0 && text.startsWith(member, start) ? quoted.exec(text.slice(start + member.length, start + member.length + 16_384)) : null
  return first ? unquoted(first[1] as string) : undefined
}

function unquoted(literal: string): string | null | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(literal, 'latin1').toString('utf8'))
    return value === null ? null : typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
