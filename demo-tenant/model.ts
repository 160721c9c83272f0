import type { Group, Role, RoleState } from './story/organisation.ts'
import type { Incident } from './story/stage.ts'
import { Story, type StoryOptions } from './story/story.ts'

/** The organisation as it really was at a time: what a reconstruction from the log must come to. Lists are sorted. */
export interface OrganisationModel {
  readonly roles: readonly (RoleState & { readonly id: string })[]
  readonly groups: readonly {
    readonly id: string
    readonly name: string
    readonly members: readonly string[]
    readonly roles: readonly string[]
  }[]
  /** `roles` and `groups` are ids; `permissions` is everything held, directly or by groups, patterns included. */
  readonly accounts: readonly {
    readonly id: string
    readonly email: string
    readonly name: string
    readonly status: 'invited' | 'active' | 'removed'
    readonly roles: readonly string[]
    readonly groups: readonly string[]
    readonly permissions: readonly string[]
  }[]
  /** Those that have begun by then. */
  readonly incidents: readonly Incident[]
  readonly owner: string
}

/** @param at ms since the epoch; entries up to and including it count. The end of the history when missing */
export function organisationAt({ at, ...options }: StoryOptions & { readonly at?: number }): OrganisationModel {
  const story = new Story(options)
  story.playUntil(at ?? Infinity)
  return modelOf(story)
}

export function modelOf({ cast, incidents, org }: Story): OrganisationModel {
  const ids = (list: readonly (Role | Group)[]): string[] => list.map(({ id }) => id).sort()
  return {
    roles: org.roles.list.map((role) => ({ id: role.id, ...role.state })).sort(byId),
    groups: org.groups.list
      .map((group) => ({
        id: group.id,
        name: group.state.name,
        members: group.members.list.map(({ email }) => email).sort(),
        roles: ids(group.roles.list),
      }))
      .sort(byId),
    accounts: org.accounts
      .map(({ email, groups, id, name, roles, status }) => {
        const held = [...roles.list, ...groups.list.flatMap((group) => group.roles.list)]
        const permissions = [...new Set(held.flatMap((role) => role.state.permissions))].sort()
        return { id, email, name, status, roles: ids(roles.list), groups: ids(groups.list), permissions }
      })
      .sort(byId),
    incidents: incidents.filter(({ entries }) => entries.length > 0),
    owner: cast.owner.email,
  }
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
