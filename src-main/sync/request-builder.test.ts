import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import type { SyncWindow } from '@contract/service.ts'
import { defaultConnector, definitionOf } from '../connector/built-in.ts'
import { define } from '../connector/fixtures/define.ts'
import { linkOf } from './link-header.ts'
import { nextHint } from './next-hint.ts'
import { authorization, leadsAway, requestBuilder } from './request-builder.ts'

type Parts = Readonly<Record<string, unknown>>

const builder = requestBuilder(definitionOf(defaultConnector))
const base = 'https://acme.example.com/base'

describe('a request of the built-in connector', () => {
  it('is as the tenant’s API describes it', () => {
    const window = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2, 3, 4, 5, 6) }
    const { method, body, url: href } = builder.page(base, { window, cursor: 'a+b/c=&d', limit: 250 })
    const url = new URL(href)
    expect([method, body, url.origin + url.pathname]).toEqual(['GET', null, 'https://acme.example.com/base/api/v1/iam/audit-logs'])
    expect(Object.fromEntries(url.searchParams)).toEqual({
      order: 'desc',
      limit: '250',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-02T03:04:05.006Z',
      cursor: 'a+b/c=&d',
    })
    expect(builder.headers).toEqual({ Accept: 'application/json' })
  })

  it('leaves out what is open', () => {
    const url = new URL(builder.page(base, { window: { from: null, to: null }, cursor: null, limit: 1000 }).url)
    expect([...url.searchParams.keys()].sort()).toEqual(['limit', 'order'])
  })

  it('to a connector nobody declared is refused', () => {
    expect(() => definitionOf('nobody')).toThrow(AppFailure)
  })
})
describe('a cursor that is a URL', () => {
  it.each([
    'https://evil.example/x',
    '//evil.example/x',
    ' HTTP://acme.example.com/x',
    'https://acme.example.com:444/x',
    '\\\\evil.example/x',
    'http://[',
  ])('%s leads away', (cursor) => expect(leadsAway(base, cursor)).toBe(true))
  it.each(['https://acme.example.com/next', 'eyJ0IjoxfQ==', 'a//b', '', 'https', '/api?cursor=1'])('%s does not', (cursor) =>
    expect(leadsAway(base, cursor)).toBe(false),
  )
  it('is never followed off the origin, whatever it is', () => {
    fc.assert(
      fc.property(fc.webUrl(), (cursor) => {
        expect(leadsAway(base, cursor)).toBe(new URL(cursor).origin !== 'https://acme.example.com')
      }),
    )
  })
})

