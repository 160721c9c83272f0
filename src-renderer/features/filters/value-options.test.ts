import { knownActions } from '@contract/action.ts'
import { describe, expect, it } from 'vitest'
import { matchingOptions, preferredOption, valueOptions } from './value-options.ts'

const users = valueOptions('actor', [
  { value: 'svc-mara@acme.test', count: 90 },
  { value: 'mara.lindqvist@acme.test', label: 'Mara Lindqvist', count: 12 },
  { value: 'jonas.weber@acme.test', count: 5 },
])

describe('the values a combobox offers', () => {
  it('has every documented action in its group, described, and the others too', () => {
    const options = valueOptions('action', [
      { value: 'role_assign', count: 7 },
      { value: 'sso_enable', count: 2 },
    ])
    expect(options).toHaveLength(knownActions.size + 1)
    expect(options.find(({ value }) => value === 'role_assign')).toMatchObject({
      group: 'Role management',
      count: 7,
      note: 'Role assigned to user or group',
    })
    expect(options.find(({ value }) => value === 'user_invite')?.count).toBeNull()
    expect(options.at(-1)).toMatchObject({ value: 'sso_enable', group: 'Other' })
  })

  it('puts what begins with the typed letters first and offers a pattern last', () => {
    const found = matchingOptions(users, 'mara')
    expect(found.map(({ value }) => value)).toEqual(['mara.lindqvist@acme.test', 'svc-mara@acme.test', '*mara*'])
    expect(matchingOptions(users, 'Lindq')[0]?.value).toBe('mara.lindqvist@acme.test')
    expect(matchingOptions(users, '*@acme.test').at(-1)?.value).toBe('*@acme.test')
  })

  it('needs no pattern for a value that is there', () => {
    expect(matchingOptions(users, 'jonas.weber@acme.test')).toHaveLength(1)
  })

  it('takes the very value on Enter, else the first', () => {
    const options = valueOptions('action', [])
    expect(options[preferredOption(options, 'role_update')]?.value).toBe('role_update')
    expect(preferredOption(matchingOptions(users, 'mara'), 'mara')).toBe(0)
    expect(preferredOption(users, '')).toBe(-1)
    expect(preferredOption([], 'x')).toBe(-1)
  })
})
