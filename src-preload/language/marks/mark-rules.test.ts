import { describe, expect, it } from 'vitest'
import type { Json } from '@contract/exact-json.ts'
import { anyMark, bitOf, entryMarks, isMarkName, markInfo, markNames, marksIn, sequenceMarks } from '@contract/marks.ts'
import { entryMarkBits, entryRuleSet } from './entry-marks.ts'
import { deedMarks, fieldMarks, memberMarks, type Deed } from './mark-rules.ts'

const permission = (text: string): readonly string[] => memberMarks('permissions', text)
const field = (name: string, before: Json | undefined, after: Json): readonly string[] =>
  fieldMarks(name, before === undefined ? 'absent' : 'other', after)

describe('a permission gained', () => {
  it.each([
    ['billing:invoice:*', ['wildcard']],
    ['billing:*', ['wildcard']],
    ['*', ['everything', 'wildcard']],
    ['*:*', ['everything', 'wildcard']],
    ['iam:tenant:role:assign', ['can-grant-roles']],
    ['iam:tenant:role:*', ['can-grant-roles', 'wildcard']],
    ['iam:*', ['can-grant-roles', 'wildcard']],
    ['iam:tenant:*', ['can-grant-roles', 'wildcard']],
    ['*:write', ['write-to-all', 'write-scope', 'wildcard']],
    ['deploy:*:write', ['write-to-all', 'write-scope', 'wildcard']],
    ['billing:export:write', ['write-scope']],
    ['write', ['write-scope']],
    ['billing:admin', ['admin-scope']],
    ['iam:tenant:iam:audit:read', ['audit-log']],
    ['audit_logs:delete', ['audit-log']],
    ['iam:user:impersonate', ['can-impersonate']],
  ])('%s', (text, expected) => expect(permission(text)).toEqual(expected))

  it.each(['billing:invoice:read', 'iam:tenant:role:read', 'auditorium:book', 'an ordinary sentence about audit: nothing', ''])(
    '%s is ordinary',
    (text) => expect(permission(text)).toEqual([]),
  )

  it('is marked inside objects too', () => {
    expect(memberMarks('grants', { resource: 'billing', action: '*' })).toContain('wildcard')
  })
})

describe('a role or group gained', () => {
  it.each([
    ['billing-admin', ['admin-role']],
    ['Owner', ['admin-role']],
    ['Tenant Administrator', ['admin-role']],
    ['viewer', []],
    ['badminton', []],
    ['administration-reader', []],
  ])('%s', (name, expected) => expect(memberMarks('roles', name)).toEqual(expected))

  it('groups are groups', () => expect(memberMarks('groups', 'platform-admins')).toEqual(['admin-group']))
  it('people are not permissions', () => expect(memberMarks('members', 'audit:admin*@acme.test')).toEqual([]))
})

describe('a field', () => {
  it('that makes an administrator', () => {
    expect(field('role', 'viewer', 'admin')).toEqual(['admin-role'])
    expect(field('is_admin', false, true)).toEqual(['admin'])
    expect(field('role', 'admin', 'viewer')).toEqual([])
  })

  it('that weakens signing in', () => {
    expect(field('mfa_required', true, false)).toEqual(['weaker-sign-in'])
    expect(field('mfa_required', false, true)).toEqual([])
    expect(field('mfa_enabled', undefined, false)).toEqual([])
  })

  it('of any other kind is ordinary', () => expect(field('description', 'a', 'admin')).toEqual([]))
})

describe('an entry', () => {
  const entry: Deed = { action: 'role_assign', actor: { email: 'ann@acme.test', id: 'u1' }, resource: { type: 'role', name: 'viewer' } }
  const marks = (more: Partial<Deed>): string[] => deedMarks({ ...entry, ...more }).map(({ mark }) => mark)

  it('is a self-grant when giver and receiver are one', () => {
    expect(marks({ target: { email: 'Ann@acme.test' } })).toEqual(['self-grant'])
    expect(marks({ target: { id: 'u1' } })).toEqual(['self-grant'])
    expect(marks({ target: { type: 'user', id: 'u1' } })).toEqual(['self-grant'])
    expect(marks({ target: { type: 'group', id: 'u1' } })).toEqual([])
    expect(marks({ action: 'group_member_add', target: { email: 'ann@acme.test' } })).toEqual(['self-grant'])
    expect(marks({ target: { email: 'bob@acme.test' } })).toEqual([])
    expect(marks({ actor: { email: '' }, target: { email: '' } })).toEqual([])
    expect(marks({ action: 'role_revoke', target: { email: 'ann@acme.test' } })).toEqual([])
  })

  it('gives an admin role or group, and says which whatever its name holds', () => {
    expect(marks({ resource: { type: 'role', name: 'billing-admin' } })).toEqual(['admin-role'])
    expect(marks({ action: 'group_member_add', resource: { type: 'group', name: 'platform-admins' } })).toEqual(['admin-group'])
    expect(deedMarks({ ...entry, resource: { type: 'role', name: '$& admin $1' } })[0]?.reason).toContain('admin rights: $& admin $1.')
  })

  it('has the marks of all that its changes gained, at any depth and behind any number of others', () => {
    const many = Object.fromEntries(Array.from({ length: 25_000 }, (_, i) => [`f${i}`, i]))
    let deep: Json = { permissions: ['*'] }
    for (let level = 0; level < 60; level++) deep = { inside: deep }
    const bits = entryMarkBits({ ...entry, action: 'role_update', changes: { before: {}, after: { ...many, deep, is_admin: true } } })
    expect(marksIn(bits)).toEqual(['everything', 'admin', 'wildcard'])
  })
})

describe('the registry', () => {
  it('names each mark in a few words and says why in a sentence', () => {
    for (const name of markNames) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
      expect(markInfo(name).title.length).toBeLessThanOrEqual(20)
      expect(markInfo(name).reason).toMatch(/^[A-Z].*\.$/)
      expect(marksIn(bitOf(name))).toEqual([name])
      expect(isMarkName(name)).toBe(true)
    }
    expect(isMarkName('toString')).toBe(false)
  })

  it('has room for its marks in one number without a sign', () => {
    expect(entryMarks & sequenceMarks).toBe(0)
    expect(entryMarks | sequenceMarks).toBe(anyMark)
    expect(anyMark).toBeGreaterThan(0)
  })

  it('has a rule set that every mark of entries takes part in', () => {
    const probed = entryRuleSet.slice(0, -1).reduce((bits, line) => (/^\d+$/.test(line) ? bits | Number(line) : bits), 0)
    expect(marksIn(entryMarks & ~probed)).toEqual([])
  })
})
