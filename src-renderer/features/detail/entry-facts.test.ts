import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '@contract/entry.ts'
import { entryFacts, recordFacts } from './entry-facts.ts'

const entry: AuditEntry = {
  id: 'evt_1',
  occurredAt: 0,
  timestamp: '1970-01-01T00:00:00Z',
  actor: { email: 'mara@acme.test', name: 'Mara', id: 'usr_1' },
  action: 'role_assign',
  actionVerbatim: 'role_assign',
  resource: { type: 'role', id: 'rol_1', name: 'billing-admin' },
  target: { type: 'user', id: 'usr_2', email: 'jonas@acme.test', name: 'Jonas' },
  status: 'success',
  raw: '{}',
  sha256: 'ab',
}
const lines = (more: Partial<AuditEntry>): string[] =>
  entryFacts({ ...entry, ...more }).map(({ label, value, note, id }) => [label, value, note, id].filter(Boolean).join(' | '))

/** Lines that are there in any case. */
const always = ['Status', 'IP address | not recorded', 'User agent | not recorded']

describe('the facts of an entry', () => {
  it('who, what, on what, to whom', () => {
    expect(lines({})).toEqual([
      'User | mara@acme.test | usr_1',
      'Action | role_assign | Role assigned to user or group',
      'Resource | role billing-admin | rol_1',
      'Target | jonas@acme.test | Jonas | usr_2',
      ...always,
    ])
  })

  it('each finds more of it', () => {
    const more = { reason: { permission: 'iam:x' }, ip: '203.0.113.7', userAgent: 'curl/8.9.1', requestId: 'req_1' }
    expect(entryFacts({ ...entry, ...more }).map((fact) => fact.filter)).toEqual([
      { field: 'actor', value: 'mara@acme.test' },
      { field: 'action', value: 'role_assign' },
      { field: 'resource.name', value: 'billing-admin' },
      { field: 'target', value: 'jonas@acme.test' },
      undefined,
      { field: 'permission', value: 'iam:x' },
      { field: 'ip', value: '203.0.113.7' },
      { field: 'agent', value: 'curl/8.9.1' },
    ])
  })

  it('the tenant’s spelling where it is another', () => {
    expect(lines({ actionVerbatim: 'role_assigned' })[1]).toBe(
      'Action | role_assign | Role assigned to user or group, sent as role_assigned',
    )
    expect(lines({ action: 'x.y', actionVerbatim: 'x.y' })[1]).toBe('Action | x.y | an action the documentation does not name')
  })

  it('a target that is the resource only once', () => {
    const resource = { type: 'user', id: 'usr_2', name: 'jonas@acme.test' }
    expect(lines({ action: 'user_update', resource })).toHaveLength(3 + always.length)
  })

  it('what is missing has no line, but for a user, an address and an agent', () => {
    expect(lines({ actor: { email: '' }, resource: { type: '' }, target: {} })).toEqual([
      'User | not recorded',
      'Action | role_assign | Role assigned to user or group',
      ...always,
    ])
  })

  it('why it failed', () => {
    const reason = { code: 'denied', message: 'not allowed', permission: 'iam:x' }
    expect(lines({ status: 'failed', reason }).slice(4, 6)).toEqual(['Status | not allowed · denied', 'Permission | iam:x'])
  })

  it('a missing action says so too', () => {
    expect(lines({ action: '', actionVerbatim: '' })[1]).toBe('Action | not recorded')
  })

  it('ids of the record', () => {
    expect(recordFacts(entry).map((fact) => fact.label)).toEqual(['Entry id', 'SHA-256'])
    expect(recordFacts({ ...entry, requestId: 'req_1' })[1]).toMatchObject({ filter: { field: 'request', value: 'req_1' } })
  })
})
