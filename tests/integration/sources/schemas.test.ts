import { describe, expect, it } from 'vitest'
import { connectorOf } from '../../../src-main/data-service/connector/registry.ts'

const map = (name: string, item: object) => connectorOf(name).mapItem(JSON.stringify(item), { id: () => 'of its content' })

const ada = { uid: 'u-ada', name: 'ada', full_name: 'Ada Admin', email_addr: 'Ada@acme.test' }
const bob = { uid: 'u-bob', name: 'bob', email_addr: 'bob@acme.test' }
const asBob = { type: 'user', id: 'u-bob', name: 'bob', email: 'bob@acme.test' }
const finance = { uid: 'g-1', name: 'Finance' }
const asFinance = { type: 'group', id: 'g-1', name: 'Finance' }

/** What every event has, by class and activity. */
function ocsf(class_uid: number, activity_id: number, more: object) {
  return {
    class_uid, activity_id, category_uid: Math.floor(class_uid / 1000), type_uid: class_uid * 100 + activity_id, severity_id: 1,
    type_name: 'The product’s own word', time: 1_728_398_340_123, status_id: 1, metadata: { uid: 'e-1', version: '1.8.0', product: { name: 'P' } },
    actor: { user: ada }, src_endpoint: { ip: '192.0.2.1' }, ...more,
  } // prettier-ignore
}

describe('an event of the Open Cybersecurity Schema Framework', () => {
  it.each<[string, object, object]>([
    ['3001/6', ocsf(3001, 6, { user: bob }), { action: 'user_remove', resource: { type: 'user', id: 'u-bob', name: 'bob' }, targets: [asBob] }],
    ['3001/1 keeps its own name', ocsf(3001, 1, { user: bob }), { action: 'The product’s own word', targets: [asBob] }],
    ['3001/7', ocsf(3001, 7, { user: bob, policy: { uid: 'p-1', name: 'AdministratorAccess' } }), { action: 'role_assign', resource: { type: 'permission', id: 'p-1', name: 'AdministratorAccess' }, targets: [asBob], changes: { after: { policy: 'AdministratorAccess' } } }],
    ['3001/8', ocsf(3001, 8, { user: bob, policy: { name: 'ReadOnly' } }), { action: 'role_revoke', resource: { type: 'permission', name: 'ReadOnly' }, changes: { before: { policy: 'ReadOnly' } } }],
    ['3005/1', ocsf(3005, 1, { user: bob, privileges: ['read', 'write'] }), { action: 'role_assign', resource: { type: 'permission', name: 'read, write' }, targets: [asBob], changes: { after: ['read', 'write'] } }],
    ['3005/2', ocsf(3005, 2, { user: bob, privileges: ['write'] }), { action: 'role_revoke', resource: { type: 'permission', name: 'write' }, changes: { before: ['write'] } }],
    ['3006/1', ocsf(3006, 1, { group: finance, privileges: ['pay'] }), { action: 'role_assign', resource: { type: 'permission', name: 'pay' }, targets: [asFinance] }],
    ['3006/3', ocsf(3006, 3, { group: finance, user: bob }), { action: 'group_member_add', resource: asFinance, targets: [asBob] }],
    ['3006/4', ocsf(3006, 4, { group: finance, user: bob }), { action: 'group_member_remove', resource: asFinance, targets: [asBob] }],
    ['3006/5', ocsf(3006, 5, { group: finance }), { action: 'group_delete', resource: asFinance }],
    ['3006/6', ocsf(3006, 6, { group: finance }), { action: 'group_create', resource: asFinance }],
    ['3006/7', ocsf(3006, 7, { group: finance, subgroup: { uid: 'g-2', name: 'Payroll' } }), { action: 'group_member_add', resource: asFinance, targets: [{ type: 'group', id: 'g-2', name: 'Payroll' }] }],
    ['3004/1 of a role', ocsf(3004, 1, { entity: { uid: 'r-1', name: 'Auditor', type: 'Role' }, entity_result: { uid: 'r-1', name: 'Auditor' } }), { action: 'role_create', resource: { type: 'role', id: 'r-1', name: 'Auditor' }, changes: { after: { uid: 'r-1', name: 'Auditor' } } }],
    ['3004/4 of a policy', ocsf(3004, 4, { entity: { uid: 'x', name: 'X', type: 'Policy' } }), { action: 'The product’s own word', resource: { type: 'policy', id: 'x', name: 'X' } }],
    ['3002, where the actor is who signs in', ocsf(3002, 1, { actor: undefined, user: bob, status_id: 2, status_detail: 'wrong password' }), { action: 'The product’s own word', status: 'failed', actor: { id: 'u-bob', name: 'bob', email: 'bob@acme.test' }, reason: { message: 'wrong password' } }],
    ['6003', ocsf(6003, 1, { api: { operation: 'CreateUser', service: { name: 'iam.amazonaws.com' }, request: { uid: 'r-9' } } }), { action: 'CreateUser', requestId: 'r-9' }],
    ['6003, refused for want of a permission', ocsf(6003, 1, { status_id: 2, api: { operation: 'CreateUser', service: { name: 'iam' }, response: { error: 'AccessDenied', code: 403 } } }), { action: 'permission_check', actionVerbatim: 'CreateUser', status: 'failed', resource: { type: 'permission', name: 'CreateUser' }, reason: { code: 'AccessDenied', permission: 'iam:CreateUser' } }],
    ['6003, failed for another reason', ocsf(6003, 1, { status_id: 2, api: { operation: 'CreateUser', response: { code: 409 } } }), { action: 'CreateUser', status: 'failed' }],
    ['without a status', ocsf(3006, 6, { status_id: undefined, group: finance }), { status: 'unknown' }],
  ])('of class and activity %s', (_, item, found) => {
    const entry = map('ocsf', item)
    expect(entry).toMatchObject({ id: 'e-1', occurredAt: 1_728_398_340_123, status: 'success', ip: '192.0.2.1', ...found })
    expect(entry.parseError).toBeUndefined()
  }) // prettier-ignore

  it('without an id of its own is known by what it holds', () => {
    const of = (more: object) => map('ocsf', ocsf(3006, 3, { metadata: { version: '1.8.0' }, group: finance, ...more })).id
    expect(of({ user: bob })).toBe(of({ user: bob }))
    expect(of({ user: bob })).not.toBe(of({ user: ada }))
  })
})

