import { everything, type Field, type Filter } from '@contract/filter.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalize, nothing } from './normalize.ts'
import { parse } from './parse.ts'
import { maxQueryLength } from './query-limits.ts'
import { print, sharedField } from './print.ts'
import { anyFilter } from './testing/arbitrary.ts'

const text = (value: string): Filter => ({ kind: 'text', text: value })
const is = (field: Field, value: string): Filter => ({ kind: 'field', field, value })
const and = (...of: Filter[]): Filter => ({ kind: 'and', of })
const or = (...of: Filter[]): Filter => ({ kind: 'or', of })
const not = (of: Filter): Filter => ({ kind: 'not', of })

describe('print', () => {
  it.each<[Filter, string]>([
    [everything, ''],
    [nothing, '-()'],
    [or(), '-()'],
    [text('alice'), 'alice'],
    [text('billing admin'), '"billing admin"'],
    [text('AND'), '"AND"'],
    [text('-x'), '"-x"'],
    [text('foo:bar'), '"foo:bar"'],
    [text('say "\\"'), '"say \\"\\\\\\""'],
    [text('a\u202eb\n\ud800'), '"a\\u{202e}b\\u{a}\\u{d800}"'],
    [and(is('action', 'role_*'), is('status', 'failed')), 'action:role_* status:failed'],
    [or(is('action', 'a'), is('action', 'b')), 'action:(a OR b)'],
    [and(text('a'), or()), 'a -()'],
    [or(text('a'), and()), 'a OR ()'],
    [not(or(is('action', 'a'), is('action', 'b'))), '-action:(a OR b)'],
    [or(is('action', 'a'), is('status', 'failed')), 'action:a OR status:failed'],
    [and(or(text('a'), text('b')), not(and(text('c'), text('d')))), '(a OR b) -(c d)'],
    [or(text('a'), and(text('b'), text('c'))), 'a OR (b c)'],
    [is('permission', 'iam:tenant:role:assign'), 'permission:iam:tenant:role:assign'],
    [is('case', 'Q3, part (1)'), 'case:"Q3, part (1)"'],
    [is('actor', ''), 'actor:""'],
    [is('actor', 'status:x'), 'actor:"status:x"'],
    [is('ip', 'not-an-address'), 'ip:"not-an-address"'],
    [is('status', 'Successful'), 'status:success'],
  ])('writes %j as %s', (filter, expected) => {
    expect(print(filter)).toBe(expected)
  })

  it('is read back as the same filter', () => {
    let inside = 0
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const printed = print(filter)
        if (printed.length > maxQueryLength) return
        inside++
        expect(parse(printed)).toEqual({ ok: true, filter: normalize(filter) })
      }),
      { numRuns: 3000 },
    )
    expect(inside).toBeGreaterThan(1000)
  })

  it('shows every character it holds', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(print(filter)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
    )
  })
})

describe('normalize', () => {
  it('flattens, lifts, folds constants and drops repeats', () => {
    expect(normalize(and(and(text('a')), and(text('b'), and())))).toEqual(and(text('a'), text('b')))
    expect(normalize(or(or(text('a')), or()))).toEqual(text('a'))
    expect(normalize(not(not(not(text('a')))))).toEqual(not(text('a')))
    expect(normalize(and(text('a'), or()))).toEqual(and(text('a'), nothing))
    expect(normalize(or(text('a'), or()))).toEqual(text('a'))
    expect(normalize(or(text('a'), and()))).toEqual(or(text('a'), everything))
    expect(normalize(not(or()))).toEqual(everything)
    expect(normalize(and(text('a'), text('b'), text('a')))).toEqual(and(text('a'), text('b')))
    expect(normalize(and(text(''), text('b')))).toEqual(text('b'))
  })

  /** Whether a filter matches an entry for which exactly the leaves chosen by `truth` hold. */
  const holds = (filter: Filter, truth: (leaf: Filter) => boolean): boolean => {
    switch (filter.kind) {
      case 'and':
        return filter.of.every((member) => holds(member, truth))
      case 'or':
        return filter.of.some((member) => holds(member, truth))
      case 'not':
        return !holds(filter.of, truth)
      case 'text':
        return filter.text === '' || truth(filter)
      case 'field':
        return truth(normalize(filter))
    }
  }

  it('is idempotent and matches the same entries', () => {
    fc.assert(
      fc.property(anyFilter, fc.func(fc.boolean()), (filter, truth) => {
        const normal = normalize(filter)
        const chosen = (leaf: Filter): boolean => truth(JSON.stringify(leaf))
        expect(normalize(normal)).toEqual(normal)
        expect(holds(normal, chosen)).toBe(holds(filter, chosen))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('sharedField', () => {
  it('is the field of an OR of its values only', () => {
    expect(sharedField(or(is('action', 'a'), is('action', 'b')))).toEqual({ field: 'action', values: ['a', 'b'] })
    expect(sharedField(or(is('action', 'a'), is('status', 'failed')))).toBeNull()
    expect(sharedField(or(is('action', 'a'), not(is('action', 'b'))))).toBeNull()
    expect(sharedField(and(is('action', 'a'), is('action', 'b')))).toBeNull()
  })
})
