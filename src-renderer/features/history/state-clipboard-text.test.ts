import { expect, it } from 'vitest'
import { stateClipboardText } from './state-clipboard-text.ts'

it('a copied state is lines of text that say when, who holds it, and what the log does not prove', () => {
  const text = stateClipboardText({
    subject: { type: 'role', value: 'rol_1' },
    name: 'Billing admin',
    at: Date.UTC(2026, 2, 31),
    zone: 'UTC',
    state: {
      exists: false,
      fields: [{ name: 'name', json: '"Billing admin"' }],
      lists: [{ name: 'holders', members: [{ type: 'user', value: 'ann@acme.test', id: 'u1' }], complete: false, count: null }],
      doubts: [{ kind: 'unknown-time', aspects: ['holders'], from: null, to: null, key: 1, previous: null, gap: null }],
      last: 3,
    },
  })
  expect(text.split('\n')).toEqual([
    'State of role Billing admin, as of 31 March 2026, 00:00:00.000 UTC',
    'It had been removed.',
    'Name: Billing admin',
    'Held by (at least 1)',
    '\tann@acme.test\tu1',
    'Not proved by the log',
    expect.stringContaining('\tThe time of an entry cannot be read'),
    '',
  ])
})
