import { offsetMinutes } from '../data/calendar.ts'
import { hostileAgents } from '../data/hostile.ts'
import { officeAddresses, toolAgents } from '../data/names.ts'
import type { Random } from '../data/random.ts'
import type { Account } from './organisation.ts'
import type { Draft } from './stage.ts'

/** An entry as the API sends it, with what the server needs to find it. */
export interface WireEntry {
  readonly id: string
  /** Microseconds since the epoch. */
  readonly time: number
  readonly actor: string
  readonly action: string
  readonly resourceType: string
  readonly status: 'success' | 'failed'
  /** The entry's JSON, without a line break. */
  readonly line: string
}

const spellings: Readonly<Record<string, string>> = {
  user_invite: 'user_invited',
  user_remove: 'user_removed',
  user_update: 'user_updated',
  role_create: 'role_created',
  role_update: 'role_updated',
  role_delete: 'role_deleted',
  role_assign: 'role_assigned',
  role_revoke: 'role_revoked',
  group_create: 'group_created',
  group_update: 'group_updated',
  group_delete: 'group_deleted',
  group_member_add: 'group_member_added',
  group_member_remove: 'group_member_removed',
}

/**
 * Writes a draft as the API would send it. Optional fields are missing or null now and then, times come with other
 * offsets and finer than milliseconds, actions in the sister page's spelling, user agents hostile: readers must cope.
 * @param time µs since the epoch
 */
export function wire(random: Random, id: string, time: number, draft: Draft): WireEntry {
  const action = random.chance(0.015) ? (spellings[draft.action] ?? draft.action) : draft.action
  const status = draft.error ? 'failed' : 'success'
  const { actor, resource, target } = draft
  const who: Record<string, unknown> = { id: actor.id, email: actor.email }
  setOrLeave(random, who, 'name', actor.name, 0.01)
  const entry: Record<string, unknown> = { id, timestamp: timestamp(random, time, actor), actor: who, action, resource }
  if (target || random.chance(0.5)) entry['target'] = target ?? null
  entry['status'] = status
  if (draft.error || random.chance(0.3)) entry['error'] = draft.error ?? null
  if (draft.changes || random.chance(0.3)) entry['changes'] = draft.changes ?? null
  setOrLeave(random, entry, 'ip_address', draft.ip ?? usualAddress(random, actor), draft.ip ? 0 : 0.025)
  setOrLeave(random, entry, 'user_agent', draft.agent ?? usualAgent(random, actor), draft.agent ? 0 : 0.03)
  setOrLeave(random, entry, 'request_id', draft.requestId ?? `req_${random.hex(8)}${random.hex(4)}`, 0.06)
  return { id, time, actor: actor.email, action, resourceType: resource.type, status, line: JSON.stringify(entry) }
}

/** The field has its value; or it is null, or missing. */
function setOrLeave(random: Random, entry: Record<string, unknown>, name: string, value: string, without: number): void {
  if (!random.chance(without)) entry[name] = value
  else if (random.chance(0.5)) entry[name] = null
}

function usualAddress(random: Random, actor: Account): string {
  const fromOffice = actor.kind === 'person' && random.chance(0.72)
  return random.pick(fromOffice ? officeAddresses[actor.office] : actor.addresses.slice(-1))
}

function usualAgent(random: Random, actor: Account): string {
  if (random.chance(0.0015)) return random.pick(hostileAgents)
  const { agents } = actor
  return agents.length > 2 && random.chance(0.3)
    ? random.pick(toolAgents)
    : (agents[Math.min(agents.length - 1, random.chance(0.8) ? 0 : 1)] as string)
}

/** RFC 3339. Milliseconds and `Z` as a rule; the µs only when the time has them or for variety. */
function timestamp(random: Random, time: number, actor: Account): string {
  const ms = Math.floor(time / 1000)
  const micros = time - ms * 1000
  const fine = micros > 0 ? String(micros).padStart(3, '0') : random.chance(0.02) ? '000' : ''
  if (!random.chance(0.04)) return fine === '' ? new Date(ms).toISOString() : `${new Date(ms).toISOString().slice(0, -1)}${fine}Z`
  const offset = offsetMinutes(actor.office, ms)
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1)
  const size = Math.abs(offset)
  return `${local}${fine}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
