import { expect, it } from 'vitest'
import type { ContinuityFinding } from '@contract/access.ts'
import { findingText } from './finding-text.ts'

const finding = (more: Partial<ContinuityFinding>): ContinuityFinding => ({
  test: 'C3', subject: { type: 'role', id: 'r1', name: 'Billing' }, aspect: 'permissions', from: 1, to: 2, entries: ['a', 'b'], ...more,
}) // prettier-ignore
const moment = (ms: number): string => `T${ms}`

it('says what is wrong, with what, and when', () => {
  expect(findingText(finding({}), moment)).toEqual({
    what: 'What an entry says of the permissions of role Billing before it is not what the entry before it left: one between them is missing or was altered, or the source writes none for such a change.',
    when: 'between T1 and T2',
  })
})
it('a subject without a name goes by its id, and a time that nobody knows is said to be unknown', () => {
  const { what, when } = findingText(
    finding({ test: 'C4', subject: { type: 'service_account', id: 's1', name: null }, from: null }),
    moment,
  )
  expect(what).toContain('service account s1')
  expect(when).toBe('between an unknown time and T2')
})
it('tells a changed text from a copy', () => {
  const { what: changed } = findingText(finding({ test: 'C6', aspect: 'text' }), moment)
  const { what: copied } = findingText(finding({ test: 'C6', aspect: 'entry' }), moment)
  expect(changed).toContain('another text')
  expect(copied).toContain('may be a copy')
})
