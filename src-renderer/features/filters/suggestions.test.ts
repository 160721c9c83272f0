import { describe, expect, it } from 'vitest'
import {
  awaitsValue,
  beginsField,
  caseworkValues,
  isBegun,
  planCompletion,
  recentSuggestions,
  remember,
  suggestions,
} from './suggestions.ts'

const context = { zone: 'UTC', now: Date.parse('2026-11-20T12:00:00Z') }

function offered(text: string, cached: readonly { value: string; count: number }[] = []) {
  const planned = planCompletion(text, text.length, context)
  return planned ? suggestions(text, planned.at, planned.question, cached) : []
}

describe('what the search box offers', () => {
  it('offers fields by their beginning', () => {
    const [first] = offered('act')
    expect(first).toMatchObject({ label: 'action:', kind: 'field', result: { text: 'action:', caret: 7 } })
  })

  it('offers values of the cache before known ones, each once', () => {
    const items = offered('action:role_', [{ value: 'role_revoke', count: 12 }])
    expect(items[0]).toMatchObject({ label: 'role_revoke', count: 12, result: { text: 'action:role_revoke ', caret: 19 } })
    expect(items.filter(({ label }) => label === 'role_revoke')).toHaveLength(1)
    expect(items.some(({ label, count }) => label === 'role_assign' && count === null)).toBe(true)
  })

  it('offers users for free text and writes the field for them', () => {
    expect(planCompletion('mara', 4, context)?.question).toMatchObject({ field: 'actor', part: 'mara' })
    expect(planCompletion('m', 1, context)?.question).toBeNull()
    const found = offered('status:failed mara', [{ value: 'mara.lindqvist@acme.test', count: 3 }]).find(({ kind }) => kind === 'value')
    expect(found?.label).toBe('actor:mara.lindqvist@acme.test')
    expect(found?.result.text).toBe('status:failed actor:mara.lindqvist@acme.test ')
  })

  it('asks the cache only for fields it knows', () => {
    expect(planCompletion('last:', 5, context)?.question).toBeNull()
    expect(planCompletion('ip:203', 6, context)?.question).toMatchObject({ field: 'ip', part: '203' })
  })

  it('asks for a star as entries have it, and writes it as the filter does (issue 12.15)', () => {
    expect(planCompletion('actor:a\\*b', 10, context)?.question).toMatchObject({ field: 'actor', part: 'a*b' })
    expect(offered('actor:a\\*b', [{ value: 'a*b', count: 2 }])[0]).toMatchObject({ label: 'a*b', result: { text: 'actor:a\\*b ' } })
  })

  it('offers tags and cases with their bookmarks, and quotes where that is needed', () => {
    const made = {
      tags: [
        { tag: 'mfa', bookmarks: 1 },
        { tag: 'mfa-reset', bookmarks: 4 },
      ],
      cases: [
        {
          id: 1,
          title: 'Payroll incident',
          summary: '',
          status: 'open' as const,
          statusAt: null,
          author: '',
          createdAt: 0,
          changedAt: 0,
          bookmarks: 6,
        },
      ],
    }
    const offer = (text: string): (string | number | null)[][] => {
      const planned = planCompletion(text, text.length, context)
      const { at, question } = planned ?? {}
      if (!at || !question) return []
      return suggestions(text, at, question, caseworkValues(question, made)).map(({ count, result }) => [result.text, count])
    }
    expect(offer('tag:M')).toEqual([
      ['tag:mfa-reset ', 4],
      ['tag:mfa ', 1],
    ])
    expect(offer('status:failed case:"pay')).toEqual([['status:failed case:"Payroll incident" ', 6]])
    expect(offer('case:nobody')).toEqual([])
  })

  it('knows a value that is only begun', () => {
    const begun = (text: string): boolean => isBegun(text, text.length)
    expect(begun('actor:ma')).toBe(true)
    expect(begun('actor:ma*')).toBe(false)
    expect(begun('actor:ma\\*')).toBe(true)
    expect(begun('action:role_assign')).toBe(false)
    expect(begun('action:role_ass')).toBe(true)
    expect(begun('actor:ma ')).toBe(false)
    expect(begun('mara')).toBe(false)
    expect(begun('agent:cur')).toBe(false)
  })

  it('knows a field whose value is still to come', () => {
    const awaits = (text: string, caret = text.length): boolean => awaitsValue(text, caret)
    expect(['action:', 'status:failed -actor:', 'action:(', 'action:a,', 'action:(a OR '].map((text) => awaits(text))).toEqual(
      Array(5).fill(true),
    )
    expect(['', 'act', 'action: ', 'action:r', 'actor:""', 'foo:'].map((text) => awaits(text))).toEqual(Array(6).fill(false))
    expect(awaits('action: x', 7)).toBe(false)
  })

  it('finds past queries and keeps each once', () => {
    expect(recentSuggestions('role', ['action:role_*', 'status:failed', 'role']).map(({ label }) => label)).toEqual(['action:role_*'])
    expect(remember(['a', 'b'], ' b ')).toEqual(['b', 'a'])
    expect(remember(['a'], '  ')).toEqual(['a'])
    expect(
      remember(
        Array.from({ length: 50 }, (_, at) => `q${at}`),
        'new',
      ),
    ).toHaveLength(50)
  })
})

describe('a word that may become a field’s name (13.8)', () => {
  const begins = (text: string, caret = text.length): boolean => beginsField(text, caret)
  it('is the last one, of two letters or more, at the caret', () => {
    expect(['act', 'status:failed act', '-AFT', 'resource.n', 'action'].map((text) => begins(text))).toEqual([true, true, true, true, true])
    expect(['a', 'alice', 'act ', 'action:', 'action:ro', 'acme', '"act', 'ac*', 'raw:act'].map((text) => begins(text))).toEqual(
      Array(9).fill(false),
    )
    expect(begins('act bob', 3)).toBe(false)
  })
})
