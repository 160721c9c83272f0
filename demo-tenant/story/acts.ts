import { accountState, accountThing, groupThing, roleThing, type Draft } from './stage.ts'
import { Group, type Account, type GroupState, type Organisation, type Role, type RoleState } from './organisation.ts'

/** Larger groups list their number of members instead of each of them. */
const listedMembers = 16

/** Each act changes the organisation and describes the change; null when the change does not fit. */

export function assignRole(
  org: Organisation,
  actor: Account,
  role: Role,
  holder: Account | Group,
  extra: Readonly<Record<string, unknown>> = {},
): Draft | null {
  if (!org.roles.has(role) || !isHere(org, holder)) return null
  const before = { roles: roleNames(holder) }
  if (!org.assign(role, holder)) return null
  return {
    actor,
    action: 'role_assign',
    resource: roleThing(role),
    target: holderThing(holder),
    changes: { before, after: { roles: roleNames(holder), ...extra } },
  }
}

export function revokeRole(org: Organisation, actor: Account, role: Role, holder: Account | Group): Draft | null {
  const before = { roles: roleNames(holder) }
  if (!org.revoke(role, holder)) return null
  return {
    actor,
    action: 'role_revoke',
    resource: roleThing(role),
    target: holderThing(holder),
    changes: { before, after: { roles: roleNames(holder) } },
  }
}

export function addMember(org: Organisation, actor: Account, group: Group, account: Account): Draft | null {
  if (!org.groups.has(group) || !isHere(org, account)) return null
  const before = memberState(group)
  if (!org.addMember(group, account)) return null
  return {
    actor,
    action: 'group_member_add',
    resource: groupThing(group),
    target: accountThing(account),
    changes: { before, after: memberState(group) },
  }
}

export function removeMember(org: Organisation, actor: Account, group: Group, account: Account): Draft | null {
  const before = memberState(group)
  if (!org.removeMember(group, account)) return null
  return {
    actor,
    action: 'group_member_remove',
    resource: groupThing(group),
    target: accountThing(account),
    changes: { before, after: memberState(group) },
  }
}

export function createRole(org: Organisation, actor: Account, role: Role): Draft | null {
  if (!org.roles.add(role)) return null
  return { actor, action: 'role_create', resource: roleThing(role), changes: { before: null, after: role.state } }
}

export function updateRole(org: Organisation, actor: Account, role: Role, patch: Partial<RoleState>): Draft | null {
  if (!org.roles.has(role)) return null
  const before = role.state
  role.state = { ...before, ...patch }
  return { actor, action: 'role_update', resource: roleThing(role), changes: { before, after: role.state } }
}

/** The role must no longer be held. */
export function deleteRole(org: Organisation, actor: Account, role: Role): Draft | null {
  if (!org.roles.has(role) || role.reserved || role.accounts.size + role.groups.size > 0) return null
  org.roles.remove(role)
  org.release(role.state.name)
  return { actor, action: 'role_delete', resource: roleThing(role), changes: { before: role.state, after: null } }
}

export function createGroup(org: Organisation, actor: Account, group: Group): Draft | null {
  if (!org.groups.add(group)) return null
  return { actor, action: 'group_create', resource: groupThing(group), changes: { before: null, after: group.state } }
}

export function updateGroup(org: Organisation, actor: Account, group: Group, patch: Partial<GroupState>): Draft | null {
  if (!org.groups.has(group)) return null
  const before = group.state
  group.state = { ...before, ...patch }
  return { actor, action: 'group_update', resource: groupThing(group), changes: { before, after: group.state } }
}

/** The group must be empty and hold no role. */
export function deleteGroup(org: Organisation, actor: Account, group: Group): Draft | null {
  if (!org.groups.has(group) || group.reserved || group.members.size + group.roles.size > 0) return null
  org.groups.remove(group)
  org.release(group.state.name)
  return { actor, action: 'group_delete', resource: groupThing(group), changes: { before: group.state, after: null } }
}

export function inviteAccount(org: Organisation, actor: Account, account: Account): Draft {
  org.join(account)
  return {
    actor,
    action: 'user_invite',
    resource: accountThing(account),
    target: accountThing(account),
    changes: { before: null, after: accountState(account) },
  }
}

export function updateAccount(actor: Account, account: Account, change: () => void): Draft | null {
  if (account.status === 'removed') return null
  const before = accountState(account)
  change()
  return {
    actor,
    action: 'user_update',
    resource: accountThing(account),
    target: accountThing(account),
    changes: { before, after: accountState(account) },
  }
}

/** The account must hold and belong to nothing any more. */
export function removeAccount(org: Organisation, actor: Account, account: Account): Draft | null {
  if (account.status === 'removed' || account.reserved || account.roles.size + account.groups.size > 0) return null
  const before = accountState(account)
  org.remove(account)
  return { actor, action: 'user_remove', resource: accountThing(account), target: accountThing(account), changes: { before, after: null } }
}

/** A check that was denied: the actor must be active and lack the permission. */
export function denied(org: Organisation, actor: Account, permission: string, resource: Draft['resource']): Draft | null {
  if (actor.status !== 'active' || org.can(actor, permission)) return null
  const error = { code: 'permission_denied', message: `${actor.email} lacks ${permission}`, permission }
  return { actor, action: 'permission_check', resource, error }
}

function isHere(org: Organisation, holder: Account | Group): boolean {
  return holder instanceof Group ? org.groups.has(holder) : holder.status !== 'removed'
}

function holderThing(holder: Account | Group): NonNullable<Draft['target']> {
  return holder instanceof Group ? groupThing(holder) : accountThing(holder)
}

function roleNames(holder: Account | Group): string[] {
  return holder.roles.list.map((role) => role.state.name)
}

function memberState(group: Group): Readonly<Record<string, unknown>> {
  const { size, list } = group.members
  return size <= listedMembers ? { member_count: size, members: list.map((member) => member.email) } : { member_count: size }
}
