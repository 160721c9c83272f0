import { type Office } from '../data/calendar.ts'
import { hostileNames, hostileSettings } from '../data/hostile.ts'
import {
  browserAgents,
  departments,
  firstNames,
  lastNames,
  officeAddresses,
  provisioners,
  serviceAccounts,
  toolAgents,
  type Department,
} from '../data/names.ts'
import { permissionsOf } from '../data/permissions.ts'
import type { Random } from '../data/random.ts'
import { Bag } from '../data/bag.ts'
import { Group, Role, type Account, type GroupState, type Organisation, type RoleState } from './organisation.ts'

/** Makes accounts, roles and groups with names and ids nobody has yet. Nothing here enters the organisation. */

export function newId(org: Organisation, random: Random, prefix: string): string {
  for (;;) {
    const id = `${prefix}_${random.hex(5)}`
    if (org.claim(id)) return id
  }
}

/** An address no one has used before, from outside the organisation's networks. */
export function freshAddress(org: Organisation, random: Random): string {
  for (;;) {
    const address = random.chance(0.85)
      ? `${random.pick(['198.51.100', '192.0.2', '198.18.7', '198.19.33'])}.${String(1 + random.below(254))}`
      : `2001:db8:${random.hex(4).replace(/^0+(?=.)/, '')}::${(1 + random.below(0xfffe)).toString(16)}`
    // In a large organisation the documentation ranges run out; then addresses repeat, as they do behind a provider's NAT.
    if (org.claim(address) || random.chance(0.02)) return address
  }
}

export function newDepartment(random: Random): Department {
  const total = departments.reduce((sum, { share }) => sum + share, 0)
  let left = random.below(total)
  for (const department of departments) {
    left -= department.share
    if (left < 0) return department
  }
  return departments[0] as Department
}

export function newOffice(random: Random): Office {
  const number = random.next()
  return number < 0.6 ? 'berlin' : number < 0.88 ? 'new-york' : 'bengaluru'
}

export function newPerson(org: Organisation, random: Random, department: Department, hostile = false): Account {
  const first = random.pick(firstNames)
  const last = random.pick(lastNames)
  const base = `${first}.${last}`.toLowerCase()
  let email = `${base}@acme.test`
  for (let number = 2; !org.claim(email); number++) email = `${base}${String(number)}@acme.test`
  const office = newOffice(random)
  return {
    id: newId(org, random, 'usr'),
    email,
    kind: 'person',
    office,
    department: department.name,
    domains: department.domains,
    name: hostile ? org.turn(hostileNames) : `${first} ${last}`,
    title: random.pick(department.titles),
    settings: {
      locale: random.pick(['en-GB', 'de-DE', 'en-US', 'en-IN']),
      notifications: { email: true, slack: random.chance(0.6) },
      mfa: { required: true, method: 'totp' },
    },
    status: 'invited',
    roles: new Bag(),
    groups: new Bag(),
    addresses: [...officeAddresses[office], freshAddress(org, random)],
    agents: [
      random.pick(browserAgents),
      random.pick(browserAgents),
      ...(department.domains.includes('iam') ? [random.pick(toolAgents)] : []),
    ],
    reserved: false,
  }
}

export function newServiceAccount(org: Organisation, random: Random, index: number): Account {
  const others = serviceAccounts.length - provisioners
  const kind = serviceAccounts[
    index < provisioners ? index : provisioners + ((index - provisioners) % others)
  ] as (typeof serviceAccounts)[number]
  const round = index < provisioners ? 0 : Math.floor((index - provisioners) / others)
  const name = round === 0 ? kind.name : `${kind.name}-${String(round + 1)}`
  const address = `198.51.100.${String(200 + (index % 50))}`
  org.claim(address)
  return {
    id: newId(org, random, 'svc'),
    email: `${name}@acme.test`,
    kind: 'service',
    office: 'berlin',
    department: 'IT',
    domains: kind.domains,
    name,
    title: kind.purpose,
    settings: { owner_team: 'platform', key_rotation_days: 90 },
    status: 'active',
    roles: new Bag(),
    groups: new Bag(),
    addresses: [address],
    agents: [kind.agent],
    reserved: true,
  }
}

