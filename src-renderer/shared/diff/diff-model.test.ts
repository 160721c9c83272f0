import fc from 'fast-check'
import { isNothing } from '@contract/exact-json.ts'
import { describe, expect, it } from 'vitest'
import { diffValues, maxFields, memberNoun, pathLabel, pathText, setDiffers } from './diff-model.ts'
import type { Diff } from './diff-model.ts'
import { canonicalText, isList, isObject, isScalar, Numeral, valueText } from '../json/json-value.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { hostileJson } from '../../../tests/hostile-json.ts'
import type { Json } from '../json/json-value.ts'

const texts = (members: readonly { readonly text: string }[]): string[] => members.map((member) => member.text)
const fieldTexts = (diff: Diff): string[] => diff.fields.map((field) => `${field.kind} ${pathText(field.path)}`)

describe('lists as sets', () => {
  it('shows what was added, removed and kept, whatever the order', () => {
    const diff = diffValues({ permissions: ['b:read', 'a:read', 'c:write'] }, { permissions: ['d:*', 'a:read', 'b:read'] })
    const [set] = diff.sets
    expect(diff.kind).toBe('changed')
    expect(set && [texts(set.added), texts(set.removed), texts(set.unchanged)]).toEqual([['d:*'], ['c:write'], ['a:read', 'b:read']])
    expect(diff.fields).toEqual([])
  })

  it('calls another order no difference, but says so', () => {
    const diff = diffValues({ roles: ['a', 'b'] }, { roles: ['b', 'a'] })
    expect(diff.kind).toBe('equal')
    expect(diff.sets[0]?.reordered).toBe(true)
  })

  it('notices duplicates', () => {
    const diff = diffValues({ roles: ['a', 'a', 'b'] }, { roles: ['a', 'b', 'b', 'b'] })
    expect(diff.sets[0]?.recounted.map(({ text, times }) => [text, times])).toEqual([['a', [2, 1]], ['b', [1, 3]]]) // prettier-ignore
    expect(diff.kind).toBe('changed')
  })

  it('tells 1 from "1" and null from "null"', () => {
    const [set] = diffValues([1, null], ['1', 'null']).sets
    expect([set?.added.length, set?.removed.length, set?.unchanged.length]).toEqual([2, 2, 0])
  })

  it('says when the list itself came or went', () => {
    expect(diffValues({ a: 1 }, { a: 1, roles: [] }).sets[0]?.presence).toBe('added')
    expect(diffValues({ a: 1, roles: ['x'] }, { a: 1 }).sets[0]).toMatchObject({ presence: 'removed', removed: [{ text: 'x' }] })
  })
})

describe('lists of objects', () => {
  it('are matched by what identifies them', () => {
    const before = { members: [{ email: 'a@x', role: 'viewer' }, { email: 'b@x', role: 'viewer' }, { email: 'c@x', role: 'viewer' }] } // prettier-ignore
    const after = { members: [{ email: 'c@x', role: 'viewer' }, { email: 'a@x', role: 'admin' }, { email: 'd@x', role: 'viewer' }] } // prettier-ignore
    const diff = diffValues(before, after)
    expect(diff.sets[0]?.added.map((member) => member.name)).toEqual(['d@x'])
    expect(diff.sets[0]?.removed.map((member) => member.name)).toEqual(['b@x'])
    expect(diff.sets[0]?.unchanged.map((member) => member.name)).toEqual(['c@x'])
    expect(fieldTexts(diff)).toEqual(['changed members[a@x].role'])
  })

  it('take two fields together when one does not tell them apart', () => {
    const list = (grant: boolean): Json => [{ type: 'role', name: 'x', grant }, { type: 'role', name: 'y', grant: true }, { type: 'user', name: 'x', grant: true }] // prettier-ignore
    expect(fieldTexts(diffValues(list(true), list(false)))).toEqual(['changed [role x].grant'])
  })

  it('are compared whole when nothing tells them apart', () => {
    const diff = diffValues([{ n: 1 }, { n: 1 }], [{ n: 1 }, { n: 2 }])
    expect([diff.sets[0]?.added.length, diff.sets[0]?.recounted.length]).toEqual([1, 1])
  })
})

