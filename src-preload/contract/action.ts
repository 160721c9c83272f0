/**
 * The actions the tenant's documentation names, grouped and described as it does. An action that is not here is
 * shown verbatim in the group *Other*.
 */
export interface KnownAction {
  readonly action: string
  readonly description: string
}
export interface ActionGroup {
  readonly title: string
  readonly actions: readonly KnownAction[]
}

export const actionGroups: readonly ActionGroup[] = [
  {
    title: 'User management',
    actions: [
      { action: 'user_invite', description: 'User invitation sent' },
      { action: 'user_remove', description: 'User removed from organization' },
      { action: 'user_update', description: 'User details updated' },
    ],
  },
  {
    title: 'Role management',
    actions: [
      { action: 'role_create', description: 'New role created' },
      { action: 'role_update', description: 'Role permissions modified' },
      { action: 'role_delete', description: 'Role deleted' },
      { action: 'role_assign', description: 'Role assigned to user or group' },
      { action: 'role_revoke', description: 'Role removed from user or group' },
    ],
  },
  {
    title: 'Group management',
    actions: [
      { action: 'group_create', description: 'New group created' },
      { action: 'group_update', description: 'Group details modified' },
      { action: 'group_delete', description: 'Group deleted' },
      { action: 'group_member_add', description: 'User added to group' },
      { action: 'group_member_remove', description: 'User removed from group' },
    ],
  },
  {
    title: 'Permission checks',
    actions: [{ action: 'permission_check', description: 'Permission verification (logged when access is denied)' }],
  },
]

export const knownActions: ReadonlyMap<string, KnownAction & { readonly group: string }> = new Map(
  actionGroups.flatMap((group) => group.actions.map((known) => [known.action, { ...known, group: group.title }] as const)),
)
