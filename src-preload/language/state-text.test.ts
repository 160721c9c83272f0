import { describe, expect, it } from 'vitest'
import { doubtKind, type Doubt, type SubjectState } from '@contract/history.ts'
import { doubtText, existenceText, listCount, partTitle, stateParts } from './state-text.ts'

const doubt: Doubt = { kind: 'gap', aspects: ['permissions'], from: 0, to: 86_400_000, key: 1, previous: null, gap: null }
const member = { type: 'user', value: 'ann@acme.test' }
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

describe('words for a state', () => {
  it('name its parts', () => {
    expect(['holders', 'member_count', 'öd'].map(partTitle)).toEqual(['Held by', 'Member count', 'öd'])
  })

  it('never count as known what is not', () => {
    const list = { name: 'members', members: [member] } as const
    expect(listCount({ ...list, members: [member], complete: true, count: 1 })).toBe('1')
    expect(listCount({ ...list, members: [member], complete: false, count: 40 })).toBe('1 of 40 are known')
    expect(listCount({ ...list, members: [member], complete: false, count: null })).toBe('at least 1')
  })

  it('say of every doubt what is in doubt', () => {
    for (const kind of doubtKind.options) expect(doubtText({ ...doubt, kind }, day)).toContain('permissions')
    expect(doubtText({ ...doubt, gap: { from: null, to: 0 } }, day)).toContain('Nothing before 1970-01-01')
    expect(doubtText({ ...doubt, kind: 'contradiction', previous: 4 }, day)).toContain('1970-01-02')
  })

  it('hold everything that the log says of it, numbers as they were written and nothing cut', () => {
    const state: SubjectState = {
      exists: true,
      fields: [
        { name: 'name', json: '"Billing"' },
        { name: 'quota', json: '1.50' },
        { name: 'permissions', json: '["b:read","a:read"]' },
        { name: 'settings', json: `{"x":"${'y'.repeat(30_000)}"}` },
      ],
      lists: [{ name: 'holders', members: [{ ...member, id: 'u1' }], complete: false, count: 3 }],
      doubts: [],
      last: 4,
    }
    const parts = stateParts(state)
    expect(parts.map(({ title, count }) => [title, count])).toEqual([
      ['Name', null],
      ['Quota', null],
      ['Permissions', '2'],
      ['Settings', null],
      ['Held by', '1 of 3 are known'],
    ])
    expect(parts[1]?.values[0]?.text).toBe('1.50')
    expect(parts[2]?.values.map(({ text }) => text)).toEqual(['a:read', 'b:read'])
    expect(parts[3]?.values[0]?.text).toHaveLength(30_008)
    expect(parts[4]?.values).toEqual([{ text: 'ann@acme.test', type: 'user', id: 'u1' }])
  })

  it('say whether it was there', () => {
    expect([true, false, null].map((exists) => existenceText({ exists, last: 1 }))).toEqual([
      '',
      'It had been removed.',
      'The log does not tell whether it existed.',
    ])
    expect(existenceText({ exists: false, last: null })).toBe('It did not exist yet.')
  })
})
