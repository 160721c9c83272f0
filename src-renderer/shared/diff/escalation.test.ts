import { describe, expect, it } from 'vitest'
import { entryEscalations, fieldEscalations, memberEscalations, permissionRules } from './escalation.ts'
import type { FieldChange } from './diff-model.ts'
import type { Json } from '../json/json-value.ts'

const labels = (permission: string): string[] => memberEscalations(['permissions'], permission).map((one) => one.label)
const field = (path: string, before: Json | undefined, after: Json | undefined): string[] => {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  return fieldEscalations({ path: [path], kind, before, after, retyped: null, rewritten: false } satisfies FieldChange).map(
    (one) => one.label,
  )
}

describe('a permission gained', () => {
  it.each([
    ['billing:invoice:*', ['wildcard']],
    ['billing:*', ['wildcard']],
    ['*', ['everything', 'wildcard']],
    ['*:*', ['everything', 'wildcard']],
    ['iam:tenant:role:assign', ['can grant roles']],
    ['iam:tenant:role:*', ['can grant roles', 'wildcard']],
    ['iam:*', ['can grant roles', 'wildcard']],
    ['iam:tenant:*', ['can grant roles', 'wildcard']],
    ['*:write', ['write to all', 'write scope', 'wildcard']],
    ['deploy:*:write', ['write to all', 'write scope', 'wildcard']],
    ['billing:export:write', ['write scope']],
    ['write', ['write scope']],
    ['billing:admin', ['admin scope']],
    ['iam:tenant:iam:audit:read', ['audit log']],
    ['audit_logs:delete', ['audit log']],
    ['iam:user:impersonate', ['can impersonate']],
  ])('%s', (permission, expected) => expect(labels(permission)).toEqual(expected))

  it.each(['billing:invoice:read', 'iam:tenant:role:read', 'auditorium:book', 'an ordinary sentence about audit: nothing', ''])(
    '%s is ordinary',
    (permission) => expect(labels(permission)).toEqual([]),
  )

  it('is marked inside objects too', () => {
    expect(memberEscalations(['grants'], { resource: 'billing', action: '*' }).map((one) => one.label)).toContain('wildcard')
  })

  it('has a rule with a label of a few words and a reason that is a sentence', () => {
    for (const rule of permissionRules) {
      expect(rule.label.length).toBeLessThanOrEqual(16)
      expect(rule.reason).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe('a role or group gained', () => {
  it.each([
    ['billing-admin', ['admin role']],
    ['Owner', ['admin role']],
    ['Tenant Administrator', ['admin role']],
    ['viewer', []],
    ['badminton', []],
    ['administration-reader', []],
  ])('%s', (name, expected) => expect(memberEscalations(['roles'], name).map((one) => one.label)).toEqual(expected))

  it('groups are groups', () => expect(memberEscalations(['groups'], 'platform-admins').map((one) => one.label)).toEqual(['admin group']))
  it('people are not permissions', () => expect(memberEscalations(['members'], 'audit:admin*@acme.test')).toEqual([]))
})

describe('a field', () => {
  it('that makes an administrator', () => {
    expect(field('role', 'viewer', 'admin')).toEqual(['admin role'])
    expect(field('is_admin', false, true)).toEqual(['admin'])
    expect(field('role', 'admin', 'viewer')).toEqual([])
  })

  it('that weakens signing in', () => {
    expect(field('mfa_required', true, false)).toEqual(['weaker sign-in'])
    expect(field('mfa_required', false, true)).toEqual([])
    expect(field('mfa_enabled', undefined, false)).toEqual([])
  })

  it('of any other kind is ordinary', () => expect(field('description', 'a', 'admin')).toEqual([]))
})

describe('an entry', () => {
  const entry = {
    action: 'role_assign',
    actor: { email: 'ann@acme.test', id: 'u1' },
    resource: { type: 'role', name: 'viewer' },
    status: 'success',
  } as const
  const marks = (more: Partial<Parameters<typeof entryEscalations>[0]>): string[] =>
    entryEscalations({ ...entry, ...more }).map((one) => one.label)

  it('is a self-grant when giver and receiver are one', () => {
    expect(marks({ target: { email: 'Ann@acme.test' } })).toEqual(['self-grant'])
    expect(marks({ target: { id: 'u1' } })).toEqual(['self-grant'])
    expect(marks({ action: 'group_member_add', target: { email: 'ann@acme.test' } })).toEqual(['self-grant'])
    expect(marks({ target: { email: 'bob@acme.test' } })).toEqual([])
    expect(marks({ actor: { email: '' }, target: { email: '' } })).toEqual([])
    expect(marks({ action: 'role_revoke', target: { email: 'ann@acme.test' } })).toEqual([])
  })

  it('is a self-grant when the giver is in the group that receives, or holds the role that gains permissions', () => {
    const labelsOf = (...rest: [Parameters<typeof entryEscalations>[1], boolean]): string[] =>
      entryEscalations(entry, ...rest).map((one) => one.label)
    expect(labelsOf('in-receiving-group', false)).toEqual(['self-grant'])
    expect(labelsOf('holds-changed-role', true)).toEqual(['self-grant'])
    expect(labelsOf('holds-changed-role', false)).toEqual([])
    expect(labelsOf(null, true)).toEqual([])
  })

  it('gives an admin role or group', () => {
    expect(marks({ resource: { type: 'role', name: 'billing-admin' } })).toEqual(['admin role'])
    expect(marks({ action: 'group_member_add', resource: { type: 'group', name: 'platform-admins' } })).toEqual(['admin group'])
  })
})
