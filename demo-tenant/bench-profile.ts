import { day, fixedNow, Timeline } from './data/calendar.ts'
import { browserAgents, departments, firstNames, lastNames, toolAgents } from './data/names.ts'
import { permissions, permissionsOf, domainOf } from './data/permissions.ts'
import { EntryIds, Random } from './data/random.ts'
import type { WireEntry } from './story/wire.ts'

/** The cardinalities that the measurements in docs/benchmarks.md were made with. */
export const benchProfile = { users: 20_000, resources: 68_000, addresses: 3_000, agents: 40, days: 730 } as const

/** Seventeen actions and how often each happens. */
const actions: readonly (readonly [action: string, resourceType: string, weight: number])[] = [
  ['permission_check', '', 30],
  ['role_assign', 'role', 13],
  ['group_member_add', 'group', 11],
  ['role_revoke', 'role', 9],
  ['user_update', 'user', 9],
  ['group_member_remove', 'group', 8],
  ['role_update', 'role', 6],
  ['user_invite', 'user', 3],
  ['group_update', 'group', 3],
  ['mfa_reset', 'user', 2],
  ['user_remove', 'user', 1.5],
  ['api_token_create', 'api_token', 1.5],
  ['role_create', 'role', 1],
  ['group_create', 'group', 0.8],
  ['role_delete', 'role', 0.5],
  ['group_delete', 'group', 0.4],
  ['sso_config_update', 'tenant', 0.3],
]
const types: readonly string[] = [
  'role',
  'group',
  'user',
  'api_token',
  'tenant',
  'invoice',
  'repository',
  'bucket',
  'vault',
  'dataset',
  'ticket',
  'cluster',
]
const words = 'access for the quarterly review of billing and support teams with temporary approval until further notice by request'.split(
  ' ',
)

interface Resource {
  readonly type: string
  readonly json: string
}

export interface BenchOptions {
  readonly entries: number
  readonly seed: number
  /** Ms since the epoch. */
  readonly now?: number
}

/**
 * Entries that look like the story's and tell none: nothing in them fits together, but there can be any number, with
 * known cardinalities, and making them is cheap. In the order of time; the same options give the same bytes.
 */
export function* benchEntries({ entries, seed, now = fixedNow }: BenchOptions): Generator<WireEntry> {
  const random = new Random(seed, 21)
  const ids = new EntryIds(new Random(seed, 22))
  const timeline = new Timeline(now - benchProfile.days * day, now)
  const world = makeWorld(random)
  let last = 0
  for (let i = 0; i < entries; i++) {
    const at = Math.max(last, Math.floor(timeline.timeAt((i + random.next()) / entries)))
    last = at
    yield benchEntry(world, random, ids.next(at), at)
  }
}

interface World {
  readonly emails: readonly string[]
  /** As JSON. */
  readonly people: readonly string[]
  readonly targets: readonly string[]
  readonly resources: readonly Resource[]
  /** Indices into `resources`. */
  readonly byType: ReadonlyMap<string, readonly number[]>
  readonly addresses: readonly string[]
  readonly agents: readonly string[]
}

function makeWorld(random: Random): World {
  const emails: string[] = []
  const people: string[] = []
  for (let i = 0; i < benchProfile.users; i++) {
    const first = firstNames[i % firstNames.length] as string
    const last = lastNames[Math.floor(i / firstNames.length) % lastNames.length] as string
    const round = Math.floor(i / (firstNames.length * lastNames.length))
    const email = `${first}.${last}${round === 0 ? '' : String(round + 1)}@acme.test`.toLowerCase()
    emails.push(email)
    people.push(`{"id":"usr_${hex(i, 5)}","email":"${email}","name":"${first} ${last}"}`)
  }
  const byType = new Map(types.map((type): [string, number[]] => [type, []]))
  const resources = Array.from({ length: benchProfile.resources }, (_, i): Resource => {
    const type = types[random.rank(types.length)] as string
    byType.get(type)?.push(i)
    return {
      type,
      json: `{"type":"${type}","id":"${type.slice(0, 3)}_${hex(i, 6)}","name":"${random.pick(departments).name} ${type} ${String(i)}"}`,
    }
  })
  const addresses = Array.from({ length: benchProfile.addresses }, (_, i) =>
    i % 7 === 0 ? `2001:db8:${hex(i, 4)}::${hex(i * 7, 4)}` : `198.${String(18 + (i % 2))}.${String((i >> 8) & 255)}.${String(i & 255)}`,
  )
  const known = [...browserAgents, ...toolAgents]
  const agents = Array.from(
    { length: benchProfile.agents },
    (_, i) => known[i] ?? `${known[i % browserAgents.length] as string} Build/${String(1000 + i)}`,
  )
  const targets = people.map((person) => person.replace('{', '{"type":"user",'))
  return { emails, people, targets, resources, byType, addresses, agents }
}

