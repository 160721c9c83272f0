import { Bag } from '../data/bag.ts'
import type { Office } from '../data/calendar.ts'
import { Grants } from '../data/permissions.ts'

export interface Account {
  readonly id: string
  readonly email: string
  readonly kind: 'person' | 'service'
  readonly office: Office
  readonly department: string
  /** Permission domains the account works in. */
  readonly domains: readonly string[]
  name: string
  title: string
  settings: Readonly<Record<string, unknown>>
  status: 'invited' | 'active' | 'removed'
  readonly roles: Bag<Role>
  readonly groups: Bag<Group>
  readonly addresses: readonly string[]
  readonly agents: readonly string[]
  /** Part of a scene that runs over days: nobody may remove it meanwhile. */
  reserved: boolean
}

export interface RoleState {
  readonly name: string
  readonly description: string
  readonly permissions: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
}

/** What people see of a role; `before` and `after` of a change are whole states. */
export class Role {
  readonly id: string
  readonly domain: string
  readonly accounts = new Bag<Account>()
  readonly groups = new Bag<Group>()
  reserved = false
  private current: RoleState
  private granted: Grants

  constructor(id: string, domain: string, state: RoleState) {
    this.id = id
    this.domain = domain
    this.current = state
    this.granted = new Grants(state.permissions)
  }

  get state(): RoleState {
    return this.current
  }

  set state(state: RoleState) {
    this.current = state
    this.granted = new Grants(state.permissions)
  }

  allows(permission: string): boolean {
    return this.granted.allows(permission)
  }
}

export interface GroupState {
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly settings: Readonly<Record<string, unknown>>
}

export class Group {
  readonly id: string
  readonly department: string
  readonly members = new Bag<Account>()
  readonly roles = new Bag<Role>()
  reserved = false
  state: GroupState

  constructor(id: string, department: string, state: GroupState) {
    this.id = id
    this.department = department
    this.state = state
  }
}

/** Who exists, holds what and belongs where. Its methods only accept what fits: they say so by their answer. */
export class Organisation {
  readonly accounts: Account[] = []
  readonly active = new Bag<Account>()
  readonly roles = new Bag<Role>()
  readonly groups = new Bag<Group>()
  private readonly names = new Set<string>()
  private turns = 0

  /** Keeps names, emails and ids unique. @returns false when the name is taken */
  claim(name: string): boolean {
    if (this.names.has(name)) return false
    this.names.add(name)
    return true
  }

  /** Takes turns, so that every one of the list is used before one is used again. */
  turn<T>(list: readonly T[]): T {
    return list[this.turns++ % list.length] as T
  }

  release(name: string): void {
    this.names.delete(name)
  }

  /** Whether the account holds the permission now: by a role of its own or by one of its groups'. */
  can(account: Account, permission: string): boolean {
    if (account.status !== 'active') return false
    for (const role of account.roles.list) if (role.allows(permission)) return true
    for (const group of account.groups.list) for (const role of group.roles.list) if (role.allows(permission)) return true
    return false
  }

  join(account: Account): void {
    this.accounts.push(account)
    if (account.status === 'active') this.active.add(account)
  }

  activate(account: Account): void {
    account.status = 'active'
    this.active.add(account)
  }

  /** The account must have given back its roles and left its groups. */
  remove(account: Account): void {
    if (account.roles.size + account.groups.size > 0) throw new Error(`${account.email} still holds something`)
    account.status = 'removed'
    this.active.remove(account)
  }

  assign(role: Role, holder: Account | Group): boolean {
    const added = holder.roles.add(role)
    if (holder instanceof Group) role.groups.add(holder)
    else role.accounts.add(holder)
    return added
  }

  revoke(role: Role, holder: Account | Group): boolean {
    const removed = holder.roles.remove(role)
    if (holder instanceof Group) role.groups.remove(holder)
    else role.accounts.remove(holder)
    return removed
  }

  addMember(group: Group, account: Account): boolean {
    account.groups.add(group)
    return group.members.add(account)
  }

  removeMember(group: Group, account: Account): boolean {
    account.groups.remove(group)
    return group.members.remove(account)
  }
}
