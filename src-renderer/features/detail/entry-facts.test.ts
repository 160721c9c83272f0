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

describe('the facts of an entry', () => {
  it('who, what, on what, to whom', () => {
    expect(lines({})).toEqual([
      'User | mara@acme.test | usr_1',
      'Action | role_assign | Role assigned to user or group',
      'Resource | role billing-admin | rol_1',
      'Target | jonas@acme.test | Jonas | usr_2',
    ])
  })

  it('each finds more of it', () => {
    expect(entryFacts(entry).map((fact) => fact.filter)).toEqual([
      { field: 'actor', value: 'mara@acme.test' },
      { field: 'action', value: 'role_assign' },
      { field: 'resource.name', value: 'billing-admin' },
      { field: 'target', value: 'jonas@acme.test' },
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
    expect(lines({ action: 'user_update', resource })).toHaveLength(3)
  })

  it('what is missing has no line, a missing user says so', () => {
    expect(lines({ actor: { email: '' }, resource: { type: '' }, target: {} })).toEqual([
      'User | not recorded',
      'Action | role_assign | Role assigned to user or group',
    ])
  })

  it('a missing action says so too', () => {
    expect(lines({ action: '', actionVerbatim: '' })[1]).toBe('Action | not recorded')
  })

  it('ids of the record', () => {
    expect(recordFacts(entry).map((fact) => fact.label)).toEqual(['Entry id', 'SHA-256'])
    expect(recordFacts({ ...entry, requestId: 'req_1' })[1]).toMatchObject({ filter: { field: 'request', value: 'req_1' } })
  })
})
