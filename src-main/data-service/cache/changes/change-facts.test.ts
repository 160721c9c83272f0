import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { changesAnything, isObject, type Json } from '@contract/exact-json.ts'
import { hostileJson } from '../../../../tests/hostile-json.ts'
import { changedPaths, listDifference } from './change-facts.ts'

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

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
    const state = JSON.parse('{"constructor":1,"__proto__":{"toString":["x"]}}') as Json
    expect(changedPaths({}, state)).toEqual(['constructor', '__proto__', '__proto__.toString'])
    expect(listDifference({}, state)).toEqual({ added: ['x'], removed: [] })
  })

  it('tell of every field that differs, whatever it is called and however it is written (issue 12.13)', () => {
    fc.assert(
      fc.property(hostileJson(), hostileJson(), (one, other) => {
        const [before, after] = [parseExactly(one), parseExactly(other)]
        if (!isObject(before) || !isObject(after)) return
        expect(changedPaths(before, after).length > 0).toBe(changesAnything(before, after))
      }),
    )
    expect(changedPaths(parseExactly('{"":1,"n":1.0,"o":{}}'), parseExactly('{"":2,"n":1,"o":"x","":{"":1}}'))).toEqual(['""', 'n', 'o'])
  })

  it('are none between equals, and mirror each other', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const copy = JSON.parse(JSON.stringify(a)) as Json
        expect(changedPaths(a, copy)).toEqual([])
        expect(listDifference(a, copy)).toEqual({ added: [], removed: [] })
        const [there, back] = [listDifference(a, b), listDifference(b, a)]
        expect(new Set(there.added)).toEqual(new Set(back.removed))
        expect(new Set(changedPaths(a, b))).toEqual(new Set(changedPaths(b, a)))
      }),
    )
  })
})
