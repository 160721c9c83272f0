import { expect, it } from 'vitest'
import { causeSentence, clipboardText, rolesText } from './denied-text.ts'

const of = { user: 'ada@acme.test', permission: 'iam:role:read' }

it('every cause is a sentence about the user and the permission, and what the log cannot tell is said', () => {
  for (const cause of ['never-held', 'lost', 'role-lost-it', 'inconsistent', 'unknown'] as const) {
    expect(causeSentence({ ...of, cause })).toContain('ada@acme.test')
    expect(causeSentence({ ...of, cause })).toContain('iam:role:read')
  }
  expect(causeSentence({ ...of, permission: '', cause: 'unknown' })).toContain('do not say which permission')
})
it('roles beyond the first are counted', () => {
  expect(rolesText([])).toBe('no role that the log tells of')
  expect(rolesText(['A', 'B', 'C', 'D'])).toBe('A, B and 2 more')
})
it('a copied line is one row with all of its entries', () => {
  const line = {
    ...of, count: 2, first: 0, last: 1, everHeld: null, rolesWithIt: ['A'], cause: 'unknown' as const, grantedAfter: null, takenBy: null, entries: ['e1', 'e2'], times: [0, 1],
  } // prettier-ignore
  const [titles = '', row = ''] = clipboardText(line, 'UTC').text.split('\n')
  expect(row.split('\t')).toHaveLength(titles.split('\t').length)
  expect(row).toContain('e1 e2')
})
