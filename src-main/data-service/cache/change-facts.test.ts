import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedPaths, listDifference } from './change-facts.ts'

describe('the facts of a change', () => {
  it('are members that came and went, at any depth, and the paths that differ with those they are in', () => {
    const before = { name: 'a', permissions: ['read', 'write'], settings: { mfa: true, zones: ['eu'] }, same: [1, { x: 1 }] }
    const after = {
      name: 'b',
      permissions: ['write', 'read', 'admin'],
      settings: { mfa: true, zones: [] },
      same: [1, { x: 1 }],
      extra: null,
    }
    expect(listDifference(before, after)).toEqual({ added: ['admin'], removed: ['eu'] })
    expect(changedPaths(before, after)).toEqual(['name', 'permissions', 'settings', 'settings.zones', 'extra'])
  })

  it('of a creation and of a deletion are everything', () => {
    const state = { permissions: ['read'], owner: { id: 1 } }
    expect(listDifference(null, state)).toEqual({ added: ['read'], removed: [] })
    expect(changedPaths(null, state)).toEqual(['permissions', 'owner', 'owner.id'])
    expect(changedPaths(state, undefined)).toEqual(['permissions', 'owner', 'owner.id'])
  })

  it('know names that every object inherits', () => {
    const state = JSON.parse('{"constructor":1,"__proto__":{"toString":["x"]}}') as unknown
    expect(changedPaths({}, state)).toEqual(['constructor', '__proto__', '__proto__.toString'])
    expect(listDifference({}, state)).toEqual({ added: ['x'], removed: [] })
  })

  it('are none between equals, and mirror each other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const copy = JSON.parse(JSON.stringify(a)) as unknown
        expect(changedPaths(a, copy)).toEqual([])
        expect(listDifference(a, copy)).toEqual({ added: [], removed: [] })
        const [there, back] = [listDifference(a, b), listDifference(b, a)]
        expect(new Set(there.added)).toEqual(new Set(back.removed))
        expect(new Set(changedPaths(a, b))).toEqual(new Set(changedPaths(b, a)))
      }),
    )
  })
})
