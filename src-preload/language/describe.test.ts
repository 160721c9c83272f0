import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describe as describeFilter } from './describe.ts'
import { parse } from './parse.ts'
import { anyFilter } from './testing/arbitrary.ts'

describe('describe', () => {
  it.each([
    ['', 'All entries'],
    ['-()', 'No entries'],
    ['alice', 'Entries where "alice" appears in the user, target or resource'],
    ['action:role_assign status:failed', 'Entries where the action is role_assign and the status is failed'],
    [
      'action:(a OR b) -actor:bob@acme.test last:30d',
      'Entries where the action is a or b, the user is not bob@acme.test and the time is in the last 30 days',
    ],
    ['action:role_* -agent:curl', 'Entries where the action matches role_* and the user agent does not contain curl'],
    ['after:2026-01-01 before:2026-02-01T10:00Z', 'Entries where the time is 2026-01-01 or later and the time is before 2026-02-01T10:00Z'],
    [
      'user:bob role:"Billing admin" -group:x',
      'Entries where it was done by or to the user bob, it is about the role "Billing admin" and it is not about the group x',
    ],
    ['on:2026-03', 'Entries where the time is in March 2026'],
    [
      '-on:2026-01-05 on:(2026-Q1 OR 2025-W01)',
      'Entries where the time is not on 2026-01-05 and the time is in Q1 2026 or in week 1 of 2025',
    ],
    ['after:2026-03 before:2026', 'Entries where the time is March 2026 or later and the time is before 2026'],
    ['added:iam:* -removed:x changed:name', 'Entries where it added iam:*, it did not remove x and it changed name'],
    ['has:note -is:late', 'Entries where it has note and it is not late'],
    ['action:a OR (ip:10.0.0.1 -x)', 'Entries where the action is a or (the IP address is 10.0.0.1 and "x" does not appear in the user, target or resource)'], // prettier-ignore
    ['-(a b) c', 'Entries where not ("a" appears in the user, target or resource and "b" appears in the user, target or resource) and "c" appears in the user, target or resource'], // prettier-ignore
    ['actor:"" last:1h', 'Entries where the user is empty and the time is in the last hour'],
  ])('%s', (text, expected) => {
    const parsed = parse(text)
    expect(parsed.ok && describeFilter(parsed.filter)).toBe(expected)
  })

  it('is one line that shows every character', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(describeFilter(filter)).toMatch(/^(All entries|No entries|Entries where [^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+)$/u)
      }),
    )
  })
})
