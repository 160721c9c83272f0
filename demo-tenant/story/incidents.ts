import { day, hour, localTime, minute, offsetMinutes } from '../data/calendar.ts'
import { provisioners } from '../data/names.ts'
import { permissions } from '../data/permissions.ts'
import type { Random } from '../data/random.ts'
import * as acts from './acts.ts'
import { operatorFor } from './casting.ts'
import { somethingOf } from './denials.ts'
import { freshAddress } from './making.ts'
import type { Account, Group, Role, RoleState } from './organisation.ts'
import { accountThing, type Draft, type Incident, type Scene, type Stage } from './stage.ts'

/** When the incidents happen, as shares of the story; the last one is recent. */
const selfGrants = [0.19, 0.43, 0.68, 0.965]
const probings = [0.31, 0.82]

/** A short story has only the latest of them, or none: it must have room for ordinary life. */
export function planIncidents(stage: Stage, from: number, to: number): void {
  const { entries } = stage.size
  const newest = (shares: readonly number[], room: number): readonly number[] =>
    shares.slice(Math.max(0, shares.length - Math.floor(entries / room)))
  for (const share of newest(selfGrants, 250)) stage.later(from + share * (to - from), selfGrant)
  for (const share of newest(probings, 1_000)) stage.later(from + share * (to - from), probing)
}

interface Plot {
  readonly stage: Stage
  readonly person: Account
  readonly role: Role
  readonly group: Group
  readonly original: RoleState
  readonly incident: Incident
  readonly address: string
  readonly agent: string
}

/**
 * Someone is denied, widens a role they may edit and hold, gives it to a group and enters the group, uses it at night
 * from a new address, and puts everything back. This scene is its harmless beginning: they become coordinator.
 */
function selfGrant(stage: Stage, at: number): Draft | null {
  const { cast, org, random } = stage
  const { coordinatorRole } = cast.core
  const people = cast.people.filter(
    (account) =>
      account.status === 'active' && !account.reserved && !cast.operators.includes(account) && !org.can(account, 'iam:tenant:role:assign'),
  )
  const roles = org.roles.list.filter(
    (candidate) => !candidate.reserved && !candidate.allows('iam:tenant:role:assign') && candidate.state.permissions.length < 16,
  )
  const person = people.length > 0 ? random.pick(people) : null
  const role = roles.length > 0 ? random.pick(roles) : null
  if (!person || !role) return null
  const groups = org.groups.list.filter(
    (candidate) => !candidate.reserved && candidate.members.size < 40 && !candidate.members.has(person) && !candidate.roles.has(role),
  )
  if (groups.length === 0) return null
  const group = random.pick(groups)
  person.reserved = role.reserved = group.reserved = true
  // What happens happens by the clock of the person's office: an evening, and the night after it.
  const evening = at - localTime(person.office, at).hour * hour + 3 * day + 18 * hour + random.between(-20, 70) * minute
  const operator = operatorFor(stage, 'iam:tenant:role:assign', at)
  stage.later(at + 5 * minute, () => (role.accounts.has(person) ? null : acts.assignRole(org, operator, role, person)))
  stage.later(evening - random.between(2, 4) * hour, (_, then) => begin(stage, then, person, role, group, evening))
  return acts.assignRole(org, operator, coordinatorRole, person, { reason: 'Keeps the department’s roles tidy' })
}

function begin(stage: Stage, at: number, person: Account, role: Role, group: Group, evening: number): Draft | null {
  const { org, random } = stage
  const address = freshAddress(org, random)
  const incident: Incident = { kind: 'self-grant', actor: person.email, address, role: role.id, group: group.id, entries: [] }
  stage.incident(incident)
  const plot: Plot = {
    stage,
    person,
    role,
    group,
    original: role.state,
    incident,
    address,
    agent: random.pick(['python-requests/2.31.0', 'curl/7.88.1', 'Go-http-client/1.1']),
  }
  const wanted = { type: 'role', id: role.id, name: role.state.name }
  const tryAgain = (delay: number): void =>
    stage.later(at + delay, () => marked(plot, acts.denied(org, person, 'iam:tenant:role:assign', wanted)))
  tryAgain(40_000)
  tryAgain(random.between(3, 20) * minute)
  planEvening(plot, evening)
  planNight(plot, evening + 7 * hour + random.between(0, 90) * minute)
  return marked(plot, acts.denied(org, person, 'iam:tenant:role:assign', wanted))
}

