import type { EntryRow } from '@contract/entry.ts'
import { describe, expect, it } from 'vitest'
import { needsOf } from './column-needs.ts'

const row = (ip: string): EntryRow =>
  ({
    actor: { email: 'mara.lindqvist@acme.test' },
    action: 'role_assign',
    resource: { name: 'billing-admin' },
    status: 'success',
    ip,
  }) as EntryRow

describe('what columns need', () => {
  it('is room for the longest text of the columns that share, and for an icon before it', () => {
    const needs = needsOf([row('198.18.0.9'), row('2001:db8:24c3:0:1c2f:77ff:fe10:51a3')], ['time', 'action', 'status', 'ip'], {})
    expect(Object.keys(needs)).toEqual(['action', 'ip'])
    expect(needs.ip).toBeGreaterThan(36 * 7.2)
    expect(needs.action).toBeGreaterThan('role_assign'.length * 7 + 22)
  })

  it('never becomes less', () => {
    const before = needsOf([row('2001:db8::51a3')], ['ip'], {})
    expect(needsOf([row('10.0.0.1')], ['ip'], before)).toEqual(before)
    expect(needsOf([], ['ip'], before)).toEqual(before)
  })
})
