import { hour, minute, serviceShare } from '../data/calendar.ts'
import { departments } from '../data/names.ts'
import { domains, permissionsOf } from '../data/permissions.ts'
import * as acts from './acts.ts'
import { operatorFor, personAtWork, serviceFor, somePerson } from './casting.ts'
import { deniedPerson, deniedPoll, shortStay } from './denials.ts'
import { failedAttempt, otherAction } from './extras.ts'
import { changedGroupSettings, changedRoleSettings, newGroup, newRole } from './making.ts'
import type { Account, Group, Role } from './organisation.ts'
import { population, retireGroup, retireRole } from './people.ts'
import type { Draft, Stage } from './stage.ts'

type Weighted = readonly (readonly [weight: number, scene: (stage: Stage, at: number) => Draft | null])[]

const byPeople: Weighted = [
  [0.34, deniedPerson],
  [0.16, membership],
  [0.15, assignment],
  [0.08, roleUpdate],
  [0.13, userUpdate],
  [0.04, groupUpdate],
  [0.06, otherAction],
  [0.04, failedAttempt],
]
const byServices: Weighted = [
  [0.45, deniedPoll],
  [0.3, provisioning],
  [0.25, temporaryAccess],
]

/** One thing that happens on an ordinary day at `at`. */
export function ordinary(stage: Stage, at: number): Draft | null {
  const { random, size } = stage
  if (random.chance(serviceShare(at))) return choose(stage, byServices)(stage, at)
  const slots = size.entries * 0.6
  if (random.chance((size.people * 1.4) / slots)) return population(stage, at)
  if (random.chance((size.roles * 1.2) / slots)) return roleLife(stage, at)
  if (random.chance((size.groups * 1.2) / slots)) return groupLife(stage, at)
  return choose(stage, byPeople)(stage, at)
}

function choose({ random }: Stage, list: Weighted): Weighted[number][1] {
  let left = random.between(
    0,
    list.reduce((sum, [weight]) => sum + weight, 0),
  )
  for (const [weight, scene] of list) {
    left -= weight
    if (left < 0) return scene
  }
  return (list[0] as Weighted[number])[1]
}

function membership(stage: Stage, at: number): Draft | null {
  return changeMembership(stage, (permission) => operatorFor(stage, permission, at))
}

function changeMembership(stage: Stage, actorFor: (permission: string) => Account): Draft | null {
  const { org, random } = stage
  const group = pickFree(random, org.groups.list)
  if (!group) return null
  if (group.members.size > 3 && (random.chance(0.5) || group.members.size > 60)) {
    const member = random.pick(group.members.list)
    return member.reserved ? null : acts.removeMember(org, actorFor('iam:tenant:group:member:remove'), group, member)
  }
  const person = somePerson(stage, ({ department }) => department === group.department)
  return !person || group.members.has(person) ? null : acts.addMember(org, actorFor('iam:tenant:group:member:add'), group, person)
}

function assignment(stage: Stage, at: number): Draft | null {
  const { org, random } = stage
  const role = pickFree(random, org.roles.list)
  if (!role) return null
  const holders = role.accounts.size + role.groups.size
  if (holders > 1 && (random.chance(0.48) || holders > 40)) {
    const holder = random.chance(role.groups.size / holders)
      ? random.pick(role.groups.list)
      : role.accounts.size > 0
        ? random.pick(role.accounts.list)
        : null
    return !holder || holder.reserved ? null : acts.revokeRole(org, operatorFor(stage, 'iam:tenant:role:revoke', at), role, holder)
  }
  const group = random.chance(0.15) ? pickFree(random, org.groups.list) : null
  const holder = group && group.roles.size < 3 ? group : somePerson(stage, ({ domains }) => domains.includes(role.domain))
  if (!holder || holder.roles.has(role) || holder.roles.size > 5) return null
  return acts.assignRole(org, operatorFor(stage, 'iam:tenant:role:assign', at), role, holder)
}

function roleUpdate(stage: Stage, at: number): Draft | null {
  const { org, random } = stage
  const role = pickFree(random, org.roles.list, true)
  if (!role) return null
  const actor = operatorFor(stage, 'iam:tenant:role:update', at)
  const number = random.next()
  if (number < 0.15) {
    const [first] = role.state.description.split('. Ask')
    return acts.updateRole(org, actor, role, {
      description: `${first ?? ''}. Ask the ${random.pick(['platform', 'security', 'finance', 'people'])} team before changing it; last review ${new Date(at).toISOString().slice(0, 10)}.`,
    })
  }
  if (number < 0.28) return acts.updateRole(org, actor, role, { settings: changedRoleSettings(random, role.state) })
  const permissions = changedPermissions(stage, role)
  return permissions
    ? acts.updateRole(org, actor, role, { permissions, ...(random.chance(0.1) && { settings: changedRoleSettings(random, role.state) }) })
    : null
}

function changedPermissions({ random }: Stage, { domain, state }: Role): readonly string[] | null {
  const list = [...state.permissions]
  const removed = list.length > 4 && random.chance(list.length / 24) ? random.sample(list, 1 + random.below(2)) : []
  const kept = list.filter((permission) => !removed.includes(permission))
  const candidates = permissionsOf(random.chance(0.95) ? domain : random.pick(domains)).filter((permission) => !list.includes(permission))
  const added = list.length < 24 && (removed.length === 0 || random.chance(0.5)) ? random.sample(candidates, 1 + random.below(3)) : []
  if (removed.length + added.length === 0) return null
  const wildcard = added[0] && random.chance(0.02) ? [added[0].replace(/[^:]+$/, '*')] : added
  const next = [...new Set([...kept, ...wildcard])]
  // Lists come back in another order now and then: order does not matter, and a viewer must not show it as a change.
  return random.chance(0.06) ? random.sample(next, next.length) : next
}

