import { describe, expect, it } from 'vitest'
import { connectorOf } from './registry.ts'

const { mapItem } = connectorOf('okta-system-log')
const bob = { id: '00ubob', type: 'User', alternateId: 'Bob@example.com', displayName: 'Bob' }
const group = { id: '00gadmins', type: 'UserGroup', alternateId: 'unknown', displayName: 'Administrators' }
const role = { id: 'cr0helpdesk', type: 'ROLE', displayName: 'Help desk' }

/** What the connector makes of an event. */
function entryOf(
  eventType: string,
  target: readonly object[] | null,
  debugData: object = {},
  outcome: object | null = { result: 'SUCCESS' },
) {
  const event = {
    uuid: 'u1',
    published: '2026-11-19T23:51:00.000Z',
    eventType,
    actor: { id: '00uada', type: 'User', alternateId: 'ada@example.com', displayName: 'Ada' },
    outcome,
    target,
    debugContext: { debugData },
  }
  return mapItem(JSON.stringify(event), { id: () => 'hash' })
}
const granted = { privilegeGranted: 'Super administrator' }
const asUser = { type: 'user', id: '00ubob', name: 'Bob' }
const asTarget = { ...asUser, email: 'bob@example.com' }
const asGroup = { type: 'group', id: '00gadmins', name: 'Administrators' }

describe('an event of the Okta System Log (issue 12.14)', () => {
  it.each<[string, readonly object[] | null, object, string, object, object | undefined]>([
    ['user.account.privilege.grant', [bob], granted, 'role_assign', { type: 'role', name: 'Super administrator' }, asTarget],
    ['user.account.privilege.revoke', [bob], { privilegeRevoked: 'Org' }, 'role_revoke', { type: 'role', name: 'Org' }, asTarget],
    ['user.account.privilege.grant', [bob], {}, 'role_assign', { type: 'role' }, asTarget],
    ['group.privilege.grant', [group], granted, 'role_assign', { type: 'role', name: 'Super administrator' }, asGroup],
    ['group.privilege.grant', [group, role], {}, 'role_assign', { type: 'role', id: 'cr0helpdesk', name: 'Help desk' }, asGroup],
    ['group.user_membership.add', [bob, group], {}, 'group_member_add', asGroup, asTarget],
    ['group.user_membership.remove', [group, bob], {}, 'group_member_remove', asGroup, asTarget],
    ['group.lifecycle.create', [group], {}, 'group_create', asGroup, undefined],
    ['group.lifecycle.delete', null, {}, 'group_delete', { type: 'group' }, undefined],
    ['user.lifecycle.create', [bob], {}, 'user.lifecycle.create', asUser, asTarget],
    ['user.account.update_profile', [bob], {}, 'user_update', asUser, asTarget],
    ['user.account.update_profile', null, {}, 'user_update', { type: 'user' }, undefined],
    ['iam.role.create', [role], {}, 'role_create', { type: 'role', id: 'cr0helpdesk', name: 'Help desk' }, undefined],
    ['iam.role.create', null, {}, 'role_create', { type: 'role' }, undefined],
    ['iam.role.permissions.add', [role], {}, 'role_update', { type: 'role', id: 'cr0helpdesk', name: 'Help desk' }, undefined],
    ['user.session.start', null, {}, 'user.session.start', { type: 'user' }, undefined],
    [
      'policy.rule.update',
      [{ id: 'r', type: 'PolicyRule', displayName: 'All' }],
      {},
      'policy.rule.update',
      { type: 'policy', id: 'r', name: 'All' },
      undefined,
    ],
  ])('%s on %j with %j is %s', (eventType, target, debugData, action, resource, aimedAt) => {
    expect(entryOf(eventType, target, debugData)).toMatchObject({ action, actionVerbatim: eventType, actor: { email: 'ada@example.com' } })
    const { resource: found, target: of, parseError } = entryOf(eventType, target, debugData)
    expect([found, of, parseError]).toEqual([resource, aimedAt, undefined])
  })
})

describe('what an event of Okta says besides', () => {
  it('all of whom it was done to, people before groups', () => {
    const both = entryOf('group.privilege.grant', [group, bob, role], granted)
    expect([both.resource, both.target, both.targets]).toEqual([
      { type: 'role', id: 'cr0helpdesk', name: 'Help desk' },
      asTarget,
      [asTarget, asGroup],
    ])
    const ann = { ...bob, id: '00uann', alternateId: 'ann@example.com', displayName: 'Ann' }
    expect(entryOf('group.user_membership.add', [bob, ann, group]).targets?.map(({ email }) => email)).toEqual([
      'bob@example.com',
      'ann@example.com',
    ])
  })

  it.each([
    [{ result: 'ALLOW' }, 'success'],
    [{ result: 'DENY', reason: 'no' }, 'failed'],
    [{ result: 'CHALLENGE' }, 'unknown'],
    [{ result: 'DEFERRED' }, 'unknown'],
    [{ result: 'a word that Okta invents tomorrow' }, 'unknown'],
    [null, 'unknown'],
  ])('that it ended with %j is %s, and never called not understood', (outcome, status) => {
    const entry = entryOf('policy.evaluate_sign_on', [bob], {}, outcome)
    expect([entry.status, entry.parseError]).toEqual([status, undefined])
  })
})
