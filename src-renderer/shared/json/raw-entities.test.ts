import { describe, expect, it } from 'vitest'
import { jsonLines } from './json-text.ts'
import { rawEntityRefs } from './raw-entities.ts'

const entry = {
  actor: { email: 'mara@acme.test', id: 'usr_1', name: 'Mara' },
  resource: { type: 'role', id: 'rol_7', name: 'Billing "admin"' },
  target: { type: 'user', email: 'bob@acme.test' },
  ip: '203.0.113.7',
}
const raw = JSON.stringify({
  actor: { email: 'mara@acme.test', id: 'usr_1' },
  resource: { type: 'role', name: 'Billing "admin"' },
  target: [{ email: 'bob@acme.test' }],
  ip: '203.0.113.7',
  changes: { after: { roles: ['Viewer', 'Editor'], members: ['eve@acme.test'], description: 'Viewer', empty: '' } },
  count: 3,
})

describe('what the lines of an entry as received mean', () => {
  it('knows those the entry is about, and what values say by themselves', () => {
    const found = rawEntityRefs([...jsonLines(raw)], entry).flatMap((entity) =>
      entity ? [[entity.kind, entity.text, entity.filter.field]] : [],
    )
    expect(found).toEqual([
      ['user', 'mara@acme.test', 'actor'],
      // By whichever of its names somebody stands there, it is the one the entry names.
      ['user', 'mara@acme.test', 'actor'],
      ['role', 'Billing "admin"', 'resource.name'],
      ['user', 'bob@acme.test', 'target'],
      ['IP address', '203.0.113.7', 'ip'],
      ['role', 'Viewer', null],
      ['role', 'Editor', null],
      ['user', 'eve@acme.test', null],
    ])
  })

  it('knows nothing of what is no JSON', () => {
    expect(rawEntityRefs([...jsonLines('<html>mara@acme.test')], entry)).toEqual([null])
  })
})
