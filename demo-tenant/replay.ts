import { isDeepStrictEqual } from 'node:util'

/** An entry as the API sends it, as far as the replay reads it. */
interface Entry {
  readonly id: string
  readonly timestamp: string
  readonly actor: { readonly email: string }
  readonly action: string
  readonly resource: { readonly type: string; readonly id?: string; readonly name?: string | null }
  readonly target?: { readonly type: string; readonly id?: string; readonly email?: string | null } | null
  readonly status: 'success' | 'failed'
  readonly error?: { readonly code: string; readonly permission?: string | null } | null
  readonly changes?: { readonly before: State | null; readonly after: State | null } | null
}
type State = Readonly<Record<string, unknown>>
interface Holder {
  state: State
  readonly roles: Set<string>
  readonly groups: Set<string>
  readonly members: Set<string>
}

const required: Readonly<Record<string, string>> = {
  user_invite: 'iam:tenant:user:invite',
  user_update: 'iam:tenant:user:update',
  user_remove: 'iam:tenant:user:remove',
  role_create: 'iam:tenant:role:create',
  role_update: 'iam:tenant:role:update',
  role_delete: 'iam:tenant:role:delete',
  role_assign: 'iam:tenant:role:assign',
  role_revoke: 'iam:tenant:role:revoke',
  group_create: 'iam:tenant:group:create',
  group_update: 'iam:tenant:group:update',
  group_delete: 'iam:tenant:group:delete',
  group_member_add: 'iam:tenant:group:member:add',
  group_member_remove: 'iam:tenant:group:member:remove',
  mfa_reset: 'iam:tenant:mfa:reset',
  api_token_create: 'iam:tenant:token:create',
  sso_config_update: 'iam:tenant:sso:update',
  password_policy_update: 'iam:tenant:sso:update',
  payroll_export: 'hr:payroll:run',
  invoice_export: 'billing:invoice:export',
}

/**
 * Rebuilds the organisation from nothing but the log's text and what the owner held before it began, and throws at the
 * first entry that does not fit what came before it. Shares no code with the story.
 */
export class Replay {
  readonly roles = new Map<string, Holder>()
  readonly groups = new Map<string, Holder>()
  readonly accounts = new Map<string, Holder>()
  readonly actions = new Map<string, number>()
  private tenant: State | null = null

  constructor(owner: string) {
    this.roles.set('rol_00001', holder({ permissions: ['*'] }))
    const founder = holder({ status: 'active' })
    founder.roles.add('rol_00001')
    this.accounts.set(owner, founder)
  }

  play(line: string): void {
    const entry = JSON.parse(line) as Entry
    const action = entry.action.replace(/^(.*(?:invit|remov|updat|creat|delet|revok))ed$/, '$1e').replace(/^(.*(?:assign|add))ed$/, '$1')
    this.actions.set(entry.action, (this.actions.get(entry.action) ?? 0) + 1)
    try {
      this.check(entry, action)
      if (entry.status === 'success') this.apply(entry, action)
    } catch (error) {
      throw new Error(`${(error as Error).message} in ${line}`, { cause: error })
    }
  }

  /** Whether the account holds the permission by a role of its own or of a group it is in. */
  can(email: string, permission: string): boolean {
    return this.permissionsOf(email).some((held) => held === permission || (held.endsWith('*') && permission.startsWith(held.slice(0, -1))))
  }

  /** Sorted, each once. */
  permissionsOf(email: string): string[] {
    const account = need(this.accounts.get(email), `account ${email}`)
    const roles = new Set([...account.roles, ...[...account.groups].flatMap((group) => [...need(this.groups.get(group), 'group').roles])])
    return [...new Set([...roles].flatMap((role) => need(this.roles.get(role), 'role').state['permissions'] as string[]))].sort()
  }

  private check({ actor, error, status, target }: Entry, action: string): void {
    must(
      need(this.accounts.get(actor.email), 'actor').state['status'] === 'active' || target?.email === actor.email,
      'the actor is not active',
    )
    if (status === 'failed') {
      const { code, permission } = need(error, 'error')
      if (code === 'permission_denied') must(!this.can(actor.email, need(permission, 'permission')), 'the actor holds what was denied')
      return
    }
    must(action !== 'permission_check', 'a check that was not denied was logged')
    const permission = required[action]
    if (permission && !(action === 'user_update' && target?.email === actor.email))
      must(this.can(actor.email, permission), `the actor lacks ${permission}`)
  }

