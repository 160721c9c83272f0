import type { Random } from '../data/random.ts'
import type { Account, Group, Organisation, Role } from './organisation.ts'

export interface Thing {
  readonly type: string
  readonly id?: string
  readonly name?: string | null
}

/** What happened, before it becomes an entry of the log. */
export interface Draft {
  readonly actor: Account
  readonly action: string
  readonly resource: Thing
  readonly target?: Thing & { readonly email?: string | null }
  /** Present when it failed. */
  readonly error?: { readonly code: string; readonly message: string; readonly permission?: string | null }
  readonly changes?: { readonly before: unknown; readonly after: unknown }
  /** Overrides where the actor usually comes from. */
  readonly ip?: string
  readonly agent?: string
  readonly requestId?: string
  readonly incident?: Incident
}

/** Makes one thing happen at `at` (ms) and says what, or null when it no longer fits. */
export type Scene = (stage: Stage, at: number) => Draft | null

/** What a scene can use. */
export interface Stage {
  readonly random: Random
  readonly org: Organisation
  readonly cast: Cast
  /** Number of entries the story is told in; decides how large the organisation is. */
  readonly size: Size
  /** Plays a scene later. `due` in ms. */
  later(due: number, scene: Scene): void
  /** Share of the whole story's time that has passed at `at`: 0 to 1, and 1 after its end. */
  progress(at: number): number
  /** Opens a case: every draft that carries it is noted in it. */
  incident(incident: Incident): void
}

/** Parts that must be filled for the story to work. */
export interface Cast {
  readonly owner: Account
  /** By name. The first two do the provisioning. */
  readonly services: Account[]
  readonly core: CoreParts
  /** Settings of the whole tenant, e.g. single sign-on. */
  tenantSettings: Readonly<Record<string, unknown>>
  /** Those who run identity and access; most active first. */
  readonly operators: Account[]
  /** People by how active they are; leavers' places are taken by those who join. */
  readonly people: Account[]
}

/** What everything else rests on; ordinary changes leave it alone. */
export interface CoreParts {
  readonly ownerRole: Role
  readonly adminRole: Role
  readonly provisioningRole: Role
  readonly coordinatorRole: Role
  readonly memberRole: Role
  readonly admins: Group
  readonly everyone: Group
}

export interface Size {
  readonly entries: number
  readonly people: number
  readonly roles: number
  readonly groups: number
}

/** A story within the story that an investigator should find. */
export interface Incident {
  readonly kind: 'self-grant' | 'probing'
  readonly actor: string
  readonly address: string
  readonly role?: string
  readonly group?: string
  /** Ids of its entries, oldest first. */
  readonly entries: string[]
}

export function roleThing(role: Role): Thing {
  return { type: 'role', id: role.id, name: role.state.name }
}

export function groupThing(group: Group): Thing {
  return { type: 'group', id: group.id, name: group.state.name }
}

export function accountThing(account: Account): Thing & { readonly email: string } {
  return { type: account.kind === 'service' ? 'service_account' : 'user', id: account.id, email: account.email, name: account.name }
}

export function accountState(account: Account): Readonly<Record<string, unknown>> {
  return { name: account.name, department: account.department, title: account.title, status: account.status, settings: account.settings }
}