function planEvening(plot: Plot, at: number): void {
  const { stage, person, role, group, original } = plot
  const permissionsAfter = [
    ...original.permissions,
    'iam:tenant:role:assign',
    'iam:tenant:role:revoke',
    'iam:tenant:token:*',
    'iam:tenant:mfa:reset',
    'hr:payroll:*',
    'billing:*',
  ]
  const steps: readonly (() => Draft | null)[] = [
    () =>
      acts.updateRole(stage.org, person, role, { permissions: permissionsAfter, description: `${original.description} Minor clean-up.` }),
    () => acts.assignRole(stage.org, person, role, group),
    () => acts.addMember(stage.org, person, group, person),
  ]
  let time = at
  for (const step of steps) {
    stage.later(time, () => marked(plot, step()))
    time += stage.random.between(1, 7) * minute
  }
}

function planNight(plot: Plot, night: number): void {
  const { stage, person, role, group, original } = plot
  const { cast, org, random } = stage
  const victim = random.pick(org.active.list.filter((account) => account.kind === 'person'))
  const fromAway = (draft: Draft | null): Draft | null => marked(plot, draft && { ...draft, ip: plot.address, agent: plot.agent })
  const uses: readonly (() => Draft | null)[] = [
    () => ({ actor: person, action: 'mfa_reset', resource: accountThing(victim), target: accountThing(victim), changes: { before: { factors: ['totp', 'recovery_codes'] }, after: { factors: [] } } }),
    () => ({ actor: person, action: 'api_token_create', resource: { type: 'api_token', id: `tok_${random.hex(6)}`, name: 'nightly export' }, target: accountThing(victim), changes: { before: null, after: { scopes: ['read', 'export'], expires_in_days: 365 } } }),
    () => ({ actor: person, action: 'payroll_export', resource: { type: 'payroll', id: `pay_${random.hex(6)}`, name: 'All employees' } }),
    () => acts.denied(org, person, 'secrets:vault:unseal', somethingOf(stage, 'secrets:vault:unseal')),
    () => acts.denied(org, person, 'iam:tenant:iam:audit:export', { type: 'audit_log', id: 'iam', name: 'IAM audit log' }),
    () => ({ actor: person, action: 'invoice_export', resource: { type: 'invoice', id: `inv_${random.hex(6)}`, name: 'Q3 invoices' } }),
  ] // prettier-ignore
  const cover: readonly (() => Draft | null)[] = [
    () => acts.revokeRole(org, person, role, group),
    () => acts.removeMember(org, person, group, person),
    () => acts.updateRole(stage.org, person, role, { permissions: original.permissions, description: original.description }),
  ]
  let at = night
  for (const step of [...uses, ...cover]) {
    at += random.between(0.4, 7) * minute
    stage.later(at, () => fromAway(step()))
  }
  const release: Scene = (_, then) => {
    person.reserved = role.reserved = group.reserved = false
    return person.roles.has(cast.core.coordinatorRole)
      ? acts.revokeRole(org, operatorFor(stage, 'iam:tenant:role:revoke', then), cast.core.coordinatorRole, person)
      : null
  }
  stage.later(at + 9 * day, release)
}

/** A stolen key: a service account asks for one thing after another from an address it never had, on a weekend night. */
function probing(stage: Stage, at: number): Draft | null {
  const { cast, org, random } = stage
  const account = cast.services[provisioners + random.below(Math.max(1, cast.services.length - provisioners))]
  if (!account) return null
  const address = freshAddress(org, random)
  const incident: Incident = { kind: 'probing', actor: account.email, address, entries: [] }
  stage.incident(incident)
  let time = nextSunday(at) + 2.4 * hour - offsetMinutes(account.office, at) * minute
  for (const permission of shuffled(random).slice(0, 34)) {
    time += random.between(700, 9_000)
    stage.later(time, () => {
      const draft = acts.denied(org, account, permission, somethingOf(stage, permission))
      return draft && { ...draft, ip: address, agent: 'python-httpx/0.27.2', incident }
    })
  }
  return null
}

function nextSunday(at: number): number {
  const midnight = at - (at % day) + day
  return midnight + ((7 - new Date(midnight).getUTCDay()) % 7) * day
}

function shuffled(random: Random): string[] {
  return random.sample(permissions, permissions.length)
}

function marked({ incident }: Plot, draft: Draft | null): Draft | null {
  return draft && { ...draft, incident }
}
