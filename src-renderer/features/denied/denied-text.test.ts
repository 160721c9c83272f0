import { expect, it } from 'vitest'
import type { DeniedLine } from '@contract/denied.ts'
import { marksOf } from './denied-marks.ts'
import { causeSentence, clipboardText, useText } from './denied-text.ts'
import { reviewText } from './review-text.ts'

const of = { user: 'ada@acme.test', permission: 'iam:role:read', count: 2, allowedCount: 1, lostRole: null, grants: [] }
const grant = { entry: 'g', at: 5, by: 'ada@acme.test', soon: true, toSelf: false, uses: [], used: 0 }
const line: DeniedLine = {
  ...of, first: 0, last: 1, everHeld: null, rolesWithIt: ['A'], cause: 'unknown', grantedAfter: null, takenBy: null, entries: ['e1', 'e2'], times: [0, 1],
  addresses: [], places: 0, ownRoles: [], roleCount: 0, today: { holds: null, everHeld: null, rolesWithIt: [] }, allowed: [], allowedCount: 0,
  bursts: [], burstCount: 0, probing: [], probingCount: 0, grantCount: 0, review: null, reviewable: 2,
} // prettier-ignore

it('every cause is a sentence about the user and the permission, and what the log cannot tell is said', () => {
  for (const cause of ['never-held', 'lost', 'role-lost-it', 'inconsistent', 'unknown'] as const) {
    expect(causeSentence({ ...of, cause })).toContain('ada@acme.test')
    expect(causeSentence({ ...of, cause })).toContain('iam:role:read')
  }
  expect(causeSentence({ ...of, permission: '', cause: 'unknown' })).toContain('do not say which permission')
})
it('the role that was lost and what was granted afterwards are in the sentence', () => {
  const told = causeSentence({ ...of, cause: 'lost', lostRole: 'Clerk', grants: [grant] }, (ms) => `day ${ms}`)
  expect(told).toContain('by the role Clerk')
  expect(told).toContain('It was granted on day 5.')
})
it('what stands out is a mark, the gravest first, and what was not used is not said to be', () => {
  const words = (more: Partial<DeniedLine>): string[] => marksOf({ ...line, ...more }).map(({ id }) => id)
  expect(words({})).toEqual([])
  expect(words({ burstCount: 1, probingCount: 2, allowedCount: 1 })).toEqual(['probing', 'burst', 'allowed'])
  expect(words({ grants: [grant] })).toEqual(['granted'])
  expect(words({ grants: [{ ...grant, soon: false, toSelf: true, used: 3 }] })).toEqual([])
  expect(words({ grants: [{ ...grant, toSelf: true, used: 1 }] })).toEqual(['to-self', 'used'])
  expect(useText({ used: 0 })).toContain('the log cannot tell')
})
it('a review says what was decided, and what is new since', () => {
  const review = { id: 1, ...of, decision: 'expected' as const, note: '', through: 1, checks: 2, author: 'i', createdAt: 0, changedAt: 0 }
  expect(reviewText({ review: null })).toBe('')
  expect(reviewText({ review: { ...review, fresh: 0 } })).toBe('Expected')
  expect(reviewText({ review: { ...review, fresh: 3 } })).toBe('3 new, was Expected')
})
it('a copied line is one row with all of its entries', () => {
  const [titles = '', row = ''] = clipboardText(line, 'UTC').text.split('\n')
  expect(row.split('\t')).toHaveLength(titles.split('\t').length)
  expect(row).toContain('e1 e2')
})
