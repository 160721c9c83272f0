import { describe, expect, it } from 'vitest'
import { effectText } from './history-text.ts'

const member = { type: 'user', value: 'ann@acme.test' }

describe('words for a history', () => {
  it('say what an entry did', () => {
    const effects = [
      { kind: 'created', part: '' },
      { kind: 'field', part: 'member_count' },
      { kind: 'add', part: 'holders', member },
      { kind: 'remove', part: 'members', member },
      { kind: 'add', part: 'roles', member: { type: 'role', value: 'Billing' } },
    ] as const
    expect(effects.map(effectText)).toEqual([
      'created',
      'member count changed',
      'given to ann@acme.test',
      'ann@acme.test left',
      'received Billing',
    ])
  })
})
