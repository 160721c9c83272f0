import { describe, expect, it } from 'vitest'
import { actorRef, resourceRef, targetRef, valueRef } from './entity-ref.ts'

describe('what a text on screen means', () => {
  it('a user by email, whatever the tenant calls such accounts', () => {
    expect(actorRef({ email: 'a@x.test', id: 'usr_1' })).toMatchObject({
      filter: { field: 'actor', value: 'a@x.test' },
      subject: { type: 'user', value: 'a@x.test' },
    })
    expect(targetRef({ type: 'service_account', email: 'svc@x.test' })?.subject).toEqual({ type: 'user', value: 'svc@x.test' })
    expect(actorRef({ email: '' })).toBeNull()
  })

  it('a role or group by its id, and by its name where that is all there is', () => {
    expect(resourceRef({ type: 'role', id: 'rol_1', name: 'Billing' })).toMatchObject({
      text: 'Billing',
      filter: { field: 'resource.name', value: 'Billing' },
      subject: { type: 'role', value: 'rol_1' },
    })
    expect(targetRef({ type: 'group', id: 'grp_1', name: 'Ops' })).toMatchObject({ filter: { field: 'target', value: 'Ops' } })
    expect(resourceRef({ type: 'role' })).toBeNull()
  })

  it('values in changes: emails, addresses, names in lists of roles and groups, and nothing else', () => {
    const subjects = [
      valueRef('a@x.test'),
      valueRef('203.0.113.7'),
      valueRef('2001:db8::1'),
      valueRef('Billing', 'roles'),
      valueRef('Ops', 'member_groups'),
      valueRef('billing:invoice:read', 'permissions'),
      valueRef('12:30'),
    ].map((entity) => entity?.subject?.type ?? null)
    expect(subjects).toEqual(['user', 'ip', 'ip', 'role', 'group', null, null])
  })
})