/** Different for every index below 16^(digits - 1), and does not look counted. */
function hex(index: number, digits: number): string {
  return ((Math.imul(index, 0x2545f) + 0x51a3) & (2 ** (4 * digits) - 1)).toString(16).padStart(digits, '0')
}

function benchEntry(world: World, random: Random, id: string, at: number): WireEntry {
  const [action, wantedType] = weighted(random)
  const actor = random.rank(world.people.length)
  const resource = resourceFor(world, random, wantedType)
  const failed = action === 'permission_check' || random.chance(0.02)
  const target = /^(role_(assign|revoke)|group_member|user|mfa)/.test(action)
    ? (world.targets[random.below(world.targets.length)] as string)
    : 'null'
  const line =
    `{"id":"${id}","timestamp":"${new Date(at).toISOString()}","actor":${world.people[actor] as string},"action":"${action}","resource":${resource.json},"target":${target},` +
    `"status":"${failed ? 'failed' : 'success'}"${failed ? `,"error":${errorOf(random)}` : ''}${changesOf(random, action, failed)}` +
    `,"ip_address":"${world.addresses[random.rank(world.addresses.length)] as string}","user_agent":"${world.agents[random.rank(world.agents.length)] as string}","request_id":"req_${random.hex(8)}${random.hex(4)}"}`
  return {
    id,
    time: at * 1000,
    actor: world.emails[actor] as string,
    action,
    resourceType: resource.type,
    status: failed ? 'failed' : 'success',
    line,
  }
}

const totalWeight = actions.reduce((sum, [, , weight]) => sum + weight, 0)

function weighted(random: Random): (typeof actions)[number] {
  let left = random.next() * totalWeight
  for (const action of actions) {
    left -= action[2]
    if (left < 0) return action
  }
  return actions[0] as (typeof actions)[number]
}

/** A few come up all the time, and all of them now and then. */
function resourceFor({ byType, resources }: World, random: Random, type: string): Resource {
  const indices = byType.get(type)
  const size = indices?.length ?? resources.length
  const index = random.chance(0.5) ? random.rank(size) : random.below(size)
  return resources[indices?.[index] ?? index] as Resource
}

function errorOf(random: Random): string {
  const permission = permissions[random.rank(permissions.length)] as string
  return `{"code":"permission_denied","message":"The user lacks ${permission} for this resource","permission":"${permission}"}`
}

function changesOf(random: Random, action: string, failed: boolean): string {
  if (failed) return ''
  const [, what] = /^(.*)_(?:create|invite)$/.exec(action) ?? []
  if (what) return `,"changes":{"before":null,"after":${state(random, action)}}`
  if (action.endsWith('_delete') || action === 'user_remove') return `,"changes":{"before":${state(random, action)},"after":null}`
  if (action === 'role_update') return roleChange(random)
  if (action.startsWith('role_') || action.includes('member')) {
    const names = Array.from({ length: 1 + random.below(4) }, () => `"${random.pick(departments).name} ${String(random.below(400))}"`)
    const list = action.includes('member') ? 'members' : 'roles'
    return `,"changes":{"before":{"${list}":[${names.slice(1).join()}]},"after":{"${list}":[${names.join()}]}}`
  }
  return `,"changes":{"before":${state(random, action)},"after":${state(random, action)}}`
}

function state(random: Random, action: string): string {
  const settings = `{"session":{"max_hours":${String(1 + random.below(24))},"mfa_required":${String(random.chance(0.7))}},"locale":"en-GB"}`
  return `{"name":"${random.pick(departments).name} ${String(random.below(4000))}","description":"${sentence(random)}"${action.startsWith('role') ? `,"permissions":${JSON.stringify(random.sample(permissions, 6))}` : ''},"settings":${settings}}`
}

function roleChange(random: Random): string {
  const before = random.sample(permissionsOf(domainOf(random.pick(permissions))), 3 + random.below(8))
  const after = [...before.slice(random.below(2)), random.pick(permissions)]
  const rest = `"description":"${sentence(random)}"`
  return `,"changes":{"before":{"permissions":${JSON.stringify(before)},${rest}},"after":{"permissions":${JSON.stringify(after)},${rest}}}`
}

function sentence(random: Random): string {
  let text = random.pick(words)
  for (let i = 0; i < 8; i++) text += ` ${random.pick(words)}`
  return text
}
