import type { Actor, Reason, Resource, Status, Target } from '@contract/entry.ts'
import type { Connector, Fallback, MappedEntry, Page } from './connector.ts'
import { findSpans } from './item-spans.ts'
import { parseItem, splitPage } from './json-items.ts'

type Json = Readonly<Record<string, unknown>>

/** A sister page of the tenant's documentation spells the same actions in the past tense. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    user_invite: ['user_invited'],
    user_remove: ['user_removed'],
    user_update: ['user_updated'],
    role_create: ['role_created'],
    role_update: ['role_updated'],
    role_delete: ['role_deleted'],
    role_assign: ['role_assigned'],
    role_revoke: ['role_revoked'],
    group_create: ['group_created'],
    group_update: ['group_updated'],
    group_delete: ['group_deleted'],
    group_member_add: ['group_member_added'],
    group_member_remove: ['group_member_removed'],
    permission_check: ['permission_checked'],
  }).flatMap(([canonical, spellings]) => spellings.map((spelling) => [spelling, canonical] as const)),
)

/** The API of `resources/tenant-api.yaml`. */
export const tenantIam: Connector = {
  name: 'tenant-iam',
  overlapMs: 15 * 60_000,
  sweepAgesMs: [24, 48, 7 * 24].map((hours) => hours * 3600_000),
  readPage,
  mapItem,
  findSpans,
}

function readPage(body: Uint8Array): Page {
  const { items, raws, rest } = splitPage(body, 'items')
  const retention = asObject(rest['retention'])
  const oldest = typeof retention?.['oldest'] === 'string' ? parseTime(retention['oldest']) : null
  const days = typeof retention?.['days'] === 'number' ? retention['days'] : null
  const next = rest['next_cursor']
  return {
    items,
    raws,
    next: typeof next === 'string' && next !== '' ? next : null,
    retention: retention ? { days, oldest: oldest === null ? null : Math.floor(oldest) } : null,
  }
}

function mapItem(item: string, fallback: Fallback): MappedEntry {
  const problems: string[] = []
  const json = asObject(parseItem(item))
  if (!json) problems.push('the item is not an object')
  return mapObject(json ?? {}, fallback, problems)
}

/** Written without spreads and temporary lists: it runs a million times in a first sync. */
function mapObject(json: Json, fallback: Fallback, problems: string[]): MappedEntry {
  const id = required(json, 'id', problems) || fallback.id()
  const timestamp = required(json, 'timestamp', problems)
  const parsed = timestamp === '' ? null : parseTime(timestamp)
  if (timestamp !== '' && parsed === null) problems.push('timestamp is not an RFC 3339 date-time')
  const exactTime = parsed ?? fallback.time
  const actionVerbatim = required(json, 'action', problems)
  const entry: { -readonly [K in keyof MappedEntry]: MappedEntry[K] } = {
    id,
    occurredAt: Math.floor(exactTime),
    exactTime,
    timestamp,
    actor: mapActor(json['actor'], problems),
    action: aliases.get(actionVerbatim) ?? actionVerbatim,
    actionVerbatim,
    resource: mapResource(json['resource'], problems),
    status: mapStatus(json['status'], problems),
  }
  const target = asObject(json['target'])
  if (target) entry.target = withTexts<Target>({}, target, targetTexts)
  const error = asObject(json['error'])
  if (error) entry.reason = withTexts<Reason>({}, error, reasonTexts)
  const changes = asObject(json['changes'])
  if (changes) entry.changes = { before: changes['before'], after: changes['after'] }
  const ip = text(json['ip_address'])
  if (ip !== undefined) entry.ip = ip
  const userAgent = text(json['user_agent'])
  if (userAgent !== undefined) entry.userAgent = userAgent
  const requestId = text(json['request_id'])
  if (requestId !== undefined) entry.requestId = requestId
  if (problems.length > 0) entry.parseError = problems.join('; ')
  return entry
}

function required(json: Json, name: string, problems: string[]): string {
  const found = text(json[name])
  if (found === undefined) problems.push(`${name} is missing or not text`)
  return found ?? ''
}

/** Text, or absent: null, the empty text and other types are absences. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

const actorTexts = ['email', 'name', 'id'] as const
const resourceTexts = ['type', 'id', 'name'] as const
const targetTexts = ['type', 'id', 'email', 'name'] as const
const reasonTexts = ['code', 'message', 'permission'] as const

/** `into` with the named members that hold text. */
function withTexts<T extends object>(into: T, json: Json, names: readonly (keyof T & string)[]): T {
  for (const name of names) {
    const value = text(json[name])
    if (value !== undefined) into[name] = value as T[keyof T & string]
  }
  return into
}

function mapActor(value: unknown, problems: string[]): Actor {
  const json = asObject(value)
  if (!json) problems.push('actor is missing')
  return json ? withTexts<Actor>({ email: '' }, json, actorTexts) : { email: '' }
}

function mapResource(value: unknown, problems: string[]): Resource {
  const json = asObject(value)
  if (!json) problems.push('resource is missing')
  return json ? withTexts<Resource>({ type: '' }, json, resourceTexts) : { type: '' }
}

function mapStatus(value: unknown, problems: string[]): Status {
  if (value === 'success' || value === 'failed') return value
  problems.push('status is neither success nor failed')
  return 'unknown'
}

/** What nearly every tenant sends, and `Date.parse` reads as it is. */
const plainDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/
const dateTime = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?([Zz]|[+-]\d\d:?\d\d)$/

/** RFC 3339 to ms since the epoch with the fraction of a millisecond kept (to about a microsecond); null when it is none. */
export function parseTime(value: string): number | null {
  if (plainDateTime.test(value)) {
    const time = Date.parse(value)
    return Number.isNaN(time) ? null : time
  }
  const match = dateTime.exec(value)
  if (!match) return null
  const zone = match[3] as string
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const whole = Date.parse((match[1] as string).replace(/[t ]/, 'T') + offset.toUpperCase())
  if (Number.isNaN(whole)) return null
  return match[2] ? whole + Number(`0.${match[2]}`) * 1000 : whole
}
