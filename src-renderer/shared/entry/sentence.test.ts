import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownActions } from '@contract/action.ts'
import { status } from '@contract/entry.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { diffValues } from '../diff/diff-model.ts'
import { entrySentence } from './sentence.ts'

type Subject = Parameters<typeof entrySentence>[0]
const mara = { email: 'mara@acme.test', name: 'Mara Lindqvist', id: 'usr_1' }
const jonas = { type: 'user', email: 'jonas@acme.test', name: 'Jonas Weber' }
const role = { type: 'role', id: 'rol_1', name: 'billing-admin' }
const group = { type: 'group', name: 'finance-ops' }
const say = (entry: Partial<Subject> & { action: string }, before?: unknown, after?: unknown): string =>
  entrySentence(
    { actor: mara, actionVerbatim: entry.action, resource: role, status: 'success', ...entry },
    before === undefined && after === undefined ? null : diffValues(before, after),
  )

describe('the sentence', () => {
  it.each<[string, Partial<Subject>, string]>([
    ['user_invite', { resource: { type: 'user', name: 'p.novak@acme.test' } }, 'Mara Lindqvist invited user p.novak@acme.test'],
    ['user_invite', { resource: { type: 'user', name: 'jonas@acme.test' }, target: jonas }, 'Mara Lindqvist invited Jonas Weber'],
    ['user_remove', { resource: { type: 'user', name: 'old@acme.test' } }, 'Mara Lindqvist removed user old@acme.test'],
    ['user_update', { resource: { type: 'user', name: 'l@acme.test' } }, 'Mara Lindqvist changed user l@acme.test'],
    ['role_create', {}, 'Mara Lindqvist created role billing-admin'],
    ['role_update', {}, 'Mara Lindqvist changed role billing-admin'],
    ['role_delete', {}, 'Mara Lindqvist deleted role billing-admin'],
    ['role_assign', { target: jonas }, 'Mara Lindqvist gave role billing-admin to Jonas Weber'],
    ['role_assign', {}, 'Mara Lindqvist assigned role billing-admin'],
    ['role_assign', { target: { email: 'mara@acme.test' } }, 'Mara Lindqvist gave role billing-admin to themselves'],
    ['role_revoke', { target: jonas }, 'Mara Lindqvist took role billing-admin from Jonas Weber'],
    ['group_create', { resource: group }, 'Mara Lindqvist created group finance-ops'],
    ['group_update', { resource: group }, 'Mara Lindqvist changed group finance-ops'],
    ['group_delete', { resource: group }, 'Mara Lindqvist deleted group finance-ops'],
    ['group_member_add', { resource: group, target: jonas }, 'Mara Lindqvist added Jonas Weber to group finance-ops'],
    ['group_member_remove', { resource: group }, 'Mara Lindqvist removed a member from group finance-ops'],
  ])('%s', (action, more, expected) => expect(say({ action, ...more })).toBe(expected))

  it('knows every action that the documentation names', () => {
    for (const action of knownActions.keys()) expect(say({ action })).not.toContain('performed')
  })

  it('says what of it changed', () => {
    const action = 'role_update'
    expect(say({ action }, { permissions: ['a'], description: 'x' }, { permissions: ['b'], description: 'y' })).toBe(
      'Mara Lindqvist changed the permissions of role billing-admin',
    )
    expect(say({ action }, { description: 'x' }, { description: 'y' })).toBe('Mara Lindqvist changed the description of role billing-admin')
    expect(say({ action }, { name: 'x', display_name: 1 }, { name: 'y', display_name: 2 })).toBe(
      'Mara Lindqvist changed the display name and name of role billing-admin',
    )
    expect(say({ action }, { a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 2 })).toBe('Mara Lindqvist changed role billing-admin')
    expect(say({ action }, { 'a\u202e': 1 }, { 'a\u202e': 2 })).toBe('Mara Lindqvist changed role billing-admin')
  })

  it('says how it ended', () => {
    const action = 'role_assign'
    expect(say({ action, target: jonas, status: 'failed' })).toBe(
      'Mara Lindqvist tried and failed to give role billing-admin to Jonas Weber',
    )
    expect(say({ action, target: jonas, status: 'failed', reason: { code: 'permission_denied' } })).toBe(
      'Mara Lindqvist was not allowed to give role billing-admin to Jonas Weber',
    )
    expect(say({ action, status: 'unknown' })).toBe(
      'Mara Lindqvist tried to assign role billing-admin; the log does not say whether it succeeded',
    )
  })

  it('tells what was denied', () => {
    const action = 'permission_check'
    expect(say({ action, status: 'failed', reason: { permission: 'iam:tenant:role:assign' } })).toBe(
      'Mara Lindqvist was denied iam:tenant:role:assign on role billing-admin',
    )
    expect(say({ action, status: 'failed' })).toBe('Mara Lindqvist was denied access on role billing-admin')
    expect(say({ action, status: 'success' })).toBe('Mara Lindqvist was allowed access on role billing-admin')
  })

  it('shows an unknown action verbatim', () => {
    expect(
      say({ action: 'tenant_settings_update', actionVerbatim: 'Tenant.SettingsUpdate', resource: { type: 'tenant', name: 'Acme' } }),
    ).toBe('Mara Lindqvist performed Tenant.SettingsUpdate on tenant Acme')
    expect(say({ action: 'constructor' })).toBe('Mara Lindqvist performed constructor on role billing-admin')
  })

  it('takes what is known when names are missing', () => {
    expect(say({ action: 'role_delete', actor: { email: '' }, resource: { type: 'role' } })).toBe('Someone deleted a role')
    expect(say({ action: 'role_delete', actor: { email: 'a@b' }, resource: { type: '', id: 'rol_9' } })).toBe('a@b deleted rol_9')
    expect(say({ action: '', resource: { type: '' } })).toBe('Mara Lindqvist performed an action on something')
  })

  it('says so when nothing of the entry could be read', () => {
    expect(say({ action: '', parseError: 'not an object' })).toBe('An entry that does not have the expected format')
  })

  it('stays a sentence, whatever the names', () => {
    const text = fc.string({ unit: codePoint, maxLength: 300 })
    const optional = fc.option(text, { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom(...knownActions.keys(), 'other'),
        fc.constantFrom(...status.options),
        text,
        optional,
        optional,
        (action, outcome, email, name, id) => {
          const sentence = say({
            action,
            status: outcome,
            actor: { email, ...(name ? { name } : {}) },
            resource: { type: 'role', ...(id ? { id } : {}) },
            target: { email, ...(name ? { name } : {}) },
          })
          expect(sentence.length).toBeLessThan(460)
          expect(sentence).not.toMatch(/undefined|\[object/)
        },
      ),
    )
  })
})
