import type { EntryRow } from '@contract/entry.ts'
import { describe, expect, it } from 'vitest'
import { actorParts, flagTexts, kindAndName, resourceParts } from './row-parts.ts'

const row: EntryRow = {
  key: 1,
  occurredAt: 0,
  actor: { email: 'mara.lindqvist@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', name: 'billing-admin' },
  status: 'success',
  flags: { bookmarked: false, noted: false, late: false, drifted: false, invalid: false, vanished: false },
  marks: 0,
}

describe('what a row says', () => {
  it('splits an email and falls back to name and id', () => {
    expect(actorParts({ email: 'mara.lindqvist@acme.test' })).toEqual({ strong: 'mara.lindqvist', faint: '@acme.test' })
    expect(actorParts({ email: '@acme.test' })).toEqual({ strong: '@acme.test', faint: '' })
    expect(actorParts({ email: '', name: 'Provisioner', id: 'u1' })).toEqual({ strong: 'Provisioner', faint: '' })
    expect(actorParts({ email: '' }).strong).toBe('—')
  })

  it('says whom a resource went to', () => {
    expect(resourceParts({ ...row, target: { email: 'p.novak@acme.test' } })).toEqual({
      strong: 'billing-admin',
      faint: '→ p.novak@acme.test',
    })
    expect(resourceParts({ ...row, target: { name: 'billing-admin' } }).faint).toBe('')
    expect(resourceParts({ ...row, resource: { type: 'role', id: 'rol_1' } }).strong).toBe('rol_1')
  })

  it('says a kind once, where the name begins with it', () => {
    const said = [
      ['certificate', 'certificate 1278'],
      ['role', 'Role: Ops'],
      ['role', 'roles'],
      ['', 'x'],
      ['role', ''],
      [undefined, 'x'],
    ] as const
    expect(said.map(([kind, name]) => kindAndName(kind, name))).toEqual(['certificate 1278', 'Role: Ops', 'role roles', 'x', 'role', 'x'])
  })

  it('says which permission was missing', () => {
    expect(resourceParts({ ...row, permission: 'iam:tenant:role:update' }).faint).toBe('iam:tenant:role:update')
  })

  it('names flags in words', () => {
    expect(flagTexts(row.flags)).toEqual([])
    expect(flagTexts({ ...row.flags, bookmarked: true, late: true })).toHaveLength(2)
  })
})
