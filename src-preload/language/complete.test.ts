import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, completion } from './complete.ts'
import { parse } from './parse.ts'
import { anyField, anyQuery, hostileText } from './testing/arbitrary.ts'

/** Completes where the text has a `|`. */
function complete(marked: string) {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  const found = completion(text, caret)
  return { text, found, over: found && text.slice(found.from, found.to) }
}

describe('completion', () => {
  it.each<[string, string, string | null, string, string]>([
    ['|', 'field', null, '', ''],
    ['act|', 'field', null, 'act', 'act'],
    ['x act|ion', 'field', null, 'act', 'action'],
    ['-ta|', 'field', null, 'ta', 'ta'],
    ['(|', 'field', null, '', ''],
    ['a |', 'field', null, '', ''],
    ['act|ion:x', 'field', null, 'act', 'action:'],
    ['acto|in:x', 'field', null, 'acto', 'actoin:'],
    ['action:|', 'value', 'action', '', ''],
    ['user:|', 'value', 'user', '', ''],
    ['action:|role', 'value', 'action', '', 'role'],
    ['action:ro|le', 'value', 'action', 'ro', 'role'],
    ['action: |', 'field', null, '', ''],
    ['action:a,|', 'value', 'action', '', ''],
    ['action:a, |', 'value', 'action', '', ''],
    ['action:a,b,c|', 'value', 'action', 'c', 'c'],
    ['action:(|', 'value', 'action', '', ''],
    ['action:(a OR b|', 'value', 'action', 'b', 'b'],
    ['action:(a (b |', 'value', 'action', '', ''],
    ['action:(a) (b|', 'field', null, 'b', 'b'],
    ['actor:"bob s|mith" x', 'value', 'actor', 'bob s', '"bob smith"'],
    ['actor:"bob| status:failed', 'value', 'actor', 'bob', '"bob'],
    ['permission:iam:te|', 'value', 'permission', 'iam:te', 'iam:te'],
  ])('in %s is for a %s %s', (marked, kind, field, part, over) => {
    const { found, over: replaced } = complete(marked)
    expect(found).toMatchObject({ kind, field, part })
    expect(replaced).toBe(over)
  })

  it.each(['"quo|ted"', 'OR|', 'a)|', 'actoin:x|'])('in %s is nothing', (marked) => {
    expect(complete(marked).found).toBeNull()
  })

  it('offers fields by name, alias and meaning, the beginnings first', () => {
    const offered = (marked: string) => complete(marked).found?.items.map((item) => item.value)
    expect(offered('|')?.[0]).toBe('action')
    expect(offered('re|')?.slice(0, 4)).toEqual(['resource', 'resource.name', 'removed', 'request'])
    expect(offered('user|')?.[0]).toBe('user')
    expect(offered('email|')?.[0]).toBe('actor')
    expect(offered('cidr|')).toEqual(['ip'])
    expect(offered('zzz|')).toEqual([])
  })

  it('offers closed lists, known actions and lengths of time', () => {
    const offered = (marked: string) => complete(marked).found?.items.map((item) => item.value)
    expect(offered('status:|')).toEqual(['success', 'failed', 'unknown'])
    expect(offered('status:F|')?.[0]).toBe('failed')
    expect(offered('action:group_m|')).toEqual(['group_member_add', 'group_member_remove'])
    expect(offered('last:|')).toContain('30d')
    expect(offered('on:|')).toEqual([])
  })

  it('offers days in the zone', () => {
    const context = { zone: 'Asia/Kathmandu', now: Date.parse('2026-11-23T20:00Z') } // 01:45 on the 24th
    const offered = (text: string) => completion(text, text.length, context)?.items.map((item) => [item.value, item.description])
    expect(offered('on:')).toEqual([
      ['2026-11-24', 'today'],
      ['2026-11-23', 'yesterday'],
      ['2026-W48', 'this week'],
      ['2026-W47', 'last week'],
      ['2026-11', 'this month'],
      ['2026-10', 'last month'],
      ['2026-Q4', 'this quarter'],
      ['2026-Q3', 'last quarter'],
      ['2026', 'this year'],
      ['2025', 'last year'],
    ])
    expect(offered('on:quarter')).toEqual([
      ['2026-Q4', 'this quarter'],
      ['2026-Q3', 'last quarter'],
    ])
    expect(offered('after:month')).toEqual([
      ['2026-11-01', 'start of this month'],
      ['2026-10-01', 'start of last month'],
    ])
    expect(offered('before:2026-11-24')).toEqual([['2026-11-24', 'today']])
  })

  it('never fails, and replaces what is around the caret', () => {
    fc.assert(
      fc.property(anyQuery, fc.double({ min: 0, max: 1, noNaN: true }), (text, where) => {
        const caret = Math.round(text.length * where)
        const found = completion(text, caret)
        if (!found) return
        expect(found.from).toBeLessThanOrEqual(caret)
        expect(found.to).toBeGreaterThanOrEqual(caret)
        expect(found.field === null).toBe(found.kind === 'field')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('apply', () => {
  const applied = (marked: string, choice: string): string => {
    const { text, found } = complete(marked)
    if (!found) throw new Error(`nothing to complete in ${marked}`)
    const done = apply(text, found, choice)
    return `${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`
  }

  it.each([
    ['act|', 'action', 'action:|'],
    ['x -act| y', 'actor', 'x -actor:| y'],
    ['actoi|n:x', 'action', 'action:|x'],
    ['action:ro|', 'role_assign', 'action:role_assign |'],
    ['action:ro| status:failed', 'role_assign', 'action:role_assign |status:failed'],
    ['resource.name:b|', 'Billing admin', 'resource.name:"Billing admin" |'],
    ['action:(a OR b|)', 'role_x', 'action:(a OR role_x|)'],
    ['actor:"bo| status:failed', 'bob', 'actor:bob |status:failed'],
  ])('%s with %s', (marked, choice, expected) => {
    expect(applied(marked, choice)).toBe(expected)
  })

  it('writes any value so that it is read as that value', () => {
    fc.assert(
      fc.property(anyField, hostileText, (field, value) => {
        const text = `${field}:`
        const found = completion(text, text.length)
        const parsed = parse(apply(text, found ?? { from: 0, to: 0, field: null }, value).text)
        if (parsed.ok)
          expect(parsed.filter).toEqual({ kind: 'field', field, value: parsed.filter.kind === 'field' ? parsed.filter.value : '' })
        else
          expect(['status', 'has', 'is', 'after', 'before', 'on', 'last', 'weekday', 'hour', 'mark'].includes(field) || value === '').toBe(
            true,
          )
      }),
    )
  })
})
