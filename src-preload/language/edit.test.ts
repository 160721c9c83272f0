import { everything, facetField, type Field, type Filter } from '@contract/filter.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allOf, conjunctsOf, exclusionOf, selectionOf } from './conjuncts.ts'
import { canonicalValue } from './fields.ts'
import {
  addConjunct,
  chips,
  clear,
  conjunctsWithout,
  fieldValues,
  removeChip,
  searchText,
  setExcluded,
  setIncluded,
  setSearchText,
  setStatus,
  setTimeRange,
  statusOf,
  timeRangeOf,
  toggleValue,
  type TimeRangeText,
} from './edit.ts'
import { normalize } from './normalize.ts'
import { parse } from './parse.ts'
import { fold } from './pattern.ts'
import { print } from './print.ts'
import { anyFilter, hostileText } from './testing/arbitrary.ts'
import { codePoint } from './testing/code-point.ts'

const read = (text: string): Filter => {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`)
  return parsed.filter
}
const anyFacet = fc.constantFrom<Field>(...facetField.options.filter((name) => name !== 'status'))
const how = fc.constantFrom('include' as const, 'exclude' as const)
const differ = (values: readonly string[]): boolean => new Set(values.map(fold)).size === values.length

describe('chips', () => {
  it('are one a condition', () => {
    const found = chips(read('alice action:(role_* OR user_*) -actor:bob status:failed (ip:10.0.0.1 OR is:late) -"x y" actor:""'))
    expect(found.map(({ field, label, value, excluded, editable }) => [field, label, value, excluded, editable])).toEqual([
      [null, 'Text', 'alice', false, true],
      ['action', 'Action', 'role_* or user_*', false, true],
      ['actor', 'User', 'bob', true, true],
      ['status', 'Status', 'failed', false, true],
      [null, 'Query', 'ip:10.0.0.1 OR is:late', false, false],
      [null, 'Text', 'x y', true, false],
      ['actor', 'User', '(none)', false, true],
    ])
  })

  it('split what is ruled out together', () => {
    expect(chips(read('-(action:a OR action:b OR x)')).map((chip) => chip.id)).toEqual(['-action:a', '-action:b', '-x'])
  })

  it('have ids of their own and rebuild the filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const found = chips(filter)
        expect(new Set(found.map((chip) => chip.id)).size).toBe(found.length)
        expect(allOf(found.map((chip) => chip.filter))).toEqual(allOf(conjunctsOf(filter)))
      }),
    )
  })

  it('are removed one by one, and nothing else with them', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const found = chips(filter)
        for (const chip of found) {
          expect(chips(removeChip(filter, chip.id)).map((left) => left.id)).toEqual(
            found.filter((other) => other !== chip).map((left) => left.id),
          )
        }
        expect(found.reduce((rest, chip) => removeChip(rest, chip.id), normalize(filter))).toEqual(clear())
      }),
    )
  })

  it('stay when the id is unknown', () => {
    expect(removeChip(read('a b'), 'c')).toEqual(read('a b'))
  })
})

describe('values of a field', () => {
  it('are read from the first selection and the exclusions', () => {
    expect(fieldValues(read('action:(a OR b) action:c -action:d -action:e (action:f OR x)'), 'action')).toEqual({
      included: ['a', 'b'],
      excluded: ['d', 'e'],
    })
    expect(fieldValues(everything, 'action')).toEqual({ included: [], excluded: [] })
  })

  it('are selected in place', () => {
    expect(print(setIncluded(read('action:a status:failed'), 'action', ['b', 'c', 'B']))).toBe('action:(b OR c) status:failed')
    expect(print(setIncluded(read('action:a status:failed'), 'action', []))).toBe('status:failed')
    expect(print(setIncluded(read('status:failed -action:a -action:b'), 'action', ['A']))).toBe('status:failed -action:b action:A')
  })

  it('move between selected and ruled out by a click', () => {
    const start = read('status:failed action:(a OR b)')
    expect(print(toggleValue(start, 'action', 'c', 'include'))).toBe('status:failed action:(a OR b OR c)')
    expect(print(toggleValue(start, 'action', 'A', 'include'))).toBe('status:failed action:b')
    expect(print(toggleValue(start, 'action', 'a', 'exclude'))).toBe('status:failed action:b -action:a')
    expect(print(toggleValue(read('-action:a'), 'action', 'a', 'include'))).toBe('action:a')
    expect(print(toggleValue(read('-action:a'), 'action', 'a', 'exclude'))).toBe('')
  })

  it('toggled twice are as before', () => {
    fc.assert(
      fc.property(anyFilter, anyFacet, hostileText, how, (filter, field, text, direction) => {
        const value = canonicalValue(field, text)
        const { included, excluded } = fieldValues(filter, field)
        const selections = conjunctsOf(filter).filter((conjunct) => selectionOf(conjunct)?.field === field)
        fc.pre(selections.length < 2 && differ([...included, ...excluded, value]))
        const once = toggleValue(filter, field, value, direction)
        expect(fieldValues(once, field)[direction === 'include' ? 'included' : 'excluded']).toContain(value)
        expect(
          chips(toggleValue(once, field, value, direction))
            .map((chip) => chip.id)
            .sort(),
        ).toEqual(
          chips(filter)
            .map((chip) => chip.id)
            .sort(),
        )
      }),
    )
  })

  it('are what was set', () => {
    fc.assert(
      fc.property(
        anyFilter,
        anyFacet,
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9 :"]{1,8}$/), { maxLength: 4 }),
        (filter, field, texts) => {
          const values = [...new Set(texts.map((text) => canonicalValue(field, text)))]
          const base = conjunctsWithout(filter, field)
          expect(fieldValues(setIncluded(base, field, values), field)).toEqual({ included: values, excluded: [] })
          expect(fieldValues(setExcluded(base, field, values), field)).toEqual({ included: [], excluded: values })
          expect(conjunctsWithout(setIncluded(base, field, values), field)).toEqual(base)
        },
      ),
    )
  })

  it('leave conditions on other fields alone', () => {
    fc.assert(
      fc.property(anyFilter, anyFacet, hostileText, how, (filter, field, value, direction) => {
        expect(conjunctsWithout(toggleValue(filter, field, value, direction), field)).toEqual(conjunctsWithout(filter, field))
      }),
    )
  })
})

describe('status', () => {
  it.each([
    ['', 'all'],
    ['status:failed x', 'failed'],
    ['status:Successful', 'success'],
    ['status:(failed OR unknown)', 'mixed'],
    ['-status:failed', 'mixed'],
    ['status:failed OR x', 'all'],
  ])('of %j is %s', (text, expected) => {
    expect(statusOf(read(text))).toBe(expected)
  })

  it('is what was set, and only that changes', () => {
    fc.assert(
      fc.property(
        anyFilter,
        fc.constantFrom('all' as const, 'success' as const, 'failed' as const, 'unknown' as const),
        (filter, status) => {
          const set = setStatus(filter, status)
          fc.pre(set.kind !== 'not' || filter.kind !== 'not')
          const nothingLeft = print(set) === '-()'
          if (!nothingLeft) expect(statusOf(set)).toBe(status)
          expect(setStatus(set, 'all')).toEqual(conjunctsWithout(filter, 'status'))
          expect(setStatus(set, status)).toEqual(set)
        },
      ),
    )
  })
})

describe('time range', () => {
  it('is read and replaced', () => {
    const filter = read('after:2026-01-01 x before:2026-02-01 -on:2026-01-05')
    expect(timeRangeOf(filter)).toEqual({ after: '2026-01-01', before: '2026-02-01' })
    expect(print(setTimeRange(filter, { last: '30d' }))).toBe('x -on:2026-01-05 last:30d')
    expect(print(setTimeRange(filter, null))).toBe('x -on:2026-01-05')
    expect(timeRangeOf(read('x'))).toBeNull()
  })

  it('is what was set', () => {
    const ranges = fc.constantFrom<TimeRangeText | null>(
      null,
      { after: '2026-01-01' },
      { before: '2026-01-01T10:00Z' },
      { after: '2026-01-01', before: '2026-02-01' },
      { on: '2026-01-01' },
      { last: '24h' },
    )
    fc.assert(
      fc.property(anyFilter, ranges, (filter, range) => {
        const set = setTimeRange(filter, range)
        expect(timeRangeOf(set)).toEqual(range)
        expect(setTimeRange(set, range)).toEqual(set)
      }),
    )
  })
})

describe('search text', () => {
  it('is the free text', () => {
    expect(searchText(read('alice status:failed "billing admin" -bob (a OR b)'))).toBe('alice "billing admin"')
    expect(print(setSearchText(read('alice status:failed -bob'), 'carol "x y"'))).toBe('carol "x y" status:failed -bob')
    expect(print(setSearchText(read('alice'), ' '))).toBe('')
  })

  it('has no syntax but quotes', () => {
    expect(searchText(setSearchText(everything, 'a OR status:failed -x (y) 5"'))).toBe('a "OR" "status:failed" "-x" "(y)" "5\\""')
    expect(searchText(setSearchText(everything, '"not closed'))).toBe('"not closed"')
  })

  it('is taken as it is given back', () => {
    fc.assert(
      fc.property(anyFilter, fc.string({ unit: codePoint, maxLength: 30 }), (filter, text) => {
        const set = setSearchText(filter, text)
        expect(setSearchText(set, searchText(set))).toEqual(set)
      }),
    )
  })
})

describe('conjuncts', () => {
  it('are added once', () => {
    expect(print(addConjunct(read('a'), read('b c')))).toBe('a b c')
    expect(print(addConjunct(read('a b'), read('a')))).toBe('a b')
    expect(print(addConjunct(everything, read('a OR b')))).toBe('a OR b')
  })

  it('of a field are left out for its facet, mixed ones stay', () => {
    expect(print(conjunctsWithout(read('action:a -action:b (action:c OR status:failed) status:failed'), 'action'))).toBe(
      '(action:c OR status:failed) status:failed',
    )
  })

  it('are normalized and rebuild an equal filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const found = conjunctsOf(filter)
        for (const conjunct of found) expect(normalize(conjunct)).toEqual(conjunct)
        expect(conjunctsOf(allOf(found))).toEqual(found)
      }),
    )
  })

  it('are told apart', () => {
    expect(exclusionOf(read('-action:a'))).toMatchObject({ field: 'action', value: 'a' })
    expect(exclusionOf(read('action:a'))).toBeNull()
    expect(selectionOf(read('a'))).toBeNull()
  })
})
