import { describe, expect, it } from 'vitest'
import { shownTenant } from './shown-tenant.ts'

const [a, b] = ['aaaaaaaa11111111', 'bbbbbbbb22222222']
const shown = (file: Record<string, unknown>) => shownTenant({ get: (key) => file[key] })

describe('the tenant that will be shown', () => {
  it('is the one that was chosen, else the first', () => {
    expect(shown({ tenants: [{ id: a }, { id: b }], settings: { currentTenant: b } })).toBe(b)
    expect(shown({ tenants: [{ id: a }, { id: b }], settings: { currentTenant: 'erased00' } })).toBe(a)
    expect(shown({ tenants: [{ id: a }] })).toBe(a)
  })

  it('is none in a file that names none, or not as ours does', () => {
    expect(shown({})).toBeNull()
    expect(shown({ tenants: 'all', settings: [] })).toBeNull()
    expect(shown({ tenants: [null, { id: '../../etc' }, { id: 7 }], settings: { currentTenant: '../../etc' } })).toBeNull()
  })
})
