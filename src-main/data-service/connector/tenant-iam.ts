import type { Actor, Reason, Resource, Status, Target } from '@contract/entry.ts'
import type { Connector, Fallback, MappedEntry, Page } from './connector.ts'
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
export const tenantIam: Connector = { name: 'tenant-iam', overlapMs: 15 * 60_000, readPage, mapItem }

function readPage(text: string): Page {
  const { items, rest } = splitPage(text, 'items')
  const retention = asObject(rest['retention'])
  const oldest = typeof retention?.['oldest'] === 'string' ? parseTime(retention['oldest']) : null
  const days = typeof retention?.['days'] === 'number' ? retention['days'] : null
  const next = rest['next_cursor']
  return {
    items,
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

function mapObject(json: Json, fallback: Fallback, problems: string[]): MappedEntry {
  const required = (name: string, value: unknown): string => {
    const found = text(value)
    if (found === undefined) problems.push(`${name} is missing or not text`)
    return found ?? ''
  }
  const id = required('id', json['id']) || fallback.id
  const timestamp = required('timestamp', json['timestamp'])
  const parsed = timestamp === '' ? null : parseTime(timestamp)
  if (timestamp !== '' && parsed === null) problems.push('timestamp is not an RFC 3339 date-time')
  const exactTime = parsed ?? fallback.time
  const actionVerbatim = required('action', json['action'])
  const resource = mapResource(json['resource'], problems)
  const target = mapTarget(json['target'])
  const reason = mapReason(json['error'])
  const changes = asObject(json['changes'])
  const optional = { ip: text(json['ip_address']), userAgent: text(json['user_agent']), requestId: text(json['request_id']) }
  return {
    id,
    occurredAt: Math.floor(exactTime),
    exactTime,
    timestamp,
    actor: mapActor(json['actor'], problems),
    action: aliases.get(actionVerbatim) ?? actionVerbatim,
    actionVerbatim,
    resource,
    status: mapStatus(json['status'], problems),
    ...(target && { target }),
    ...(reason && { reason }),
    ...(changes && { changes: { before: changes['before'], after: changes['after'] } }),
    ...(optional.ip !== undefined && { ip: optional.ip }),
    ...(optional.userAgent !== undefined && { userAgent: optional.userAgent }),
    ...(optional.requestId !== undefined && { requestId: optional.requestId }),
    ...(problems.length > 0 && { parseError: problems.join('; ') }),
  }
}

/** Text, or absent: null, the empty text and other types are absences. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

/** The named members that hold text. */
function texts<K extends string>(json: Json, names: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {}
  for (const name of names) {
    const value = text(json[name])
    if (value !== undefined) found[name] = value
  }
  return found
}

function mapActor(value: unknown, problems: string[]): Actor {
  const json = asObject(value)
  if (!json) problems.push('actor is missing')
  return { email: '', ...texts(json ?? {}, ['email', 'name', 'id']) }
}

function mapResource(value: unknown, problems: string[]): Resource {
  const json = asObject(value)
  if (!json) problems.push('resource is missing')
  return { type: '', ...texts(json ?? {}, ['type', 'id', 'name']) }
}

function mapTarget(value: unknown): Target | undefined {
  const json = asObject(value)
  return json ? texts(json, ['type', 'id', 'email', 'name']) : undefined
}

function mapReason(value: unknown): Reason | undefined {
  const json = asObject(value)
  return json ? texts(json, ['code', 'message', 'permission']) : undefined
}

function mapStatus(value: unknown, problems: string[]): Status {
  if (value === 'success' || value === 'failed') return value
  problems.push('status is neither success nor failed')
  return 'unknown'
}

const dateTime = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?([Zz]|[+-]\d\d:?\d\d)$/

/** RFC 3339 to ms since the epoch with the fraction of a millisecond kept (to about a microsecond); null when it is none. */
export function parseTime(value: string): number | null {
  const match = dateTime.exec(value)
  if (!match) return null
  const zone = match[3] as string
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const whole = Date.parse((match[1] as string).replace(/[t ]/, 'T') + offset.toUpperCase())
  if (Number.isNaN(whole)) return null
  return match[2] ? whole + Number(`0.${match[2]}`) * 1000 : whole
}
