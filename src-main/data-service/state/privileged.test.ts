import { describe, expect, it } from 'vitest'
import { privileged } from './privileged.ts'

describe('what is privileged', () => {
  it('is by default whatever has a wildcard, gives access, reaches the audit log, or is called admin or owner', () => {
    const { name, permissions } = privileged(null)
    const may = [
      '*',
      'billing:*',
      'iam:tenant:role:assign',
      'IAM:Tenant:Role:Update',
      'iam:tenant:iam:audit:read',
      'iam:tenant:group:member:add',
      'iam:x:write',
    ]
    for (const each of may) expect(permissions([each]), each).toBe(true)
    for (const each of ['billing:invoice:read', 'iam:tenant:role:read', 'project:repository:write', ''])
      expect(permissions([each]), each).toBe(false)
    for (const each of ['Admin', 'Organisation owner', 'billing-admin', 'Super Administrators']) expect(name(each), each).toBe(true)
    for (const each of ['Badminton', 'Administration desk', 'Ownership reader', '']) expect(name(each), each).toBe(false)
  })

  it('is what falls under a pattern of one’s own, is it, or covers it; letter case does not matter', () => {
    const { name, permissions } = privileged(['billing:*:approve', 'Break glass*'])
    for (const each of ['billing:invoice:approve', 'BILLING:credit:APPROVE', 'billing:*', '*', 'billing:*:approve'])
      expect(permissions([each]), each).toBe(true)
    for (const each of ['billing:invoice:read', 'bill', 'iam:tenant:role:assign', 'project:*'])
      expect(permissions([each]), each).toBe(false)
    expect(name('break glass 2')).toBe(true)
    expect(name('Admin')).toBe(false)
  })

  it('is nothing where no pattern is given', () => {
    const { name, permissions } = privileged([])
    expect(permissions(['*'])).toBe(false)
    expect(name('Owner')).toBe(false)
  })
})
