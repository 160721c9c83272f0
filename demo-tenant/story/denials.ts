import { day, hour, minute } from '../data/calendar.ts'
import { provisioners } from '../data/names.ts'
import { domainOf, permissions, permissionsOf, subjectOf } from '../data/permissions.ts'
import * as acts from './acts.ts'
import { operatorFor, personAtWork, workTime } from './casting.ts'
import type { Account } from './organisation.ts'
import { accountThing, groupThing, roleThing, type Draft, type Stage, type Thing } from './stage.ts'

/** Someone tries what they may not do, perhaps again; sometimes access is given afterwards. */
export function deniedPerson(stage: Stage, at: number): Draft | null {
  const person = personAtWork(stage, at)
  if (!person) return null
  const { org, random } = stage
  const permission = lackedBy(stage, person)
  if (!permission) return null
  const resource = somethingOf(stage, permission)
  const again = random.chance(0.35) ? 1 + random.below(3) : 0
  for (let i = 1; i <= again; i++) stage.later(at + i * random.between(2_000, 90_000), () => acts.denied(org, person, permission, resource))
  if (random.chance(0.15)) {
    const answered = workTime(person, at + random.between(10 * minute, 2 * day))
    stage.later(answered, (_, then) => giveAccess(stage, then, person, permission))
  }
  return acts.denied(org, person, permission, resource)
}

/** Service accounts ask for the same few things over and over. */
export function deniedPoll(stage: Stage): Draft | null {
  const { cast, org, random } = stage
  const pollers = cast.services.slice(provisioners)
  if (pollers.length === 0) return null
  const index = random.rank(pollers.length)
  const poller = pollers[index] as Account
  const own = poller.domains.flatMap((domain) => permissionsOf(domain).filter((permission) => !permission.endsWith(':read')))
  const permission = own[(random.rank(4) * 7 + index) % own.length] as string
  return acts.denied(org, poller, permission, somethingOf(stage, permission))
}

function lackedBy({ org, random }: Stage, person: Account): string | null {
  for (let attempt = 0; attempt < 8; attempt++) {
    const own = random.chance(0.6)
    const permission = random.pick(own ? permissionsOf(random.pick(person.domains)) : permissions)
    if (!org.can(person, permission)) return permission
  }
  return null
}

/** The seed's two questions: the person needs another role, or a role they hold lacks the permission. */
function giveAccess(stage: Stage, at: number, person: Account, permission: string): Draft | null {
  const { org, random } = stage
  if (person.status !== 'active' || org.can(person, permission)) return null
  const fitting = org.roles.list.filter((role) => !role.reserved && role.allows(permission))
  if (fitting.length > 0 && random.chance(0.6)) {
    const role = random.pick(fitting)
    return acts.assignRole(org, operatorFor(stage, 'iam:tenant:role:assign', at), role, person, { reason: `Asked for ${permission}` })
  }
  const held = [...person.roles.list, ...person.groups.list.flatMap((group) => group.roles.list)].filter(
    (role) => !role.reserved && role.state.permissions.length < 28 && role.domain === domainOf(permission),
  )
  if (held.length === 0) return null
  const role = random.pick(held)
  return acts.updateRole(org, operatorFor(stage, 'iam:tenant:role:update', at), role, {
    permissions: [...role.state.permissions, permission],
  })
}

const prefixes: Readonly<Record<string, string>> = {
  invoice: 'inv',
  repository: 'rep',
  pipeline: 'pip',
  ticket: 'tck',
  customer: 'cus',
  vault: 'vlt',
  bucket: 'bkt',
  dataset: 'dts',
}

/** A thing that a permission is about; the same few come up again and again. */
export function somethingOf({ org, random, size }: Stage, permission: string): Thing {
  const subject = subjectOf(permission)
  if (subject === 'role' && org.roles.size > 0) return roleThing(random.pick(org.roles.list))
  if (subject === 'group' && org.groups.size > 0) return groupThing(random.pick(org.groups.list))
  if (subject === 'user') return accountThing(random.pick(org.active.list))
  const index = random.rank(Math.max(20, Math.ceil(size.entries / 60)))
  const prefix = prefixes[subject] ?? subject.replace(/[^a-z]/g, '').slice(0, 3)
  const id = `${prefix}_${((Math.imul(index + 1, 0x9e3779b1) >>> 8) ^ subject.length).toString(16).padStart(6, '0')}`
  return { type: subject.replace('-', '_'), id, name: random.chance(0.01) ? null : `${subject} ${String(1000 + index)}` }
}

/** How long temporary access lasts, ms. */
export function shortStay(stage: Stage): number {
  return stage.random.pick([1, 2, 4, 8]) * hour
}
