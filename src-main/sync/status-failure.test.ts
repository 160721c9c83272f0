import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@contract/errors.ts'
import { answering, failureOn, firstPage } from '../../tests/simulation/client.ts'
import { define } from '../connector/fixtures/define.ts'
import { Pace } from './pace.ts'
import type { Remedy } from './request-failure.ts'

describe('a status', () => {
  const json = (code: string) => JSON.stringify({ error: { code, message: 'said so' } })
  const table: [number, string, ErrorCode, Remedy][] = [
    [400, json('invalid_parameter'), 'invalid-request', 'stop'],
    [401, json('unauthorized'), 'unauthorized', 'stop'],
    [401, '<html>', 'unauthorized', 'stop'],
    [403, json('permission_denied'), 'permission-denied', 'stop'],
    [404, '', 'endpoint-not-found', 'stop'],
    [405, '', 'endpoint-not-found', 'stop'],
    [407, '', 'tenant-unreachable', 'stop'],
    [408, '', 'tenant-unavailable', 'later'],
    [410, json('gone'), 'endpoint-not-found', 'stop'],
    [413, '', 'page-too-large', 'smaller-now'],
    [418, '<html>', 'not-the-tenant', 'stop'],
    [418, '{}', 'invalid-request', 'stop'],
    [422, '{}', 'invalid-request', 'stop'],
    [425, '', 'tenant-unavailable', 'later'],
    [429, json('rate_limited'), 'rate-limited', 'limited'],
    [500, '', 'tenant-unavailable', 'later'],
    [502, '<html>bad gateway', 'tenant-unavailable', 'later'],
    [503, json('unavailable'), 'tenant-unavailable', 'later'],
    [504, '', 'tenant-unavailable', 'later'],
    [511, '<html>', 'not-the-tenant', 'stop'],
    [302, '', 'cross-origin-next', 'stop'],
    [201, '{}', 'invalid-page', 'smaller'],
  ]
  it.each(table)('%i %s is told as %s and answered with %s', async (status, text, code, remedy) => {
    const thrown = await failureOn(answering(() => new Response(text, { status })))
    expect(thrown.error.code).toBe(code)
    expect(thrown.remedy).toBe(remedy)
    expect(thrown.error.message).toMatch(/^[A-Z].*\.$/s)
    expect(thrown.error.next).toMatch(/^[A-Z].*\.$/s)
  })

  it('of an expired or refused cursor begins a fresh walk, but only when a cursor was sent', async () => {
    const withCursor = { ...firstPage, cursor: 'c' }
    for (const [status, code] of [
      [410, 'cursor_expired'],
      [400, 'invalid_cursor'],
    ] as const) {
      const response = () => new Response(json(code), { status })
      expect((await failureOn(answering(response), withCursor)).remedy).toBe('fresh-cursor')
      expect((await failureOn(answering(response))).remedy).toBe('stop')
    }
    expect(
      (
        await failureOn(
          answering(() => new Response('', { status: 410 })),
          withCursor,
        )
      ).remedy,
    ).toBe('fresh-cursor')
    expect(
      (
        await failureOn(
          answering(() => new Response(json('gone'), { status: 410 })),
          withCursor,
        )
      ).error.code,
    ).toBe('endpoint-not-found')
  })

  it('403 names the permission and the administrator', async () => {
    const { error } = await failureOn(answering(() => new Response('', { status: 403 })))
    expect(error.message).toContain('iam:tenant:iam:audit:read')
    expect(error.next).toMatch(/Contact your administrator/)
  })

  it('429 carries how long to wait, from either form, or from the reset of the budget', async () => {
    const date = Date.UTC(2026, 10, 23, 12)
    const answered = { date: new Date(date).toUTCString() }
    const of = async (headers: Record<string, string>) =>
      (await failureOn(answering(() => new Response('', { status: 429, headers: { ...answered, ...headers } })))).retryAfterMs
    expect(await of({ 'retry-after': '12' })).toBe(12_000)
    expect(await of({ 'retry-after': new Date(date + 30_000).toUTCString() })).toBe(30_000)
    expect(await of({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(date / 1000 + 5) })).toBe(5000)
    expect(await of({})).toBeNull()
  })
})

describe('a refusal as a definition reads it', () => {
  const errors = {
    code: ['/errors/0/type', '/code'],
    message: ['/errors/0/message'],
    insideOk: '/errors',
    rules: [
      { status: [403], budgetSpent: true, is: 'limited' },
      { status: [500], code: ['quota'], is: 'limited' },
      { status: [400], withCursor: true, is: 'cursor' },
      { code: ['RETRY'], is: 'later' },
      { code: ['DENIED'], is: 'permission' },
    ],
  }
  const definition = define({ errors, rateLimit: { remaining: 'X-Left', reset: { header: 'X-Reset', format: 'delta_s' } } })
  const inside = (type: string) => JSON.stringify({ data: null, errors: [{ type, message: 'no' }] })
  const table: [string, number, string, Record<string, string>, string | null, ErrorCode, Remedy][] = [
    ['a 403 with nothing left', 403, '', { 'x-left': '0', 'x-reset': '9' }, null, 'rate-limited', 'limited'],
    ['a 403 with something left', 403, '', { 'x-left': '3' }, null, 'permission-denied', 'stop'],
    ['a limit inside a 500', 500, '{"code":"quota"}', {}, null, 'rate-limited', 'limited'],
    ['a 500', 500, '{"code":"other"}', {}, null, 'tenant-unavailable', 'later'],
    ['a cursor that is too old', 400, '', {}, 'c', 'cursor-expired', 'fresh-cursor'],
    ['the same without a cursor', 400, '', {}, null, 'invalid-request', 'stop'],
    ['a refusal inside a 200', 200, inside('DENIED'), {}, null, 'permission-denied', 'stop'],
    ['a wait inside a 200', 200, inside('RETRY'), {}, null, 'tenant-unavailable', 'later'],
    ['another refusal inside a 200', 200, inside('SYNTAX'), {}, null, 'invalid-request', 'stop'],
  ]
  it.each(table)('%s', async (_, status, body, headers, cursor, code, remedy) => {
    const thrown = await failureOn(
      answering(() => new Response(body, { status, headers })),
      { ...firstPage, cursor },
      definition,
    )
    expect([thrown.error.code, thrown.remedy]).toEqual([code, remedy])
    if (remedy === 'limited' && headers['x-reset']) expect(thrown.retryAfterMs).toBe(9000)
    // It names no permission, so none is named.
    if (code === 'permission-denied') expect(thrown.error.message).toBe('The token may not read the IAM audit log.')
  })
})

it('an own budget is kept to: so many requests in so many seconds', () => {
  const pace = new Pace({ requests: 2, perSeconds: 10 })
  pace.sent(1000)
  expect(pace.wait(1500)).toBeNull()
  pace.sent(4000)
  expect(pace.wait(4000)).toBe(7000)
  expect(pace.wait(11_000)).toBeNull()
  pace.sent(11_000)
  expect(pace.wait(11_500)).toBe(2500)
})
