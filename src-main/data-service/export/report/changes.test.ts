import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { canonicalText, isNothing, type Json } from '@contract/exact-json.ts'
import { hostileJson } from '../../../../tests/hostile-json.ts'
import { changeLines } from './changes.ts'

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

describe('what changed, in lines', () => {
  it('reads lists as sets and everything else field by field', () => {
    const before = { permissions: ['a', 'b'], label: 'x', gone: 1, same: { deep: [1] } }
    const after = { permissions: ['b', 'c'], label: 'y', fresh: { on: true }, same: { deep: [1] } }
    expect(changeLines(before, after)).toEqual([
      { kind: 'removed', path: 'permissions', value: 'a' },
      { kind: 'added', path: 'permissions', value: 'c' },
      { kind: 'changed', path: 'label', before: 'x', after: 'y' },
      { kind: 'removed', path: 'gone', value: '1' },
      { kind: 'added', path: 'fresh.on', value: 'true' },
    ])
    expect(changeLines(null, { role: 'admin', expires: null })).toEqual([
      { kind: 'added', path: 'role', value: 'admin' },
      { kind: 'added', path: 'expires', value: 'null' },
    ])
    expect(changeLines({ order: ['a', 'b'] }, { order: ['b', 'a'] })).toMatchObject([{ kind: 'changed', path: 'order' }])
  })

  it('tells of every difference that there is, whatever it is called and however it is written (issue 12.13)', () => {
    const value = hostileJson()
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [before, after] = [parseExactly(one), parseExactly(other)]
        const isSame = canonicalText(before) === canonicalText(after)
        expect(changeLines(before, after).length > 0).toBe(!isSame && !(isNothing(before) && isNothing(after)))
      }),
    )
    expect(changeLines(parseExactly('{"n":9007199254740993}'), parseExactly('{"n":9007199254740992}'))).toEqual([
      { kind: 'changed', path: 'n', before: '9007199254740993', after: '9007199254740992' },
    ])
    expect(changeLines(parseExactly('{"__proto__":"old","":1}'), parseExactly('{"__proto__":"new"}'))).toEqual([
      { kind: 'changed', path: '__proto__', before: 'old', after: 'new' },
      { kind: 'removed', path: '""', value: '1' },
    ])
  })

  it('has no line from one kind of nothing to another (issue 12.13)', () => {
    const nothings: Json[] = [null, '', {}, []]
    for (const before of nothings) for (const after of nothings) expect(changeLines(before, after)).toEqual([])
    expect(changeLines({ a: '' }, {})).toHaveLength(1)
  })

  it('has only texts, for any two values, and none for the same', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(changeLines(before, before)).toEqual([])
        for (const line of changeLines(before, after))
          for (const text of line.kind === 'changed' ? [line.before, line.after] : [line.value]) expect(typeof text).toBe('string')
      }),
    )
  })
})
