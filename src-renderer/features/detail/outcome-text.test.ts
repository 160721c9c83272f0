import { describe, expect, it } from 'vitest'
import { havingNotes, heldNotes, heldText, reasonsText } from './outcome-text.ts'

const denial = { kind: 'denial' as const, permission: 'a:read', roles: [], groups: [], complete: true, doubts: [], having: [], moreHaving: 0, untold: 0, unproved: [] } // prettier-ignore

describe('what became of an entry, in words', () => {
  it('says until when it is still held, and that it is undetermined where the log has a hole', () => {
    expect(heldText({ doubts: [], until: 5 }, String)).toBe('Still held at 5, the end of what was fetched, according to the log.')
    expect(heldText({ doubts: ['gap', 'unknown-status'], until: 5 }, String)).toBe(
      'No entry ends it. Whether it is still held is undetermined: not all of that time was fetched, and an entry does not say whether it succeeded.',
    )
    expect(reasonsText([])).toBe('')
  })

  it('takes an empty list for nothing only where the log tells of all', () => {
    expect(heldNotes(denial)).toEqual([])
    expect(heldNotes({ ...denial, complete: false })).toEqual(['Undetermined: the log does not tell what was held.'])
    expect(heldNotes({ ...denial, complete: false, groups: [{ type: 'group', value: 'x' }] })[0]).toContain('There may be more')
    expect(havingNotes(denial)).toEqual(['None that the log knows.'])
    expect(havingNotes({ ...denial, unproved: ['unknown-status'] })).toContain(
      'What roles allowed is not proved by the log: an entry does not say whether it succeeded.',
    )
    expect(havingNotes({ ...denial, untold: 2 })).toEqual(['Of 2 roles the log does not tell the permissions.'])
  })
})