describe('a document in the Elastic Common Schema', () => {
  const nested = {
    '@timestamp': '2026-11-19T23:51:00.123456789Z',
    event: { id: 'd-1', action: 'added-member-to-group', category: ['iam'], type: ['group', 'change'], outcome: 'success' },
    user: { name: 'ada', id: 'S-1', email: 'Ada@acme.test', target: { name: 'bob', id: 'S-2', email: 'bob@acme.test' } },
    group: { id: 'S-3', name: 'Finance' },
    source: { ip: '192.0.2.1' },
    user_agent: { original: 'curl/8' },
  }
  const dotted = {
    '@timestamp': nested['@timestamp'], 'event.id': 'd-1', 'event.action': 'added-member-to-group', 'event.category': ['iam'], 'event.outcome': 'success',
    'user.name': 'ada', 'user.id': 'S-1', 'user.email': 'Ada@acme.test', 'user.target.name': 'bob', 'user.target.id': 'S-2', 'user.target.email': 'bob@acme.test',
    'group.id': 'S-3', 'group.name': 'Finance', 'source.ip': '192.0.2.1', 'user_agent.original': 'curl/8',
  } // prettier-ignore

  it.each([
    ['nested', nested],
    ['with dotted names', dotted],
  ])('%s says the same', (_, item) => {
    const entry = map('ecs', item)
    expect(entry).toMatchObject({
      id: 'd-1', occurredAt: Date.parse('2026-11-19T23:51:00.123Z'), action: 'group_member_add', actionVerbatim: 'added-member-to-group', status: 'success',
      actor: { name: 'ada', id: 'S-1', email: 'ada@acme.test' }, resource: { type: 'group', id: 'S-3', name: 'Finance' },
      target: { type: 'user', id: 'S-2', name: 'bob', email: 'bob@acme.test' }, ip: '192.0.2.1', userAgent: 'curl/8',
    }) // prettier-ignore
    expect(entry.parseError).toBeUndefined()
  })

  it.each([
    [['group', 'creation'], 'group_create', 'group'],
    [['deletion', 'group'], 'group_delete', 'group'],
    [['user', 'deletion'], 'user_remove', 'user'],
    [['user', 'creation'], 'a-word-of-its-own', 'iam'],
    [['group', 'change'], 'a-word-of-its-own', 'group'],
  ])('of category iam and type %j is %s', (type, action, resource) => {
    const item = {
      '@timestamp': '2026-11-19T23:51:00Z',
      event: { action: 'a-word-of-its-own', category: ['iam'], type },
      group: { name: 'Finance' },
    }
    expect(map('ecs', item)).toMatchObject({ action, actionVerbatim: 'a-word-of-its-own', resource: { type: resource } })
  })

  it('that says less is kept with what it says: no outcome is no success', () => {
    const entry = map('ecs', {
      '@timestamp': '2026-11-19T23:51:00Z',
      event: { action: 'ssh_login', category: 'authentication' },
      user: { name: 'eve' },
    })
    expect(entry).toMatchObject({ action: 'ssh_login', status: 'unknown', resource: { type: 'authentication' }, actor: { name: 'eve' } })
    expect(entry.id).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a WorkOS export', () => {
  it('names who, what and several targets, and its id is what it holds', () => {
    const event = {
      action: 'role.assigned',
      occurred_at: '2026-03-01T10:00:00.123Z',
      actor: { id: 'user_1', type: 'user', name: 'ada@acme.test' },
      targets: [
        { id: 'user_2', type: 'user', name: 'Bob Smith', metadata: { email: 'bob@acme.test' } },
        { id: 'role_1', type: 'role', name: 'Auditor' },
      ],
      context: { location: '192.0.2.1', user_agent: 'Chrome' },
    }
    const entry = map('workos-audit', event)
    expect(entry).toMatchObject({
      occurredAt: Date.UTC(2026, 2, 1, 10, 0, 0, 123), action: 'role_assign', actionVerbatim: 'role.assigned', actor: { id: 'user_1', email: 'ada@acme.test' },
      resource: { type: 'role', id: 'role_1', name: 'Auditor' }, targets: [{ type: 'user', id: 'user_2', name: 'Bob Smith', email: 'bob@acme.test' }], ip: '192.0.2.1', userAgent: 'Chrome',
    }) // prettier-ignore
    expect([entry.parseError, map('workos-audit', event).id]).toEqual([undefined, entry.id])
    expect(map('workos-audit', { ...event, action: 'login.failed' })).toMatchObject({ action: 'login.failed', status: 'failed' })
  })
})
