import { describe, expect, it } from 'vitest'
import { doubtKind, type Doubt } from '@contract/history.ts'
import { doubtText, effectText, listCount, partTitle } from './history-text.ts'

const doubt: Doubt = { kind: 'gap', aspects: ['permissions'], from: 0, to: 86_400_000, key: 1, previous: null, gap: null }
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
      'came into being',
      'member count changed',
      'given to ann@acme.test',
      'ann@acme.test left',
      'received Billing',
    ])
    expect(['holders', 'member_count', 'öd'].map(partTitle)).toEqual(['Held by', 'Member count', 'öd'])
  })

  it('never count as known what is not', () => {
    const list = { name: 'members', members: [member] } as const
    expect(listCount({ ...list, members: [member], complete: true, count: 1 })).toBe('1')
    expect(listCount({ ...list, members: [member], complete: false, count: 40 })).toBe('1 of 40 are known')
    expect(listCount({ ...list, members: [member], complete: false, count: null })).toBe('at least 1')
  })

  it('say of every doubt what is in doubt', () => {
    for (const kind of doubtKind.options) expect(doubtText({ ...doubt, kind }, 'UTC')).toContain('permissions')
    expect(doubtText({ ...doubt, gap: { from: null, to: 0 } }, 'UTC')).toContain('Nothing before 1 January 1970')
    expect(doubtText({ ...doubt, kind: 'contradiction', previous: 4 }, 'UTC')).toContain('2 January 1970')
  })
})
