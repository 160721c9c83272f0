import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@contract/errors.ts'
import type { Remedy } from './request-failure.ts'
import { answering, failureOn, firstPage } from './simulation/client.ts'

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
