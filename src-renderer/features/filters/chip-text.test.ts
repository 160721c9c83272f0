import { chips } from '@language/edit.ts'
import { parse } from '@language/parse.ts'
import { describe, expect, it } from 'vitest'
import { chipText } from './chip-text.ts'

function words(query: string): readonly string[] {
  const parsed = parse(query)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return chips(parsed.filter).map((chip) => Object.values(chipText(chip)).join(': '))
}

describe('the words of a chip', () => {
  it.each([
    ['last:90d', 'Time: last 90 days'],
    ['last:1y', 'Time: last year'],
    ['after:2026-01-31T10:00', 'Time: from 2026-01-31 10:00'],
    ['before:2026-02-01', 'Time: before 2026-02-01'],
    ['on:2026-02-01', 'Time: on 2026-02-01'],
    ['on:2026-03', 'Time: in March 2026'],
    ['-on:2026-Q1', 'Time: not in Q1 2026'],
    ['on:(2026-w09 OR 2025)', 'Time: in week 9 of 2026 or in 2025'],
    ['after:2026-03', 'Time: from March 2026'],
    ['-actor:svc-*', 'User: not svc-*'],
    ['resource:(role OR group)', 'Resource type: role or group'],
    ['mark:*', 'Mark: any'],
    ['mark:(self-grant OR admin-role)', 'Mark: Self-grant or Admin role'],
    ['-mark:self-grant', 'Mark: not Self-grant'],
    ['status:success', 'Status: successful'],
    ['"billing admin"', 'Text: “billing admin”'],
  ])('%s is %s', (query, expected) => {
    expect(words(query)).toEqual([expected])
  })

  it('shows what it cannot put in words as its text', () => {
    expect(words('(action:role_* OR status:failed) last:7d')).toEqual(['Query: action:role_* OR status:failed', 'Time: last 7 days'])
  })
})
