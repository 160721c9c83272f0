import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeLines } from './changes.ts'

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
    expect(changeLines(null, { role: 'admin', expires: null })).toEqual([{ kind: 'added', path: 'role', value: 'admin' }])
    expect(changeLines({ order: ['a', 'b'] }, { order: ['b', 'a'] })).toMatchObject([{ kind: 'changed', path: 'order' }])
  })

  it('has only texts, for any two values, and none for the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(changeLines(before, before)).toEqual([])
        for (const line of changeLines(before, after))
          for (const text of line.kind === 'changed' ? [line.before, line.after] : [line.value]) expect(typeof text).toBe('string')
      }),
    )
  })
})
