import { hour, minute } from '../data/calendar.ts'
import * as acts from './acts.ts'
import { operatorFor, serviceFor, workTime } from './casting.ts'
import { newDepartment, newPerson } from './making.ts'
import type { Account, Group, Role } from './organisation.ts'
import type { Draft, Stage } from './stage.ts'

/** Invites a person; when they accept, they enter their groups. */
export function hire(stage: Stage, at: number, actor: Account, person: Account, { operator = false } = {}): Draft {
  const accepted = workTime(person, at + (operator ? stage.random.between(2, 10) * minute : stage.random.between(0.2, 20) * hour))
  stage.later(accepted, (_, then) => accept(stage, then, person, operator))
  return acts.inviteAccount(stage.org, actor, person)
}

function accept(stage: Stage, at: number, person: Account, operator: boolean): Draft | null {
  const { cast, org, random } = stage
  const draft = acts.updateAccount(person, person, () => org.activate(person))
  seat(stage, person)
  const provision = (group: Group, delay: number): void => {
    stage.later(at + delay * minute, (_, then) =>
      acts.addMember(
        org,
        serviceFor(stage, 'svc-scim-sync', 'iam:tenant:group:member:add') ?? operatorFor(stage, 'iam:tenant:group:member:add', then),
        group,
        person,
      ),
    )
  }
  provision(cast.core.everyone, random.between(0.1, 3))
  if (operator) {
    cast.operators.push(person)
    stage.later(at + 4 * minute, () => acts.addMember(org, cast.owner, cast.core.admins, person))
  }
  const own = org.groups.list.filter((group) => !group.reserved && group.department === person.department)
  for (const group of random.sample(own, 1 + random.below(2))) provision(group, random.between(3, 300))
  return draft
}

/** Takes the place of someone who left, or a new one. */
function seat({ cast }: Stage, person: Account): void {
  const free = cast.people.findIndex((account) => account.status === 'removed')
  if (free < 0) cast.people.push(person)
  else cast.people[free] = person
}

/** People come and go so that their number follows the organisation's growth. */
export function population(stage: Stage, at: number): Draft | null {
  const { cast, org, random, size } = stage
  if (!org.groups.has(cast.core.everyone)) return null
  const wanted = size.people * (0.4 + 0.6 * stage.progress(at))
  if (org.active.size < wanted || random.chance(0.4)) {
    const operators = cast.operators.filter((account) => account.status === 'active').length
    const department = newDepartment(random)
    const operator = operators < size.people * 0.03 && department.domains.includes('iam')
    const actor = operator ? cast.owner : random.chance(0.5) ? serviceFor(stage, 'svc-scim-sync', 'iam:tenant:user:invite') : null
    return hire(
      stage,
      at,
      actor ?? operatorFor(stage, 'iam:tenant:user:invite', at),
      newPerson(org, random, department, random.chance(0.025)),
      { operator },
    )
  }
  const leaver = cast.people[random.below(cast.people.length)]
  if (!leaver || leaver.reserved || leaver.status !== 'active') return null
  const scim = random.chance(0.6) ? serviceFor(stage, 'svc-scim-sync', 'iam:tenant:user:remove') : null
  return offboard(stage, at, leaver, scim ?? operatorFor(stage, 'iam:tenant:user:remove', at), `req_${random.hex(8)}`)
}

/** Everything is taken back, one thing after the other under one request, then the account is removed. */
function offboard(stage: Stage, at: number, leaver: Account, starter: Account, requestId: string): Draft | null {
  const { org, random } = stage
  if (leaver.reserved || leaver === starter || leaver.status === 'removed') return null
  const actor = (permission: string): Account => stillAble(stage, starter, `iam:tenant:${permission}`)
  const done = (draft: Draft | null): Draft | null => draft && { ...draft, requestId }
  const next = (): void =>
    stage.later(at + (random.chance(0.4) ? 0 : random.between(5, 900)), (_, then) => offboard(stage, then, leaver, starter, requestId))
  const role = leaver.roles.list[0]
  if (role) {
    next()
    return done(acts.revokeRole(org, actor('role:revoke'), role, leaver))
  }
  const group = leaver.groups.list[0]
  if (group) {
    next()
    return done(acts.removeMember(org, actor('group:member:remove'), group, leaver))
  }
  return done(acts.removeAccount(org, actor('user:remove'), leaver))
}

/** Whoever began a longer piece of work may have left meanwhile; then the owner ends it. */
function stillAble({ cast, org }: Stage, actor: Account, permission: string): Account {
  return org.can(actor, permission) ? actor : cast.owner
}

/** Takes a role from all who hold it, then deletes it. */
export function retireRole(stage: Stage, at: number, role: Role, starter: Account): Draft | null {
  const { org, random } = stage
  if (!org.roles.has(role) || role.reserved) return null
  const actor = (permission: string): Account => stillAble(stage, starter, `iam:tenant:${permission}`)
  const holder = role.accounts.list[0] ?? role.groups.list[0]
  if (!holder) return acts.deleteRole(org, actor('role:delete'), role)
  stage.later(at + random.between(300, 4000), (_, then) => retireRole(stage, then, role, starter))
  return acts.revokeRole(org, actor('role:revoke'), role, holder)
}

/** Empties a group, then deletes it. */
export function retireGroup(stage: Stage, at: number, group: Group, starter: Account): Draft | null {
  const { org, random } = stage
  if (!org.groups.has(group) || group.reserved) return null
  const actor = (permission: string): Account => stillAble(stage, starter, `iam:tenant:${permission}`)
  const member = group.members.list[0]
  const role = group.roles.list[0]
  if (!member && !role) return acts.deleteGroup(org, actor('group:delete'), group)
  stage.later(at + random.between(300, 4000), (_, then) => retireGroup(stage, then, group, starter))
  return member
    ? acts.removeMember(org, actor('group:member:remove'), group, member)
    : role
      ? acts.revokeRole(org, actor('role:revoke'), role, group)
      : null
}
