import { day, hour, minute, presence } from '../data/calendar.ts'
import { departments, provisioners } from '../data/names.ts'
import { domains } from '../data/permissions.ts'
import * as acts from './acts.ts'
import { operatorFor } from './casting.ts'
import { newDepartment, newGroup, newPerson, newRole, newServiceAccount } from './making.ts'
import { Group, Role, type Account, type Organisation } from './organisation.ts'
import { hire } from './people.ts'
import type { Random } from '../data/random.ts'
import type { Cast, CoreParts, Scene, Stage } from './stage.ts'

/**
 * Who and what is there before the log begins: the owner, holding a role that allows everything. All else in the
 * organisation is made by entries of the log, so that its whole history can be read from them.
 */
export function beginning(org: Organisation, random: Random): Cast {
  const owner = newPerson(org, random, departments[1] as (typeof departments)[number])
  owner.status = 'active'
  owner.title = 'Founder'
  owner.reserved = true
  org.join(owner)
  const core = coreParts(owner)
  for (const { state } of [
    core.ownerRole,
    core.adminRole,
    core.provisioningRole,
    core.coordinatorRole,
    core.memberRole,
    core.admins,
    core.everyone,
  ])
    org.claim(state.name)
  org.roles.add(core.ownerRole)
  org.assign(core.ownerRole, owner)
  const tenantSettings = {
    sso: { provider: 'saml', enforced: false, session_hours: 12 },
    domains: ['acme.test'],
    password: { min_length: 12, rotation_days: null },
  }
  return { owner, services: [], core, tenantSettings, operators: [], people: [owner] }
}

function coreParts(owner: Account): CoreParts {
  const settings = { session: { max_hours: 8, mfa_required: true }, approval: { required: false, approvers: [] } }
  const role = (id: string, name: string, description: string, permissions: readonly string[]): Role => {
    const made = new Role(id, 'iam', { name, description, permissions, settings })
    made.reserved = true
    return made
  }
  const group = (id: string, name: string, description: string): Group => {
    const made = new Group(id, 'IT', {
      name,
      description,
      owner: owner.email,
      settings: { join: 'invite', sync: { source: 'manual', interval_minutes: 60 }, expires_after_days: null },
    })
    made.reserved = true
    return made
  }
  return {
    ownerRole: role('rol_00001', 'Organisation owner', 'May do everything. Held by the founder only.', ['*']),
    adminRole: role('rol_00002', 'Identity administrator', 'Runs people, roles and groups.', ['iam:tenant:user:*', 'iam:tenant:role:*', 'iam:tenant:group:*', 'iam:tenant:sso:*', 'iam:tenant:mfa:*', 'iam:tenant:token:*', 'iam:tenant:iam:audit:read']),
    provisioningRole: role('rol_00003', 'Provisioning', 'For service accounts that keep people and access in step.', ['iam:tenant:user:invite', 'iam:tenant:user:update', 'iam:tenant:user:remove', 'iam:tenant:group:member:add', 'iam:tenant:group:member:remove', 'iam:tenant:role:assign', 'iam:tenant:role:revoke']),
    coordinatorRole: role('rol_00004', 'Access coordinator', 'Keeps the roles and groups of a department tidy.', ['iam:tenant:user:read', 'iam:tenant:role:read', 'iam:tenant:role:update', 'iam:tenant:group:read', 'iam:tenant:group:update', 'iam:tenant:group:member:add', 'iam:tenant:group:member:remove']),
    memberRole: role('rol_00005', 'Member', 'What everyone may do.', ['project:repository:read', 'data:dashboard:read', 'hr:leave:read', 'network:vpn:connect']),
    admins: group('grp_00001', 'Identity administrators', 'People who run identity and access.'),
    everyone: group('grp_00002', 'Everyone', 'All people of the organisation.'),
  } // prettier-ignore
}

/** Plays the founding: about two working weeks from `from` (ms). */
export function found(stage: Stage, from: number): void {
  const { cast, org, random, size } = stage
  const { core, owner } = cast
  const steps: Scene[] = []
  for (const role of [core.adminRole, core.provisioningRole, core.coordinatorRole, core.memberRole])
    steps.push(() => acts.createRole(org, owner, role))
  for (const group of [core.admins, core.everyone]) steps.push(() => acts.createGroup(org, owner, group))
  steps.push(() => acts.assignRole(org, owner, core.adminRole, core.admins))
  steps.push(() => acts.assignRole(org, owner, core.memberRole, core.everyone))
  for (let i = 0; i < services(size.people); i++) steps.push(...foundService(stage, i))
  for (let i = 0; i < Math.max(1, Math.round(size.people * 0.03)); i++) {
    steps.push((_, at) =>
      hire(stage, at, owner, newPerson(org, random, departments[i % 3 === 2 ? 2 : 1] as (typeof departments)[number]), { operator: true }),
    )
  }
  const ordinary: Scene[] = []
  for (let i = 0; i < size.roles * 0.6; i++) {
    const hostile = i % 12 === 11
    ordinary.push((_, at) =>
      acts.createRole(
        org,
        operatorFor(stage, 'iam:tenant:role:create', at),
        newRole(org, random, domains[i % domains.length] as string, hostile),
      ),
    )
  }
  for (let i = 0; i < size.groups * 0.6; i++) ordinary.push((_, at) => foundGroup(stage, at, i))
  for (let i = 0; i < size.people * 0.4; i++) {
    const hostile = i % 20 === 19
    ordinary.push((_, at) =>
      hire(stage, at, operatorFor(stage, 'iam:tenant:user:invite', at), newPerson(org, random, newDepartment(random), hostile)),
    )
  }
  schedule(stage, from, [...steps, ...random.sample(ordinary, ordinary.length)])
}

/** How many service accounts an organisation of so many people has. */
function services(people: number): number {
  return Math.max(3, Math.min(40, Math.round(3 + people / 60)))
}

function foundService(stage: Stage, index: number): Scene[] {
  const { cast, org, random } = stage
  const { core, owner } = cast
  const account = newServiceAccount(org, random, index)
  const invite: Scene = () => {
    cast.services.push(account)
    return acts.inviteAccount(org, owner, account)
  }
  return index < provisioners ? [invite, () => acts.assignRole(org, owner, core.provisioningRole, account)] : [invite]
}

function foundGroup(stage: Stage, at: number, index: number): ReturnType<Scene> {
  const { org, random } = stage
  const department = departments[index % departments.length] as (typeof departments)[number]
  const actor = operatorFor(stage, 'iam:tenant:group:create', at)
  const group = newGroup(org, random, department, actor, index % 9 === 8)
  const roles = random.sample(org.roles.list.filter((role) => !role.reserved && department.domains.includes(role.domain)), 1 + random.below(2)) // prettier-ignore
  roles.forEach((role, i) => {
    stage.later(at + (i + 1) * random.between(1, 5) * minute, (_, then) =>
      acts.assignRole(org, operatorFor(stage, 'iam:tenant:role:assign', then), role, group),
    )
  })
  return acts.createGroup(org, actor, group)
}

/** One after the other in office hours, within ten working days. */
function schedule(stage: Stage, from: number, steps: readonly Scene[]): void {
  const spacing = Math.min(6 * minute, (10 * 8 * hour) / steps.length)
  let at = from
  for (const step of steps) {
    at += stage.random.between(0.3, 1.7) * spacing
    if (presence('berlin', at) < 0.3) at = nextMorning(at)
    stage.later(at, step)
  }
}

function nextMorning(at: number): number {
  let time = at
  while (presence('berlin', time) < 0.3 && time < at + 30 * day) time += 10 * minute
  return time
}