function groupUpdate(stage: Stage, at: number): Draft | null {
  const { org, random } = stage
  const group = pickFree(random, org.groups.list, true)
  if (!group) return null
  const actor = operatorFor(stage, 'iam:tenant:group:update', at)
  if (random.chance(0.5)) return acts.updateGroup(org, actor, group, { settings: changedGroupSettings(random, group.state) })
  if (random.chance(0.5))
    return acts.updateGroup(org, actor, group, {
      owner: (somePerson(stage, ({ department }) => department === group.department) ?? actor).email,
    })
  return acts.updateGroup(org, actor, group, {
    description: `${group.department}: reviewed on ${new Date(at).toISOString().slice(0, 10)} by ${actor.name.slice(0, 60)}.`,
  })
}

function userUpdate(stage: Stage, at: number): Draft | null {
  const { cast, random } = stage
  const self = random.chance(0.6)
  const person = self ? personAtWork(stage, at) : somePerson(stage)
  if (!person) return null
  const actor = self
    ? person
    : random.chance(0.5)
      ? serviceFor(stage, 'svc-scim-sync', 'iam:tenant:user:update')
      : operatorFor(stage, 'iam:tenant:user:update', at)
  return acts.updateAccount(actor ?? cast.owner, person, () => changePerson(stage, person, self))
}

function changePerson({ random }: Stage, person: Account, self: boolean): void {
  const settings = person.settings as {
    readonly locale: string
    readonly notifications: Readonly<Record<string, unknown>>
    readonly mfa: Readonly<Record<string, unknown>>
  }
  const number = random.next()
  if (!self && number < 0.5) {
    const titles = departments.find(({ name }) => name === person.department)?.titles ?? []
    const others = titles.filter((title) => title !== person.title)
    if (others.length > 0) person.title = random.pick(others)
  } else if (number < 0.35)
    person.settings = { ...settings, notifications: { ...settings.notifications, slack: settings.notifications['slack'] !== true } }
  else if (number < 0.7)
    person.settings = { ...settings, mfa: { ...settings.mfa, method: settings.mfa['method'] === 'totp' ? 'webauthn' : 'totp' } }
  else
    person.settings = {
      ...settings,
      locale: random.pick(['en-GB', 'de-DE', 'en-US', 'en-IN', 'fr-FR'].filter((locale) => locale !== settings.locale)),
    }
}

function provisioning(stage: Stage, at: number): Draft | null {
  const scim = serviceFor(stage, 'svc-scim-sync', 'iam:tenant:group:member:add')
  if (!scim) return null
  return stage.random.chance(0.8) ? changeMembership(stage, () => scim) : userUpdate(stage, at)
}

/** The access broker gives a role for a few hours and takes it back. */
function temporaryAccess(stage: Stage, at: number): Draft | null {
  const { org, random } = stage
  const broker = serviceFor(stage, 'svc-access-broker', 'iam:tenant:role:assign')
  const role = pickFree(random, org.roles.list)
  if (!broker || !role) return null
  const person = somePerson(stage, ({ domains }) => domains.includes(role.domain))
  if (!person || person.roles.has(role)) return null
  const until = at + shortStay(stage)
  stage.later(until + random.between(0, 5_000), () => acts.revokeRole(org, broker, role, person))
  return acts.assignRole(org, broker, role, person, { expires_at: new Date(Math.floor(until)).toISOString() })
}

function roleLife(stage: Stage, at: number): Draft | null {
  const { org, random, size } = stage
  if (org.roles.size < size.roles || random.chance(0.5)) {
    return acts.createRole(
      org,
      operatorFor(stage, 'iam:tenant:role:create', at),
      newRole(org, random, random.pick(domains), random.chance(0.03)),
    )
  }
  const role = pickFree(random, org.roles.list)
  return role && role.accounts.size + role.groups.size < 12
    ? retireRole(stage, at, role, operatorFor(stage, 'iam:tenant:role:delete', at))
    : null
}

function groupLife(stage: Stage, at: number): Draft | null {
  const { org, random, size } = stage
  if (org.groups.size < size.groups || random.chance(0.5)) {
    const actor = operatorFor(stage, 'iam:tenant:group:create', at)
    const group = newGroup(org, random, random.pick(departments), actor, random.chance(0.03))
    const role = pickFree(random, org.roles.list)
    if (role)
      stage.later(at + random.between(2 * minute, hour), (_, then) =>
        acts.assignRole(org, operatorFor(stage, 'iam:tenant:role:assign', then), role, group),
      )
    return acts.createGroup(org, actor, group)
  }
  const group = pickFree(random, org.groups.list)
  return group && group.members.size < 12 ? retireGroup(stage, at, group, operatorFor(stage, 'iam:tenant:group:delete', at)) : null
}

/** Something ordinary changes may touch; with `ranked` the older ones come up more often. */
function pickFree<T extends Role | Group>(random: Stage['random'], list: readonly T[], ranked = false): T | null {
  for (let attempt = 0; attempt < 6 && list.length > 0; attempt++) {
    const candidate = list[ranked ? random.rank(list.length) : random.below(list.length)] as T
    if (!candidate.reserved) return candidate
  }
  return null
}