const levels = ['reader', 'operator', 'editor', 'admin', 'on-call', 'approver', 'auditor', 'specialist', 'maintainer', 'lead'] as const

export function newRole(org: Organisation, random: Random, domain: string, hostile = false): Role {
  const id = newId(org, random, 'rol')
  const all = permissionsOf(domain)
  const level = random.pick(levels)
  const reads = all.filter((permission) => permission.endsWith(':read'))
  const chosen = level === 'reader' ? reads : random.sample(all, 2 + random.below(Math.min(9, all.length)))
  const name = uniqueName(org, hostile ? org.turn(hostileNames) : `${title(domain)} ${level}`)
  return new Role(id, domain, {
    name,
    description: `For people who work with ${domain} as ${level}. Ask the ${title(domain)} team before changing it.`,
    permissions: [...new Set([...reads.slice(0, 2), ...chosen])],
    settings: {
      session: { max_hours: random.pick([4, 8, 12]), mfa_required: random.chance(0.7) },
      approval: { required: false, approvers: [] },
    },
  })
}

export function newGroup(org: Organisation, random: Random, department: Department, owner: Account, hostile = false): Group {
  const id = newId(org, random, 'grp')
  const subject = random.pick([
    'rota',
    'team',
    'reviewers',
    'leads',
    'project',
    'guild',
    'release crew',
    'task force',
    'everyone',
    'on-call',
  ])
  const name = uniqueName(org, hostile ? org.turn(hostileNames) : `${department.name} ${subject}`)
  return new Group(id, department.name, {
    name,
    description: `${department.name}: ${subject}. Reviewed every quarter.`,
    owner: owner.email,
    settings: {
      join: random.pick(['invite', 'request']),
      sync: { source: random.pick(['manual', 'scim']), interval_minutes: 60 },
      expires_after_days: null,
      ...(hostile && hostileSettings()),
    },
  })
}

/** The name, or with a number when it is taken. */
export function uniqueName(org: Organisation, name: string): string {
  if (org.claim(name)) return name
  for (let number = 2; ; number++) {
    const numbered = `${name} ${String(number)}`
    if (org.claim(numbered)) return numbered
  }
}

export function title(text: string): string {
  return text === 'iam' || text === 'hr' ? text.toUpperCase() : text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Role settings with one thing changed, somewhere inside. */
export function changedRoleSettings(random: Random, { settings }: RoleState): Readonly<Record<string, unknown>> {
  const session = settings['session'] as Readonly<Record<string, unknown>>
  const number = random.next()
  if (number < 0.4) return { ...settings, session: { ...session, max_hours: (Number(session['max_hours']) % 12) + random.pick([1, 2, 4]) } }
  if (number < 0.6) return { ...settings, session: { ...session, mfa_required: session['mfa_required'] !== true } }
  if (number < 0.8)
    return { ...settings, approval: { required: true, approvers: [`grp_${random.hex(5)}`], expires_minutes: random.pick([60, 240, 1440]) } }
  return { ...settings, ip_allowlist: [`203.0.113.${String(random.below(255))}/32`, '2001:db8:49:30::/64'].slice(0, 1 + random.below(2)) }
}

export function changedGroupSettings(random: Random, { settings }: GroupState): Readonly<Record<string, unknown>> {
  const sync = settings['sync'] as Readonly<Record<string, unknown>>
  return random.chance(0.5)
    ? { ...settings, sync: { ...sync, interval_minutes: (Number(sync['interval_minutes']) % 240) + random.pick([15, 30, 60]) } }
    : {
        ...settings,
        expires_after_days: settings['expires_after_days'] === null ? random.pick([30, 90, 180]) : null,
        labels: { cost_centre: `CC-${String(random.below(900))}` },
      }
}