describe('other fields', () => {
  it('have their dotted path, at any depth', () => {
    const diff = diffValues({ settings: { limits: { members: 20 }, 'a.b': 1 } }, { settings: { limits: { members: 50, open: true } } })
    expect(fieldTexts(diff)).toEqual(['changed settings.limits.members', 'added settings.limits.open', 'removed settings["a.b"]'])
  })

  it('tell null from missing', () => {
    expect(diffValues({ a: 1, phone: null }, { a: 1 }).fields[0]).toMatchObject({ kind: 'removed', before: null, after: undefined })
    expect(diffValues({ a: 1 }, { a: 1, phone: null }).fields[0]).toMatchObject({ kind: 'added', before: undefined, after: null })
    expect(diffValues({ phone: null }, { phone: '1' }).fields[0]).toMatchObject({
      kind: 'changed',
      before: null,
      after: '1',
      retyped: null,
    })
  })

  it('say when the type changed', () => {
    expect(diffValues({ a: 1 }, { a: '1' }).fields[0]?.retyped).toEqual(['number', 'text'])
    expect(diffValues({ a: ['x'] }, { a: 'x' }).fields[0]?.retyped).toEqual(['list', 'text'])
    expect(diffValues({ a: { b: 1 } }, { a: false }).fields[0]?.retyped).toEqual(['object', 'yes/no'])
  })

  it('keep digits that JavaScript would lose', () => {
    expect(diffValues({ n: new Numeral('9007199254740993') }, { n: new Numeral('9007199254740992') }).kind).toBe('changed')
    expect(diffValues({ n: new Numeral('9007199254740993') }, { n: new Numeral('9007199254740993') }).kind).toBe('equal')
  })

  it('may have any name', () => {
    const before = JSON.parse('{"__proto__": 1, "constructor": 2, "": 3}') as Json
    const after = JSON.parse('{"__proto__": 2, "toString": 2}') as Json
    expect(fieldTexts(diffValues(before, after)).sort()).toEqual([
      'added toString',
      'changed __proto__',
      'removed [""]',
      'removed constructor',
    ])
  })
})

describe('whole values', () => {
  it('creation, deletion, nothing, equality', () => {
    expect(diffValues(null, { name: 'x' })).toMatchObject({ kind: 'created', fields: [{ kind: 'added', before: undefined, after: 'x' }] })
    expect(diffValues({ name: 'x' }, undefined)).toMatchObject({ kind: 'deleted', fields: [{ kind: 'removed' }] })
    const nothings = [null, undefined, '', {}, []]
    for (const before of nothings) for (const after of nothings) expect(diffValues(before, after).kind).toBe('empty')
    expect(diffValues({ a: { b: [1] } }, { a: { b: [1] } })).toMatchObject({ kind: 'equal', fields: [] })
  })

  it('scalars and lists at the top', () => {
    expect(diffValues('active', 'suspended').fields[0]).toMatchObject({ path: [], kind: 'changed' })
    expect(texts(diffValues(['a'], ['a', 'b']).sets[0]?.added ?? [])).toEqual(['b'])
    expect(diffValues({ a: 1 }, [1]).fields[0]?.retyped).toEqual(['object', 'list'])
  })
})

describe('words', () => {
  it('for paths', () => {
    expect(pathLabel(['description'], 'Value')).toBe('Description')
    expect(pathLabel(['display_name'], 'Value')).toBe('Display name')
    expect(pathLabel([], 'Value')).toBe('Value')
    expect(pathLabel(['a', 'b'], 'Value')).toBe('a.b')
  })

  it('for members of a list', () => {
    expect([memberNoun(['permissions'], 14), memberNoun(['permissions'], 1), memberNoun(['policies'], 1), memberNoun([], 2), memberNoun(['access'], 1)]).toEqual([
      'permissions', 'permission', 'policy', 'members', 'member',
    ]) // prettier-ignore
  })
})

describe('size', () => {
  it('ten thousand members', () => {
    const members = Array.from({ length: 10_000 }, (_, n) => `user${n}@acme.test`)
    const [set] = diffValues({ members }, { members: [...members.slice(1).reverse(), 'new@acme.test'] }).sets
    expect([set?.added.length, set?.removed.length, set?.unchanged.length]).toEqual([1, 1, 9999])
  })

  it('nesting far deeper than any stack', () => {
    const nested = (depth: number, leaf: Json): Json => {
      let value = leaf
      for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value }
      return value
    }
    expect(diffValues(nested(50_000, 1), nested(50_000, 1)).kind).toBe('equal')
    expect(diffValues(nested(50_000, 1), nested(50_000, 2)).kind).toBe('changed')
  })

  it('more fields than anybody reads are cut, and it says so', () => {
    const wide = Object.fromEntries(Array.from({ length: maxFields + 5 }, (_, n) => [`f${n}`, n]))
    expect(diffValues(null, wide)).toMatchObject({ cut: true })
  })
})

const scalar = fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'b', 'a.b', 'x y', '1'))
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(scalar, { maxLength: 6 }),
    fc.array(fc.record({ id: fc.constantFrom('p', 'q', 'r'), v: scalar }), { maxLength: 4 }) as fc.Arbitrary<Json>,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'roles', 'x.y', '[q]'), tie('json'), { maxKeys: 4 }),
  ),
}))

/** The scalars of a value. */
function leaves(value: Json): Json[] {
  if (isScalar(value)) return [value]
  return (isList(value) ? [...value] : isObject(value) ? Object.values(value) : []).flatMap(leaves)
}

