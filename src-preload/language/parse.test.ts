import type { Field, Filter } from '@contract/filter.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalize, nothing } from './normalize.ts'
import { parse } from './parse.ts'
import { maxDepth, maxQueryLength, maxTerms } from './query-limits.ts'
import { edited, type QueryError } from './query-error.ts'
import { anyQuery } from './testing/arbitrary.ts'

const text = (value: string): Filter => ({ kind: 'text', text: value })
const is = (field: Field, value: string): Filter => ({ kind: 'field', field, value })
const and = (...of: Filter[]): Filter => ({ kind: 'and', of })
const or = (...of: Filter[]): Filter => ({ kind: 'or', of })
const not = (of: Filter): Filter => ({ kind: 'not', of })

/** Noon of the day on which Berlin's clocks were set forward. */
const context = () => ({ zone: 'Europe/Berlin', now: Date.parse('2026-03-29T11:00Z') })

function error(query: string): QueryError & { at: string } {
  const parsed = parse(query, context)
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
    [
      'email:bob@acme.test type:role since:2026-01-01',
      and(is('actor', 'bob@acme.test'), is('resource', 'role'), is('after', '2026-01-01')),
    ],
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

  it.each<[string, string, readonly string[]]>([
    ['actoin:x', 'actoin', ['action:x']],
    ['a stat:failed', 'stat', ['a status:failed']],
    ['foo:bar', 'foo', ['bar']],
    ['foo:"a b" c', 'foo', ['"a b" c']],
    ['a -foo: c', 'foo', ['a c']],
    ['iam:tenant:role:assign', 'iam:tenant:role:assign', ['permission:iam:tenant:role:assign', 'tenant:role:assign']],
    ['fe80::1', 'fe80::1', ['ip:fe80::1']],
    ['status:fail', 'fail', ['status:failed']],
    ['status:maybe', 'maybe', ['status:success', 'status:failed', 'status:unknown']],
    ['status:denied', 'denied', ['status:failed']],
    ['is:bookmark', 'bookmark', ['is:bookmarked']],
    ['has:bananas', 'bananas', ['has:changes', 'has:before', 'has:derived-before', 'has:note', 'has:target', 'has:ip']],
    ['after:2026-02-30', '2026-02-30', ['after:2026-02-28']],
    ['after:2026-13-45', '2026-13-45', ['after:2026-12-31']],
    ['after:2026-31-01', '2026-31-01', ['after:2026-01-31']],
    ['after:"2026-02-01 10:00"', '"2026-02-01 10:00"', ['after:2026-02-01T10:00']],
    ['after:2026-1-5T9:30+0100', '2026-1-5T9:30+0100', ['after:2026-01-05T09:30+01:00']],
    ['after:31.1.2026', '31.1.2026', ['after:2026-01-31']],
    ['after:3/4/2026', '3/4/2026', ['after:2026-04-03', 'after:2026-03-04']],
    ['before:2026-1', '2026-1', ['before:2026-01']],
    ['on:2026-13', '2026-13', ['on:2026-12']],
    ['on:2026-00', '2026-00', ['on:2026-01']],
    ['after:2026-Q5', '2026-Q5', ['after:2026-Q4']],
    ['on:2025-W53', '2025-W53', ['on:2025-W52', 'on:2026-W01']],
    ['on:2026-W54', '2026-W54', ['on:2026-W53', 'on:2027-W01']],
    ['on:2026W9', '2026W9', ['on:2026-W09']],
    ['on:"Q1 2026"', '"Q1 2026"', ['on:2026-Q1']],
    ['after:"March 2026"', '"March 2026"', ['after:2026-03']],
    ['on:03/2026', '03/2026', ['on:2026-03']],
    ['before:"5 Mar 2026 10:00"', '"5 Mar 2026 10:00"', ['before:2026-03-05T10:00']],
    ['on:"February 30, 2026"', '"February 30, 2026"', ['on:2026-02-28']],
    ['before:1767225600', '1767225600', ['before:2026-01-01T01:00']],
    ['after:yestrday', 'yestrday', ['after:2026-03-28']],
    ['after:7d', '7d', ['after:2026-03-22T13:00']],
    ['after:bananas', 'bananas', ['after:2026-03-29', 'after:2026-03-28', 'after:2026-03-23']],
    ['on:2026-02-01T10:00', '2026-02-01T10:00', ['on:2026-02-01']],
    ['on:now', 'now', ['on:2026-03-29']],
    ['last:week', 'week', ['last:1w']],
    ['last:"7 days"', '"7 days"', ['last:7d']],
    ['last:9999y', '9999y', ['last:100y']],
    ['last:x', 'x', ['last:24h', 'last:7d', 'last:30d']],
    ['ip:203.0.113', '203.0.113', ['ip:203.0.113.*', 'ip:"203.0.113"']],
    ['ip:10.0.0.0/99', '10.0.0.0/99', ['ip:10.0.0.0/8']],
    ['ip:203.0.113.0/33', '203.0.113.0/33', ['ip:203.0.113.0/24']],
    ['ip:10.0.0.0/255.255.0.0', '10.0.0.0/255.255.0.0', ['ip:10.0.0.0/16']],
    ['ip:::1/999', '::1/999', ['ip:::1/128']],
    ['ip:010.0.0.1', '010.0.0.1', ['ip:10.0.0.1']],
    ['ip:10.0.0.1:443', '10.0.0.1:443', ['ip:10.0.0.1']],
    ['ip:10.0.0.1-10.0.0.9', '10.0.0.1-10.0.0.9', ['ip:10.0.0.*', 'ip:"10.0.0.1-10.0.0.9"']],
    ['ip:host', 'host', ['ip:"host"']],
    ['action:', 'action:', ['']],
    ['a OR action:', 'action:', ['a']],
    ['b (-action:) c', 'action:', ['b c']],
    ['status:', 'status:', ['status:success', 'status:failed', 'status:unknown']],
    ['last:', 'last:', ['last:24h', 'last:7d', 'last:30d']],
    ['action: role_assign x', 'action: role_assign', ['action:role_assign x', 'role_assign x']],
    ['status: bob', 'status: bob', ['bob', 'status:bob']],
    ['action:()', '()', ['']],
    ['status:()', '()', ['status:success', 'status:failed', 'status:unknown']],
    ['b action:(()) c', '()', ['b c']],
    ['action:a,', ',', ['action:a']],
    ['action:,a', ',', ['action:a']],
    ['action:a,,b', ',', ['action:a,b']],
    ['action:(,a)', ',', ['action:(a)']],
    ['action:(a ,)', ',', ['action:(a)']],
    ['id:""', '""', ['']],
    ['id:a,""', '""', ['id:a']],
    ['actor:status:failed', 'status:failed', ['actor:"status:failed"', 'status:failed']],
    ['actor:(bob OR status:failed)', 'status:failed', ['actor:(bob OR "status:failed")']],
    ['"open', '"open', ['"open"']],
    ['action:"open', '"open', ['action:"open"']],
    ['(a', '(', ['(a)']],
    ['a (b OR (c)', '(', ['a (b OR (c))']],
    ['((a', '(', ['((a))']],
    ['(', '(', ['']],
    ['a OR (', '(', ['a']],
    ['action:(', '(', ['']],
    ['a)', ')', ['a']],
    ['a)b', ')', ['a b']],
    ['a OR', 'OR', ['a']],
    ['OR a', 'OR', ['a', '"OR" a']],
    ['a AND OR b', 'OR', ['a AND b', 'a AND "OR" b']],
    ['a NOT', 'NOT', ['a']],
    ['a NOT OR b', 'OR', ['a NOT b', 'a NOT "OR" b']],
    ['-OR b', 'OR', ['-"OR" b']],
    ['(a OR)', 'OR', ['(a)']],
    ['a -(NOT)', 'NOT', ['a']],
    ['Mozilla(X11)', 'Mozilla(', ['"Mozilla(X11)"']],
    ['agent:Mozilla/5.0(X11; Linux (x)) a', 'Mozilla/5.0(', ['agent:"Mozilla/5.0(X11; Linux (x))" a']],
    ['a"b"', 'a"b"', ['a "b"']],
    ['(a)(b)', ')(', ['(a) (b)']],
    ['a*b', 'a*b', ['actor:a*b', '"a*b"']],
  ])('says what is wrong in %s, and what to write instead', (query, at, suggested) => {
    const found = error(query)
    expect(found.at).toBe(at)
    expect(found.suggestions.map((edit) => edited(query, edit))).toEqual(suggested)
    expect(found.message).toMatch(/^\S.*[.?]$/)
  })

  it('suggests for every mistake what mends it', () => {
    /** The query after its mistakes are mended one by one, each by its first suggestion. */
    const mended = (query: string, steps: number): string => {
      const parsed = parse(query, context)
      if (parsed.ok || steps === 0) return query
      return mended(edited(query, parsed.error.suggestions[0]), steps - 1)
    }
    fc.assert(
      fc.property(anyQuery, (query) => {
        const parsed = parse(query, context)
        if (parsed.ok) return
        for (const edit of parsed.error.suggestions) {
          const next = edited(query, edit)
          expect(next).not.toBe(query)
          expect(parse(mended(next, 40), context).ok, next).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('is bounded', () => {
    expect(parse('a'.repeat(maxQueryLength)).ok).toBe(true)
    expect(error('a'.repeat(maxQueryLength + 1))).toMatchObject({ from: maxQueryLength, to: maxQueryLength + 1 })
    const nested = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`
    expect(parse(nested(maxDepth))).toEqual({ ok: true, filter: text('a') })
    expect(error(nested(maxDepth + 1)).from).toBe(maxDepth)
    expect(error('('.repeat(4000)).from).toBe(maxDepth)
    const deep = `${'('.repeat(maxDepth + 2)}a b)) c${')'.repeat(maxDepth)}`
    expect(parse(edited(deep, error(deep).suggestions[0]))).toEqual(parse('a b c'))
    const long = 'a'.repeat(maxQueryLength + 1)
    expect(edited(long, error(long).suggestions[0])).toHaveLength(maxQueryLength)
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

describe('a query of too many terms (issue 13.10)', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, n) => n.toString(36)).join(',')
  it.each([
    [`action:${many(1001)}`, false],
    [`action:${many(1000)}`, true],
    [`action:(${many(600)}) (actor:(${many(450)}`, false],
    ['a '.repeat(1500), false],
    [`${'NOT '.repeat(1000)}a`, true],
    [`${'-('.repeat(101)}a`, false],
    ['('.repeat(4000), false],
    ['"" '.repeat(1200), false],
  ])('%.20s… is read or refused with a sentence', (text, isRead) => {
    const read = parse(text)
    expect(read.ok).toBe(isRead)
    if (read.ok) return
    expect(read.error.message.length).toBeLessThan(120)
    if (!read.error.message.includes(`${maxTerms.toLocaleString('en')} terms`)) return
    const [edit] = read.error.suggestions
    expect(parse(text.slice(0, edit.from) + edit.text).ok).toBe(true)
  })
})