describe('the guess at the next cursor', () => {
  const items = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant('"next_cursor":"wrong"'), fc.constant(']}'))), {
    maxLength: 4,
  })
  it('is right or none, wherever it stands and whatever the entries hold', () => {
    fc.assert(
      fc.property(items, fc.option(fc.string()), fc.boolean(), fc.constantFrom(0, 2), (list, next, first, indent) => {
        const page = first ? { next_cursor: next, items: list } : { items: list, next_cursor: next, retention: { days: 30 } }
        const guess = nextHint(builder.definition.paging, JSON.stringify(page, null, indent))
        expect(guess === undefined || guess === next).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('finds it behind the items, and before them', () => {
    expect(nextHint(builder.definition.paging, '{"items":[{"a":1}],"next_cursor":"c\\"1","retention":{}}')).toBe('c"1')
    expect(nextHint(builder.definition.paging, '{"items":[],"next_cursor":null}')).toBeNull()
    expect(nextHint(builder.definition.paging, '{ "next_cursor": "c2", "items": [{"a":1}] }')).toBe('c2')
  })

  it('is none for a page that was cut off', () => {
    expect(nextHint(builder.definition.paging, '{"items":[{"a":1}],"next_cursor":"c1","retention":{"da')).toBeUndefined()
  })
})

describe('what other APIs are asked', () => {
  const [from, to] = [Date.UTC(2026, 2, 1, 0, 0, 0, 250), Date.UTC(2026, 2, 2, 0, 0, 0, 250)]
  const ask = (parts: Parts, cursor: string | null = null, window: SyncWindow = { from, to }) => {
    const { url, method, body } = requestBuilder(define(parts)).page(base, { window, cursor, limit: 100 })
    const { pathname, searchParams } = new URL(url)
    return { pathname, query: Object.fromEntries(searchParams), method, body: body === null ? null : (JSON.parse(body) as unknown) }
  }
  const seconds = (inclusive: boolean) => ({
    from: { parameter: 'a', format: 'epoch_s', inclusive: true },
    to: { parameter: 'b', format: 'epoch_s', inclusive },
  })
  const table: [string, Parts, string | null, Parts][] = [
    ['by an offset', { paging: { style: 'offset', parameter: 'first' } }, '300', { first: '300' }],
    ['by a page number', { paging: { style: 'page', parameter: 'p' } }, null, { p: '1' }],
    ['by the last entry', { paging: { style: 'last-item', parameter: 'from', id: '/id' } }, 'e100', { from: 'e100' }],
    ['in seconds, rounded outwards', { window: seconds(false) }, null, { a: String(Math.floor(from / 1000)), b: String(Math.ceil(to / 1000)) }],
    ['in seconds, the end included', { window: seconds(true) }, null, { a: String(Math.floor(from / 1000)), b: String(Math.ceil(to / 1000) - 1) }],
    ['in days', { window: { from: { parameter: 'd', format: 'date', inclusive: true } } }, null, { d: '2026-03-01' }],
    [
      'inside a query',
      { window: { template: { parameter: 'phrase', text: 'created:{from}..{to}', format: 'iso', toInclusive: true } } },
      null,
      { phrase: 'created:2026-03-01T00:00:00.250Z..2026-03-02T00:00:00.249Z' },
    ],
    [
      'by a time that moves',
      { paging: { style: 'time' }, window: { to: { parameter: 'before', format: 'epoch_ms', inclusive: false } } },
      String(from + 5),
      { before: String(from + 6) },
    ],
    ['through a filter', { narrowed: { by: 'role changes', constant: { q: 'role' } } }, null, { q: 'role' }],
  ] // prettier-ignore
  it.each(table)('%s', (_, parts, cursor, expected) => {
    expect(ask(parts, cursor).query).toEqual(expected)
  })

  it('by an offset, never one by one: an entry alone overlaps with nothing that comes behind it (issue 12.6)', () => {
    const sizes = (style: string, min: number, max: number) =>
      requestBuilder(
        define({
          request: { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min, max } },
          paging: { style, parameter: 'first' },
        }),
      ).pageSize
    expect(sizes('offset', 1, 5)).toEqual({ min: 2, max: 5 })
    expect(sizes('offset', 1, 1)).toEqual({ min: 1, max: 1 })
    expect(sizes('page', 5, 5)).toEqual({ min: 5, max: 5 })
  })

  it('in a body', () => {
    const parts = {
      request: { method: 'POST', parametersIn: 'body', body: { query: '{ search }', variables: { max: 5 } } },
      paging: { style: 'cursor', next: '/next', parameter: '/variables/after' },
      window: { from: { parameter: '/variables/range/from', format: 'iso', inclusive: true } },
    }
    expect(ask(parts, 'c2')).toEqual({
      pathname: '/base/log',
      query: {},
      method: 'POST',
      body: { query: '{ search }', variables: { max: 5, after: 'c2', range: { from: '2026-03-01T00:00:00.250Z' } } },
    })
  })

  it('at the address of the next page, and nothing is added to it', () => {
    expect(ask({ paging: { style: 'link' } }, 'https://acme.example.com/other?after=3')).toMatchObject({
      pathname: '/other',
      query: { after: '3' },
    })
  })

  it('with the token in whatever form, in a header', () => {
    expect(['SSWS {secret}', 'Basic {base64}', '{secret}'].map((each) => authorization(each, 'ada:pw'))).toEqual([
      'SSWS ada:pw',
      'Basic YWRhOnB3',
      'ada:pw',
    ])
  })

  it('with headers of its own in place of the usual', () => {
    const { headers } = requestBuilder(define({ request: { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.1' } } }))
    expect(headers).toEqual({ Accept: 'application/json', 'content-type': 'application/x-amz-json-1.1' })
  })

  it('with parameters of the first request only (case 17)', () => {
    const body = {
      firstOnly: ['limit', 'start_time', 'extra'],
      method: 'POST',
      parametersIn: 'body',
      body: { extra: 1, always: 2 },
      pageSize: { parameter: 'limit', min: 2, max: 2 },
    }
    const builder = requestBuilder(
      define({
        request: body,
        paging: { style: 'cursor', next: '/cursor', parameter: 'cursor' },
        window: { from: { parameter: 'start_time', format: 'iso', inclusive: true, open: '1970-01-01T00:00:00Z' } },
      }),
    )
    const sent = (cursor: string | null) =>
      JSON.parse(builder.page(base, { window: { from: null, to: null }, cursor, limit: 2 }).body ?? '') as unknown
    expect(sent(null)).toEqual({ extra: 1, always: 2, limit: 2, start_time: '1970-01-01T00:00:00Z' })
    expect(sent('2')).toEqual({ always: 2, cursor: '2' })
  })

  it('in a body with seconds as numbers, and other times as texts', () => {
    const bound = (parameter: string, format: string) => ({ parameter, format, inclusive: true })
    const window = { from: bound('/in/from', 'epoch_s'), to: bound('to', 'iso') }
    const builder = requestBuilder(define({ request: { method: 'POST', parametersIn: 'body', pageSize: { min: 9, max: 9 } }, window }))
    const asked = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) }
    const sent = JSON.parse(builder.page(base, { window: asked, cursor: null, limit: 9 }).body ?? '') as { in: unknown; to: unknown }
    expect([sent.in, typeof sent.to]).toEqual([{ from: Date.UTC(2026, 0, 1) / 1000 }, 'string'])
  })

  it('with what differs from tenant to tenant; what lacks it is left out', () => {
    const builder = requestBuilder(
      define({
        request: {
          path: '/t/{tenantId}',
          method: 'POST',
          parametersIn: 'body',
          body: { of: ['{tenantId}'], in: { a: 'x {tenantId}', b: 1 } },
        },
      }),
    )
    const page = (variables: Record<string, string>) =>
      builder.page(base, { window: { from: null, to: null }, cursor: null, limit: 100 }, variables)
    expect(page({ tenantId: 'projects/a b' })).toMatchObject({
      url: `${base}/t/projects%2Fa%20b`,
      body: '{"of":["projects/a b"],"in":{"a":"x projects/a b","b":1}}',
    })
    expect(page({}).body).toBe('{"of":[],"in":{"b":1}}')
  })

  it('of a source that cannot be asked for a time, any time may come', () => {
    expect(requestBuilder(define()).reach({ from, to })).toEqual({ from: null, to: null })
    expect(requestBuilder(define({ window: seconds(false) })).reach({ from, to })).toEqual({ from: from - 250, to: to + 750 })
  })

  it('a next link anywhere but home leads away', () => {
    const { leadsAway: away } = requestBuilder(define({ paging: { style: 'next-url', next: '/next' } }))
    expect(['https://acme.example.com/x?c=1', '/x', 'https://acme.example.com:444/', 'https://elsewhere.example/', 'mailto:a@b'].map((each) => away(base, each))).toEqual([false, false, true, true, true]) // prettier-ignore
  })
})

describe('a Link header', () => {
  it.each([
    ['<https://a.test/x?a=1>; rel="next"', 'https://a.test/x?a=1'],
    ['<https://a.test/self>; rel="self", <https://a.test/x,y>; title="a, b"; rel=next', 'https://a.test/x,y'],
    ['</rel>; rel="prev next"', 'https://a.test/rel'],
    ['<https://a.test/x>; rel="previous"', null],
    ['nonsense', null],
    [null, null],
  ])('%s', (header, expected) => {
    expect(linkOf(header, 'next', 'https://a.test/log')).toBe(expected)
  })
})
