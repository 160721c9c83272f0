import type { Field, Filter } from '@contract/filter.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalize, nothing } from './normalize.ts'
import { maxDepth, maxQueryLength, parse, type QueryError } from './parse.ts'
import { anyQuery } from './testing/arbitrary.ts'

const text = (value: string): Filter => ({ kind: 'text', text: value })
const is = (field: Field, value: string): Filter => ({ kind: 'field', field, value })
const and = (...of: Filter[]): Filter => ({ kind: 'and', of })
const or = (...of: Filter[]): Filter => ({ kind: 'or', of })
const not = (of: Filter): Filter => ({ kind: 'not', of })

function error(query: string): QueryError & { at: string } {
  const parsed = parse(query)
  if (parsed.ok) throw new Error(`expected an error in ${query}`)
  return { ...parsed.error, at: query.slice(parsed.error.from, parsed.error.to) }
}

describe('parse', () => {
  it.each<[string, Filter]>([
    ['', and()],
    ['   ', and()],
    ['()', and()],
    ['*', and()],
    ['""', and()],
    ['-()', nothing],
    ['alice@acme.test', text('alice@acme.test')],
    ['"billing admin"', text('billing admin')],
    ['a b', and(text('a'), text('b'))],
    ['a AND b', and(text('a'), text('b'))],
    ['a and b', and(text('a'), text('and'), text('b'))],
    ['a OR b c', or(text('a'), and(text('b'), text('c')))],
    ['a b OR c', or(and(text('a'), text('b')), text('c'))],
    ['(a OR b) c', and(or(text('a'), text('b')), text('c'))],
    ['NOT a b', and(not(text('a')), text('b'))],
    ['NOT a OR b', or(not(text('a')), text('b'))],
    ['-a -"b c" -action:x', and(not(text('a')), not(text('b c')), not(is('action', 'x')))],
    ['NOT -a', text('a')],
    ['NOT(a)', not(text('a'))],
    ['-(a b)', not(and(text('a'), text('b')))],
    ['a AND NOT (b OR c)', and(text('a'), not(or(text('b'), text('c'))))],
    ['"AND" "say \\"hi\\" \\\\ \\x"', and(text('AND'), text('say "hi" \\ \\x'))],
    ['"\\u{202e}x\\u{zz}"', text('\u202ex\\u{zz}')],
    ['--force - a-b', and(text('--force'), text('-'), text('a-b'))],
    ['alice* *@acme.test', and(text('alice'), text('@acme.test'))],
    ['"a*b"', text('a*b')],
    ['https://acme.test/x?y=1 10:30 "foo:bar"', and(text('https://acme.test/x?y=1'), text('10:30'), text('foo:bar'))],
    ['a,b', text('a,b')],
    ['action:role_assign', is('action', 'role_assign')],
    ['ACTION:Role_*', is('action', 'Role_*')],
    ['user:bob@acme.test type:role since:2026-01-01', and(is('actor', 'bob@acme.test'), is('resource', 'role'), is('after', '2026-01-01'))],
    ['status:FAILED', is('status', 'failed')],
    ['status:successful', is('status', 'success')],
    ['resource.name:"Billing admin"', is('resource.name', 'Billing admin')],
    ['permission:iam:tenant:role:assign', is('permission', 'iam:tenant:role:assign')],
    ['added:iam:tenant:role:*', is('added', 'iam:tenant:role:*')],
    ['added:group:read', is('added', 'group:read')],
    ['removed:action:read', is('removed', 'action:read')],
    ['ip:203.0.113.0/24', is('ip', '203.0.113.0/24')],
    ['ip:2001:db8::1 ip:fe80::/10', and(is('ip', '2001:db8::1'), is('ip', 'fe80::/10'))],
    ['ip:"not an address"', is('ip', 'not an address')],
    ['before:2026-02-01T10:00Z last:30d', and(is('before', '2026-02-01T10:00Z'), is('last', '30d'))],
    ['action:(a OR b)', or(is('action', 'a'), is('action', 'b'))],
    ['action:a,b,"c d"', or(is('action', 'a'), is('action', 'b'), is('action', 'c d'))],
    ['action:a, b c', and(or(is('action', 'a'), is('action', 'b')), text('c'))],
    ['action:(a,b) c', and(or(is('action', 'a'), is('action', 'b')), text('c'))],
    ['action:(role_* -role_delete)', and(is('action', 'role_*'), not(is('action', 'role_delete')))],
    ['added:(iam:a AND (iam:b OR NOT iam:c))', and(is('added', 'iam:a'), or(is('added', 'iam:b'), not(is('added', 'iam:c'))))],
    ['actor:""', is('actor', '')],
    ['actor:OR actor:-x', and(is('actor', 'OR'), is('actor', '-x'))],
    ['case:"Q3: review, part (1)"', is('case', 'Q3: review, part (1)')],
    ['a a', text('a')],
    ['agent:"Mozilla/5.0 (X11)"', is('agent', 'Mozilla/5.0 (X11)')],
  ])('reads %s', (query, filter) => {
    expect(parse(query)).toEqual({ ok: true, filter })
  })

  it.each<[string, string, string | undefined]>([
    ['actoin:x', 'actoin', 'action'],
    ['a stat:failed', 'stat', 'status'],
    ['foo:bar', 'foo:bar', '"foo:bar"'],
    ['iam:tenant:role:assign', 'iam:tenant:role:assign', 'permission:iam:tenant:role:assign'],
    ['fe80::1', 'fe80::1', 'ip:fe80::1'],
    ['status:fail', 'fail', 'failed'],
    ['status:maybe', 'maybe', undefined],
    ['is:bookmark', 'bookmark', 'bookmarked'],
    ['after:2026-02-30', '2026-02-30', undefined],
    ['after:"2026-02-01 10:00"', '"2026-02-01 10:00"', '2026-02-01T10:00'],
    ['on:2026-02-01T10:00', '2026-02-01T10:00', '2026-02-01'],
    ['last:week', 'week', undefined],
    ['ip:203.0.113', '203.0.113', '203.0.113.*'],
    ['ip:203.0.113.0/33', '203.0.113.0/33', undefined],
    ['ip:host', 'host', undefined],
    ['action:', 'action:', undefined],
    ['action: role_assign x', 'action: role_assign', 'action:role_assign'],
    ['action:()', '()', undefined],
    ['action:a,', ',', undefined],
    ['action:,a', 'action:', undefined],
    ['id:""', '""', undefined],
    ['actor:status:failed', 'status:failed', '"status:failed"'],
    ['actor:(bob OR status:failed)', 'status:failed', '"status:failed"'],
    ['"open', '"open', '"open"'],
    ['action:"open', '"open', '"open"'],
    ['(a', '(', undefined],
    ['a (b OR (c)', '(', undefined],
    ['(', '(', undefined],
    ['a)', ')', undefined],
    [')', ')', undefined],
    ['a OR', 'OR', undefined],
    ['OR a', 'OR', '"OR"'],
    ['a AND OR b', 'OR', '"OR"'],
    ['NOT', 'NOT', undefined],
    ['a NOT OR b', 'OR', '"OR"'],
    ['Mozilla(X11)', 'Mozilla(', undefined],
    ['a"b"', 'a"b"', undefined],
    ['(a)(b)', ')(', undefined],
    ['a*b', 'a*b', '"a*b"'],
    ['action:(,a)', ',', undefined],
  ])('says what is wrong in %s', (query, at, suggestion) => {
    const found = error(query)
    expect(found.at).toBe(at)
    expect(found.suggestion).toBe(suggestion)
    expect(found.message).toMatch(/^\S.*[.?]$/)
  })

  it('gives suggestions that help', () => {
    for (const query of [
      'actoin:x',
      'foo:bar',
      'iam:a:b',
      'fe80::1',
      'status:fail',
      'ip:10.',
      'action: a',
      '"open',
      'OR',
      'actor:status:x',
      'a*b',
    ]) {
      const { from, to, suggestion } = error(query)
      expect(parse(query.slice(0, from) + (suggestion ?? '') + query.slice(to)).ok, query).toBe(true)
    }
  })

  it('is bounded', () => {
    expect(parse('a'.repeat(maxQueryLength)).ok).toBe(true)
    expect(error('a'.repeat(maxQueryLength + 1))).toMatchObject({ from: maxQueryLength, to: maxQueryLength + 1 })
    const nested = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`
    expect(parse(nested(maxDepth))).toEqual({ ok: true, filter: text('a') })
    expect(error(nested(maxDepth + 1)).from).toBe(maxDepth)
    expect(error('('.repeat(4000)).from).toBe(maxDepth)
    expect(parse(`${'NOT '.repeat(1000)}a`)).toEqual({ ok: true, filter: text('a') })
  })

  it('never throws; what it gives is normalized, what it refuses has a place in the text', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const parsed = parse(query)
        if (parsed.ok) {
          expect(normalize(parsed.filter)).toEqual(parsed.filter)
        } else {
          expect(parsed.error.from).toBeGreaterThanOrEqual(0)
          expect(parsed.error.to).toBeGreaterThan(parsed.error.from)
          expect(parsed.error.to).toBeLessThanOrEqual(query.length)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
