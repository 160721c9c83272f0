import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Numeral, Repeated } from '@contract/exact-json.ts'
import type { PageAsked } from '@contract/service.ts'
import { define } from '../../connector/fixtures/define.ts'
import { compileConnector } from './compile.ts'
import { compileMark } from './item-mark.ts'
import { compileNextPage } from './next-page.ts'

type Parts = Readonly<Record<string, unknown>>

const item = { id: 'e1', time: '2026-03-01T10:00:00Z', action: 'role_assigned', actor: 'Ada@Acme.test' }
/** Stands for JSON that is written as it is. */
const raw = (json: string) => `raw:${json}`
const textOf = (value: unknown): string =>
  JSON.stringify(value).replace(/"raw:((?:[^"\\]|\\.)*)"/g, (_, json: string) => JSON.parse(`"${json}"`) as string)
const mapped = (entry: Parts, sample: Parts) =>
  compileConnector(define({}, entry)).mapItem(textOf({ ...item, ...sample }), { id: () => 'fallback' })

describe('what APIs do with an entry', () => {
  const table: [string, Parts, Parts, Parts][] = [
    ['seconds since the epoch', { time: { from: '/at', format: 'epoch_s' } }, { at: 1_772_359_200.5 }, { occurredAt: 1_772_359_200_500 }],
    ['milliseconds as text', { time: { from: '/at', format: 'epoch_ms' } }, { at: '1772359200500' }, { occurredAt: 1_772_359_200_500 }],
    ['a day', { time: { from: '/at', format: 'date' } }, { at: '2026-03-01' }, { occurredAt: Date.UTC(2026, 2, 1) }],
    [
      'a time that is none',
      { time: { from: '/at', format: 'epoch_s' } },
      { at: 'soon' },
      { occurredAt: null, timestamp: 'soon', parseError: 'at is not a time in seconds between 1990 and 2100: “soon”' },
    ],
    ['numbers for ids', { id: { at: '/n', numbers: true } }, { n: 7 }, { id: '7' }],
    ['no ids', { id: { hash: ['/time', '/actor'] } }, { id: 'ignored' }, { id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
    ['other spellings', { aliases: { role_assign: ['role_assigned'] } }, {}, { action: 'role_assign', actionVerbatim: 'role_assigned' }],
    [
      'a resource that only the action names',
      { resource: { type: { byAction: { role: 'role', role_assign: 'assignment' } } } },
      {},
      { resource: { type: 'assignment' } },
    ],
    [
      'an action by the beginning of its own spelling (issue 12.14)',
      { action: '/event', aliases: { role_assign: ['role.granted'] }, resource: { type: { byAction: { 'role.': 'role', role_: 'other' } } } },
      { event: 'role.granted' },
      { action: 'role_assign', resource: { type: 'role' } },
    ],
    [
      'a text that only some actions have',
      {
        aliases: { grant: ['role_assigned'] },
        ip: { first: [{ at: '/a', notActions: ['gra'] }, '/b'] },
        userAgent: { at: '/a', onlyActions: ['role_'] },
        requestId: { first: [{ at: '/a', onlyActions: ['other'] }, '/b'] },
      },
      { a: 'x', b: 'y' },
      { ip: 'y', userAgent: 'x', requestId: 'y' },
    ],
    ['numbers beyond what JavaScript holds for ids (issue 12.7)', { id: { at: '/n', numbers: true } }, { n: raw('9007199254740993') }, { id: '9007199254740993' }],
    ['numbers as they are written', { requestId: { template: '{/n}/{/m}' } }, { n: raw('1.10'), m: raw('-0') }, { requestId: '1.10/-0' }],
    ['numbers in a list that is picked from', { ip: { pick: { from: '/of', where: { '/n': '1.0' }, at: '/ip' } } }, { of: raw('[{"n":1,"ip":"no"},{"n":1.0,"ip":"yes"}]') }, { ip: 'yes' }],
    [
      'the one of a list that is meant',
      { target: { email: { pick: { from: '/of', where: { '/type': ['User', 'Person'] }, at: '/mail' }, lower: true } } },
      { of: [{ type: 'Group', mail: 'x' }, { type: 'Person', mail: 'Bob@Acme.test' }] },
      { target: { email: 'bob@acme.test' } },
    ],
    [
      'fields as keys and values',
      { ip: { pick: { from: '/fields', where: { '/key': 'ip' }, at: '/value' } } },
      { fields: [{ key: 'agent', value: 'x' }, { key: 'ip', value: '198.51.100.1' }] },
      { ip: '198.51.100.1' },
    ],
    ['the first that is there', { requestId: { first: ['/a', { at: '/b', absent: ['NA'] }, '/c'] } }, { a: '', b: 'NA', c: 'r1' }, { requestId: 'r1' }],
    ['texts put together', { resource: { name: { template: '{/kind}/{/n}' } } }, { kind: 'team', n: 4 }, { resource: { type: '', name: 'team/4' } }],
    ['a part of a sentence', { target: { name: { at: '/said', capture: '^gave role to ([^ ]+)' } } }, { said: 'gave role to bob today' }, { target: { name: 'bob' } }],
    ['JSON inside a string', { ip: { at: '/more', json: '/client/ip' } }, { more: '{"client":{"ip":"198.51.100.2"}}' }, { ip: '198.51.100.2' }],
    ['other words', { resource: { type: { at: '/kind', map: { UserGroup: 'group' } } } }, { kind: 'UserGroup' }, { resource: { type: 'group' } }],
    [
      'changes as properties',
      { changes: { list: '/diff', property: '/property', old: '/old', new: '/new' } },
      { diff: [{ property: 'title', old: 'a', new: 'b' }, { property: '__proto__', new: 'c' }] },
      { changes: { before: { title: 'a' }, after: Object.fromEntries([['title', 'b'], ['__proto__', 'c']]) as unknown } },
    ],
    [
      'changes as keys and values',
      { changes: { pairs: '/set', key: '/k', value: '/v' } },
      { set: [{ k: 'role', v: 'admin' }] },
      { changes: { before: undefined, after: { role: 'admin' } } },
    ],
    [
      'a representation as text',
      { changes: { after: { at: '/representation', json: true } } },
      { representation: '{"enabled":false}' },
      { changes: { before: undefined, after: { enabled: false } } },
    ],
  ] // prettier-ignore
  it.each(table)('%s', (_, entry, sample, expected) => {
    expect(mapped(entry, sample)).toMatchObject(expected)
  })

  it('a member is no member because every object has it', () => {
    expect(mapped({ ip: '/constructor/name', userAgent: '/toString' }, {})).not.toHaveProperty('ip')
  })
})

describe('what changed, as it is written (issue 12.13)', () => {
  const changed = (changes: Parts, sample: string) => mapped({ changes }, { c: raw(sample) }).changes

  it('has digits, doubled members and doubled properties', () => {
    const sides = { before: '/c/was', after: '/c/is' }
    expect(changed(sides, '{"was":{"n":9007199254740993,"__proto__":1.0},"is":{"a":1,"a":2}}')).toEqual({
      before: Object.fromEntries([['n', new Numeral('9007199254740993')], ['__proto__', new Numeral('1.0')]]),
      after: { a: new Repeated([1, 2]) },
    }) // prettier-ignore
    expect(changed({ after: { at: '/c', json: true } }, JSON.stringify('{"n":1e400,"n":-0}'))?.after).toEqual({
      n: new Repeated([new Numeral('1e400'), new Numeral('-0')]),
    })
    const list = { list: '/c', property: '/p', old: '/o', new: '/n' }
    expect(changed(list, '[{"p":"a","o":1,"n":2},{"p":"a","o":3,"n":4}]')).toEqual({
      before: { a: new Repeated([1, 3]) },
      after: { a: new Repeated([2, 4]) },
    })
  })

  it('ids that are made of numbers differ where the numbers do, and stay what they were otherwise', () => {
    const idOf = (n: string) => mapped({ id: { hash: ['/n'] } }, { n: raw(n) }).id
    expect(idOf('9007199254740993')).not.toBe(idOf('9007199254740992'))
    expect(idOf('{"b":1,"a":[2]}')).toBe(createHash('sha256').update('[{"b":1,"a":[2]}]').digest('hex'))
  })
})

describe('how it ended', () => {
  const rules = (...status: Parts[]) => ({ status })
  const table: [string, Parts, Parts, string][] = [
    ['a word', rules({ text: '/r', map: { OK: 'success' } }), { r: 'OK' }, 'success'],
    ['a word that nobody foresaw is not a success', rules({ text: '/r', map: { OK: 'success' } }), { r: 'FINE' }, 'unknown'],
    ['a status code', rules({ number: '/code', ranges: [{ from: 200, to: 299, is: 'success' }, { from: 400, to: 599, is: 'failed' }] }), { code: 204 }, 'success'],
    ['a status code outside', rules({ number: '/code', ranges: [{ from: 200, to: 299, is: 'success' }] }), { code: 302 }, 'unknown'],
    ['an inverted truth value', rules({ boolean: '/is_failure', true: 'failed', false: 'success' }), { is_failure: false }, 'success'],
    ['an error that is there', rules({ present: '/error', is: 'failed' }, { always: 'success' }), { error: { code: 'x' } }, 'failed'],
    ['an error that is not', rules({ present: '/error', is: 'failed' }, { always: 'success' }), { error: null }, 'success'],
    ['an action that says it', rules({ actions: ['role_assigned'], is: 'failed' }), {}, 'failed'],
    ['an action by its own spelling', { aliases: { role_assign: ['role_assigned'] }, ...rules({ actions: ['role_assigned'], is: 'failed' }) }, {}, 'failed'],
    ['an action by what it is called here', { aliases: { role_assign: ['role_assigned'] }, ...rules({ actions: ['role_assign'], is: 'failed' }) }, {}, 'failed'],
  ] // prettier-ignore
  it.each(table)('%s', (_, entry, sample, expected) => {
    expect(mapped(entry, sample).status).toBe(expected)
  })

  it('is marked when no rule has anything to say', () => {
    expect(mapped(rules({ text: '/r', map: { OK: 'success', NO: 'failed' } }), { r: 'HM' }).parseError).toBe('status is none of OK, NO')
  })
})

describe('where the next page is', () => {
  const asked: PageAsked = { url: 'https://acme.test/log', cursor: null, limit: 100, link: null, at: 0 }
  const e100 = JSON.stringify({ id: 'e100', time: '2026-03-01T10:00:00.750Z' })
  const full = { items: Array.from({ length: 100 }, () => e100), rest: {} }
  const mark = compileMark(define({}).entry)(e100)
  const table: [string, Parts, Parts, Parts, string | null][] = [
    ['nowhere', { paging: { style: 'none' } }, {}, {}, null],
    ['in a link', { paging: { style: 'link' } }, {}, { link: 'https://acme.test/log?a=2' }, 'https://acme.test/log?a=2'],
    ['in a link to the same page', { paging: { style: 'link' } }, {}, { link: 'https://acme.test/log' }, null],
    ['in a link behind an empty page', { paging: { style: 'link' } }, { items: [] }, { link: 'https://acme.test/log?a=2' }, 'https://acme.test/log?a=2'],
    ['nowhere behind an empty page that is said to be the end', { paging: { style: 'link' }, stop: { emptyPage: true } }, { items: [] }, { link: 'https://acme.test/log?a=2' }, null],
    ['in the body of an empty page', { paging: { style: 'cursor', next: '/next', parameter: 'c' } }, { items: [], rest: { next: 'c2' } }, {}, 'c2'],
    ['in the body of an empty page, as an address', { paging: { style: 'next-url', next: '/next' } }, { items: [], rest: { next: '/log?p=2' } }, {}, 'https://acme.test/log?p=2'],
    ['nowhere, when the body repeats the cursor', { paging: { style: 'cursor', next: '/next', parameter: 'c' } }, { rest: { next: 'c2' } }, { cursor: 'c2' }, null],
    ['nowhere, when the address is this one in another order', { paging: { style: 'next-url', next: '/next' } }, { rest: { next: '/log?b=1&a=2' } }, { url: 'https://acme.test/log?a=2&b=1' }, null],
    ['nowhere, behind an empty page where entries are counted', { paging: { style: 'offset', parameter: 'o' } }, { items: [] }, { cursor: '200' }, null],
    ['in the body', { paging: { style: 'cursor', next: '/meta/next', parameter: 'c' } }, { rest: { meta: { next: 'c2' } } }, {}, 'c2'],
    ['in the body, said to be the last', { paging: { style: 'cursor', next: '/next', parameter: 'c' }, stop: { more: '/more' } }, { rest: { next: 'c2', more: false } }, {}, null],
    ['in the body as an address', { paging: { style: 'next-url', next: '/next' } }, { rest: { next: '/log?p=2' } }, {}, 'https://acme.test/log?p=2'],
    ['by counting', { paging: { style: 'offset', parameter: 'o' } }, {}, { cursor: '200' }, `299 ${mark}`],
    ['by counting, behind the overlap alone', { paging: { style: 'offset', parameter: 'o' } }, { items: [e100] }, { cursor: `299 ${mark}` }, '300'],
    ['by counting, in pages of one', { paging: { style: 'offset', parameter: 'o' } }, { items: [e100] }, { cursor: '299', limit: 1 }, '300'],
    ['by counting to the end', { paging: { style: 'offset', parameter: 'o' }, stop: { total: '/total' } }, { rest: { total: 300 } }, { cursor: '200' }, null],
    ['by numbers', { paging: { style: 'page', parameter: 'p' } }, {}, {}, '2'],
    ['by numbers to the end', { paging: { style: 'page', parameter: 'p' }, stop: { total: '/total' } }, { rest: { total: 180 } }, { cursor: '2' }, null],
    ['by numbers, behind a short page', { paging: { style: 'page', parameter: 'p' }, stop: { shortPage: true } }, { items: full.items.slice(1) }, {}, null],
    ['behind the last entry', { paging: { style: 'last-item', parameter: 'from', id: '/id' } }, {}, {}, 'e100'],
    [
      'before the time of the last entry',
      { paging: { style: 'time' }, window: { to: { parameter: 'to', format: 'epoch_ms', inclusive: false } } },
      {},
      {},
      `${Date.UTC(2026, 2, 1, 10, 0, 0, 750)} 100`,
    ],
  ] // prettier-ignore
  it.each(table)('%s', (_, parts, seen, request, expected) => {
    expect(compileNextPage(define(parts))({ ...full, ...seen }, { ...asked, ...request })).toBe(expected)
  })

  it('is not known where the last entry of the page before is gone (issue 12.6)', () => {
    const next = compileNextPage(define({ paging: { style: 'offset', parameter: 'o' } }))
    const stale = expect.objectContaining({ error: expect.objectContaining({ code: 'cursor-expired' }) as unknown }) as Error
    const others = [JSON.stringify({ id: 'e101' })]
    expect(() => next({ items: others, rest: {} }, { ...asked, cursor: `99 ${mark}` })).toThrow(stale)
    expect(() => next({ items: [], rest: {} }, { ...asked, cursor: `99 ${mark}` })).toThrow(stale)
    expect(next({ items: [...others, e100, ...others], rest: {} }, { ...asked, cursor: `99 ${mark}` })).toMatch(/^101 /)
  })

  it('is not told by a cursor that is no text: such a definition can never work', () => {
    const next = compileNextPage(define({ paging: { style: 'cursor', next: '/links/next', parameter: 'c' } }))
    const wrong = expect.objectContaining({ error: expect.objectContaining({ code: 'connector-mismatch' }) as unknown }) as Error
    expect(() => next({ ...full, rest: { links: { next: { href: 'x' } } } }, asked)).toThrow(wrong)
  })
})

describe('the next page by time, of a page with times that cannot be read (issue 12.12)', () => {
  const next = compileNextPage(
    define({ paging: { style: 'time' }, window: { to: { parameter: 'to', format: 'epoch_ms', inclusive: false } } }),
  )
  const asked: PageAsked = { url: '', cursor: null, limit: 3, link: null, at: 0 }
  const seen = (...times: unknown[]) => ({ rest: {}, items: times.map((time) => JSON.stringify({ time })) })

  it('goes on from the last entry that has a time', () => {
    expect(next(seen('2026-03-01T10:00:00Z', '2026-02-30T10:00:00Z', null), asked)).toBe(`${Date.UTC(2026, 2, 1, 10)} 3`)
  })

  it('is not taken for the end where no entry has one', () => {
    expect(() => next(seen('soon', null, 17), asked)).toThrow('no entry of this page has a time that can be read')
  })
})

describe('a page', () => {
  const bytes = (page: unknown): Buffer => Buffer.from(JSON.stringify(page))
  it.each([
    ['that is a list', '', [item, item]],
    ['with a list inside', '/data/search/edges', { data: { search: { edges: [item, item], cost: 1 } }, errors: [] }],
  ])('%s', (_, items, page) => {
    const read = compileConnector(define({ items })).readPage(bytes(page))
    expect(read.raws.map((raw) => JSON.parse(raw.toString()) as unknown)).toEqual([item, item])
  })

  it('may state how far back the source goes, or the definition does', () => {
    const stated = compileConnector(define({ retention: { days: '/keeps' } })).readPage(bytes({ items: [], keeps: 30 }))
    expect(stated.retention).toEqual({ days: 30, oldest: null })
    const at = Date.UTC(2026, 3, 1)
    const known = compileConnector(define({ retention: { days: 90 } }))
    expect(known.readPage(bytes({ items: [] }), { url: '', cursor: null, limit: 1, link: null, at }).retention).toEqual({
      days: 90,
      oldest: at - 90 * 86_400_000,
    })
  })
})