  private apply({ changes, resource, target }: Entry, action: string): void {
    const { after = null, before = null } = changes ?? {}
    const email = target?.email ?? ''
    switch (action) {
      case 'user_invite':
        return create(this.accounts, email, before, after)
      case 'user_update':
        return update(this.accounts, email, before, after)
      case 'user_remove':
        return this.remove(this.accounts, email, before, after)
      case 'role_create':
        return create(this.roles, resource.id, before, after)
      case 'role_update':
        return update(this.roles, resource.id, before, after)
      case 'role_delete':
        must(
          ![...this.accounts.values(), ...this.groups.values()].some(({ roles }) => roles.has(need(resource.id, 'id'))),
          'a role that is held was deleted',
        )
        return this.remove(this.roles, resource.id, before, after)
      case 'group_create':
        return create(this.groups, resource.id, before, after)
      case 'group_update':
        return update(this.groups, resource.id, before, after)
      case 'group_delete':
        return this.remove(this.groups, resource.id, before, after)
      case 'role_assign':
      case 'role_revoke':
        return this.holding(need(resource.id, 'id'), target, action === 'role_assign', before, after)
      case 'group_member_add':
      case 'group_member_remove':
        return this.membership(need(resource.id, 'id'), email, action === 'group_member_add', before, after)
      case 'sso_config_update':
      case 'password_policy_update':
        must(this.tenant === null || isDeepStrictEqual(this.tenant, before), 'before is not the after before it')
        this.tenant = after
    }
  }

  private holding(role: string, target: Entry['target'], add: boolean, before: State | null, after: State | null): void {
    must(this.roles.has(role), 'no such role')
    const found = need(target?.type === 'group' ? this.groups.get(need(target.id, 'id')) : this.accounts.get(target?.email ?? ''), 'holder')
    must(sameNames(before, this.roleNames(found)), 'the roles before are not those held')
    must(found.roles.has(role) !== add, add ? 'assigned what is held' : 'revoked what is not held')
    if (add) found.roles.add(role)
    else found.roles.delete(role)
    must(sameNames(after, this.roleNames(found)), 'the roles after are not those held')
  }

  private roleNames({ roles }: Holder): string[] {
    // The owner's role is older than the log: its name is in no entry.
    return [...roles].map((role) => (this.roles.get(role)?.state['name'] as string | undefined) ?? 'Organisation owner')
  }

  private membership(id: string, email: string, add: boolean, before: State | null, after: State | null): void {
    const group = need(this.groups.get(id), 'group')
    const account = need(this.accounts.get(email), 'member')
    must(account.state['status'] !== 'removed', 'the member was removed')
    must(sameMembers(before, group.members), 'the members before are not those of the group')
    must(group.members.has(email) !== add, add ? 'added a member twice' : 'removed who is no member')
    if (add) {
      group.members.add(email)
      account.groups.add(id)
    } else {
      group.members.delete(email)
      account.groups.delete(id)
    }
    must(sameMembers(after, group.members), 'the members after are not those of the group')
  }

  private remove(all: Map<string, Holder>, id: string | undefined, before: State | null, after: State | null): void {
    const found = need(all.get(id ?? ''), 'what was removed')
    must(isDeepStrictEqual(found.state, before) && after === null, 'before is not the after before it')
    must(found.roles.size + found.groups.size + found.members.size === 0, 'what was removed still held something')
    if (all === this.accounts) found.state = { ...found.state, status: 'removed' }
    else all.delete(id ?? '')
  }
}

function create(all: Map<string, Holder>, id: string | undefined, before: State | null, after: State | null): void {
  must(before === null && after !== null && !all.has(need(id, 'id')), 'not a creation')
  all.set(need(id, 'id'), holder(need(after, 'after')))
}

function update(all: Map<string, Holder>, id: string | undefined, before: State | null, after: State | null): void {
  const found = need(all.get(id ?? ''), 'what was updated')
  // What is older than the log is known from its first change on.
  if ('name' in found.state) must(isDeepStrictEqual(found.state, before), 'before is not the after before it')
  found.state = need(after, 'after')
}

function holder(state: State): Holder {
  return { state, roles: new Set(), groups: new Set(), members: new Set() }
}

function sameNames(state: State | null, names: readonly string[]): boolean {
  return isDeepStrictEqual([...(state?.['roles'] as string[])].sort(), [...names].sort())
}

function sameMembers(state: State | null, members: ReadonlySet<string>): boolean {
  const listed = state?.['members'] as string[] | undefined
  return state?.['member_count'] === members.size && (!listed || isDeepStrictEqual([...listed].sort(), [...members].sort()))
}

function must(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem)
}

function need<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`)
  return value
}