/** The scalars on one side of a diff. */
function leavesOf(diff: Diff, side: 0 | 1): Json[] {
  const fields = [...diff.fields, ...diff.unchangedFields].map((field) => (side === 0 ? field.before : field.after))
  const members = diff.sets
    .flatMap((set) => [...set.added, ...set.removed, ...set.unchanged, ...set.recounted])
    .flatMap((member) => Array.from({ length: member.times[side] }, () => member.value))
  return [...fields.filter((value) => value !== undefined), ...members].flatMap(leaves)
}
const sorted = (values: readonly Json[]): string[] => values.map((value) => canonicalText(value)).sort()

describe('always', () => {
  it('nothing is lost: every leaf of before and after appears, as often as it is there', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        // From nothing to nothing there is nothing to show.
        fc.pre(before !== null && after !== null && !(isNothing(before) && isNothing(after)))
        const diff = diffValues(before, after)
        expect(sorted(leavesOf(diff, 0))).toEqual(sorted(leaves(before)))
        expect(sorted(leavesOf(diff, 1))).toEqual(sorted(leaves(after)))
      }),
    )
  })

  it('before, less what was removed, plus what was added, is after', () => {
    fc.assert(
      fc.property(fc.uniqueArray(scalar), fc.uniqueArray(scalar), (before, after) => {
        const [set] = diffValues(before, after).sets
        const removed = new Set(set?.removed.map((member) => canonicalText(member.value)))
        const result = [
          ...before.map((value) => canonicalText(value)).filter((key) => !removed.has(key)),
          ...(set?.added ?? []).map((member) => canonicalText(member.value)),
        ]
        expect(result.sort()).toEqual(sorted(after))
      }),
    )
  })

  it('order never matters in lists', () => {
    const shuffled = fc
      .array(scalar, { maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(shuffled, shuffled, ([before, mixedBefore], [after, mixedAfter]) => {
        const plain = diffValues({ l: before }, { l: after }).sets[0]
        const mixed = diffValues({ l: mixedBefore }, { l: mixedAfter }).sets[0]
        expect({ ...mixed, reordered: false, moved: [] }).toEqual({ ...plain, reordered: false, moved: [] })
      }),
    )
  })

  it('there is no difference exactly when nothing differs but the order of lists', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        fc.pre(!isNothing(before) && after !== null)
        expect(diffValues(before, before).kind).toBe('equal')
        const diff = diffValues(before, after)
        if (canonicalText(before) !== canonicalText(after))
          expect(diff.kind === 'changed' || diff.sets.some((set) => set.reordered) || hasLists(before)).toBe(true)
        expect(diff.kind === 'changed').toBe(diff.fields.length > 0 || diff.sets.some(setDiffers))
      }),
    )
  })

  it('swapping the sides swaps added and removed', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const [there, back] = [diffValues(before, after), diffValues(after, before)]
        expect(back.sets.map((set) => texts(set.removed))).toEqual(there.sets.map((set) => texts(set.added)))
        expect(back.fields.map((field) => pathText(field.path))).toEqual(there.fields.map((field) => pathText(field.path)))
      }),
    )
  })
})

const hasLists = (value: Json): boolean => isList(value) || (isObject(value) && Object.values(value).some(hasLists))

describe('a difference is never hidden (issue 12.13)', () => {
  const diffOf = (before: string, after: string) => diffValues(parseExactly(before), parseExactly(after))

  it('whatever members are called, however often, and however numbers are written', () => {
    fc.assert(
      fc.property(hostileJson(), hostileJson(), (one, other) => {
        const [before, after] = [parseExactly(one), parseExactly(other)]
        if (before === null || after === null || (isNothing(before) && isNothing(after))) return
        const { fields, kind, sets } = diffValues(before, after)
        const isSame = sets.some(({ reordered }) => reordered) || canonicalText(before) === canonicalText(after)
        expect(kind === 'equal' || kind === 'changed').toBe(true)
        if (kind === 'equal') expect(isSame).toBe(true)
        else expect(fields.length + sets.length).toBeGreaterThan(0)
      }),
    )
  })

  it('and says where a number is only written differently', () => {
    const { fields } = diffOf('{"a":1,"b":9007199254740993,"c":0,"d":1}', '{"a":1.0,"b":9007199254740992,"c":-0,"d":"1"}')
    expect(fields.map(({ rewritten }) => rewritten)).toEqual([true, false, true, false])
  })

  it('and shows every value of a member that is named twice', () => {
    const [field] = diffOf('{"a":1,"a":2}', '{"a":3,"a":2}').fields
    expect([field?.before, field?.after].map((value) => value !== undefined && valueText(value))).toEqual([
      'named 2 times: 1, 2',
      'named 2 times: 3, 2',
    ])
  })
})
