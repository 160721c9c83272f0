import { expect, it } from 'vitest'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { compileConnector } from '../../../src-main/data-service/connector/compile.ts'

/** What a definition's own form of a file makes of one row. */
function rowOf(name: string, row: Readonly<Record<string, string>>) {
  const definition = definitionOf(name)
  const form = definition.files?.forms.find(({ kinds }) => kinds.includes('csv'))
  expect(form?.recognise.all.filter((column) => !(column in row))).toEqual([])
  return compileConnector({ ...definition, entry: form?.entry ?? definition.entry }).mapItem(JSON.stringify(row), { id: () => 'none' })
}

const gitlab = {
  ID: '9007199254740993', 'Author ID': '1', 'Author Name': 'Ada Admin', 'Entity ID': '7', 'Entity Type': 'Group', 'Entity Path': 'flightjs', 'Target ID': '42',
  'Target Type': 'User', 'Target Details': 'Sam User', Action: 'Added user access as Owner', 'IP Address': '203.0.113.7', 'Created At (UTC)': '2026-03-01T10:00:00Z',
} // prettier-ignore
const asSam = [{ type: 'user', id: '42', name: 'Sam User' }]

it.each([
  [{}, { action: 'group_member_add', resource: { type: 'group', id: '7', name: 'flightjs' }, targets: asSam, changes: { after: { access_level: 'Owner' } } }],
  [{ 'Entity Type': 'Project' }, { action: 'role_assign', resource: { type: 'role', name: 'Owner' }, targets: asSam }],
  [{ Action: 'Changed access level from Guest to Owner' }, { action: 'role_assign', resource: { type: 'role', name: 'Owner' }, changes: { before: { access_level: 'Guest' }, after: { access_level: 'Owner' } } }],
  [{ Action: 'Removed user access' }, { action: 'group_member_remove', resource: { type: 'group', id: '7' }, targets: asSam }],
  [{ Action: 'Member role Auditor was created', 'Target Type': 'MemberRole', 'Target Details': 'Auditor', 'Target ID': '3' }, { action: 'role_create', resource: { type: 'role', id: '3', name: 'Auditor' } }],
  [{ Action: 'Failed to login with STANDARD authentication' }, { status: 'failed' }],
  [{ 'Created At (UTC)': '2026-03-01 10:00:00 UTC' }, {}],
])('a row of GitLab’s CSV with %j', (more, found) => {
  const entry = rowOf('gitlab-audit-events', { ...gitlab, ...more })
  expect(entry).toMatchObject({ id: '9007199254740993', occurredAt: Date.UTC(2026, 2, 1, 10), actor: { id: '1', name: 'Ada Admin' }, ip: '203.0.113.7', ...found })
  expect(entry.parseError).toBeUndefined()
}) // prettier-ignore

it('a row of Entra’s CSV says who, which role, to whom and what changed', () => {
  const entry = rowOf('entra-directory-audits', {
    'Date (UTC)': '2026-03-01T10:00:01.1234567+00:00', CorrelationId: 'c1', Service: 'Core Directory', Category: 'RoleManagement', Activity: 'Add member to role', Result: 'success', ResultReason: '',
    ActorType: 'User', ActorDisplayName: 'Ada', ActorObjectId: 'uA', ActorUserPrincipalName: 'Admin@corp.test', IPAddress: '203.0.113.1',
    Target1Type: 'User', Target1DisplayName: 'Ben', Target1ObjectId: 'uB', Target1UserPrincipalName: 'ben@corp.test',
    Target1ModifiedProperty1Name: 'Role.ObjectID', Target1ModifiedProperty1OldValue: '', Target1ModifiedProperty1NewValue: '"r-1"',
    Target1ModifiedProperty2Name: 'Role.DisplayName', Target1ModifiedProperty2OldValue: '', Target1ModifiedProperty2NewValue: '"Global Administrator"',
  }) // prettier-ignore
  expect(entry).toMatchObject({
    action: 'role_assign', occurredAt: Date.UTC(2026, 2, 1, 10, 0, 1, 123), status: 'success', actor: { email: 'admin@corp.test', name: 'Ada', id: 'uA' },
    resource: { type: 'role', id: 'r-1', name: 'Global Administrator' }, targets: [{ type: 'user', id: 'uB', name: 'Ben', email: 'ben@corp.test' }],
    changes: { after: { 'Role.DisplayName': 'Global Administrator' } }, ip: '203.0.113.1', requestId: 'c1',
  }) // prettier-ignore
  expect(entry.parseError).toBeUndefined()
})
