import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import { defaultConnector, definitionOf } from '../connector/built-in.ts'
import { nextHint } from './next-hint.ts'
import { leadsAway, requestBuilder } from './request-builder.ts'

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
    expect(builder.headers('t0ken')).toEqual({ Accept: 'application/json', Authorization: 'Bearer t0ken' })
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
