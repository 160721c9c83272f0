import { describe, expect, it } from 'vitest'
import { actorMention, resourceMention, targetMention, valueMention } from './entity-ref.ts'

describe('what a text on screen means', () => {
  it('a user by email, whatever the tenant calls such accounts', () => {
    expect(actorMention({ email: 'a@x.test', id: 'usr_1' })).toMatchObject({
      filter: { field: 'actor', value: 'a@x.test' },
      subject: { type: 'user', value: 'a@x.test' },
    })
    expect(targetMention({ type: 'service_account', email: 'svc@x.test' })?.subject).toEqual({ type: 'user', value: 'svc@x.test' })
    expect(actorMention({ email: '' })).toBeNull()
  })

  it('a role or group by its id, and by its name where that is all there is', () => {
    expect(resourceMention({ type: 'role', id: 'rol_1', name: 'Billing' })).toMatchObject({
      text: 'Billing',
      filter: { field: 'resource.name', value: 'Billing' },
      subject: { type: 'role', value: 'rol_1' },
    })
    expect(targetMention({ type: 'group', id: 'grp_1', name: 'Ops' })).toMatchObject({ filter: { field: 'target', value: 'Ops' } })
    expect(resourceMention({ type: 'role' })).toBeNull()
  })

  it('values in changes: emails, addresses, names in lists of roles and groups, and nothing else', () => {
    const subjects = [
      valueMention('a@x.test'),
      valueMention('203.0.113.7'),
      valueMention('2001:db8::1'),
      valueMention('Billing', 'roles'),
      valueMention('Ops', 'member_groups'),
      valueMention('billing:invoice:read', 'permissions'),
      valueMention('12:30'),
    ].map((mention) => mention?.subject?.type ?? null)
    expect(subjects).toEqual(['user', 'ip', 'ip', 'role', 'group', null, null])
  })
})
