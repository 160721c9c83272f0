import { request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ask, page } from './client.ts'
import { faultKinds, fixedNow, parseFault, startDemoTenant, type DemoTenant } from './index.ts'
import { readFault } from './server/faults.ts'

let tenant: DemoTenant
beforeAll(async () => {
  tenant = await startDemoTenant({ entries: 200, frozen: true })
})
afterEach(() => tenant.setFault(null))
afterAll(() => tenant.close())

describe('the control API', () => {
  const control = (method: string, path: string, body?: unknown, headers = {}): Promise<Response> =>
    fetch(`${tenant.url}/_control/${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })

  it('switches faults on for some requests, and off', async () => {
    await control('POST', 'faults', [{ kind: 'server-error', after: 1, times: 2 }])
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await ask(tenant)).status)
    expect(statuses).toEqual([200, 500, 500, 200])
    await control('POST', 'faults', { kind: 'not-found' })
    expect((await ask(tenant)).status).toBe(404)
    expect(await (await control('DELETE', 'faults')).json()).toEqual({ faults: [] })
    expect((await ask(tenant)).status).toBe(200)
  })

  it('answers before it cuts the connection for a refusal, which ends by itself', async () => {
    expect((await control('POST', 'faults', { kind: 'refuse', ms: 100 })).status).toBe(200)
    await expect
      .poll(
        () =>
          ask(tenant).then(
            () => 'open',
            () => 'refused',
          ),
        { interval: 10 },
      )
      .toBe('refused')
    await expect
      .poll(() =>
        ask(tenant).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('open')
  })

  it('appends, revokes, sets the clock and the limits, and counts', async () => {
    const own = await startDemoTenant({ entries: 50, frozen: true })
    const post = async (path: string, body: unknown): Promise<unknown> =>
      (await fetch(`${own.url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
    expect(await post('append', { count: 3, late: true })).toMatchObject({
      ids: [expect.any(String), expect.any(String), expect.any(String)],
    })
    await post('revoke', { token: 'full' })
    expect((await ask(own)).status).toBe(401)
    await post('revoke', { token: 'full', revoked: false })
    expect(await post('clock', { advanceMs: 86_400_000 })).toEqual({ now: new Date(fixedNow + 86_400_000).toISOString() })
    await post('settings', { retentionDays: 7, perMinute: 1 })
    expect((await page(own)).retention.days).toBe(7)
    expect((await ask(own)).status).toBe(429)
    await post('live', { everyMs: 5 })
    await expect.poll(() => own.stats().entries).toBeGreaterThan(55)
    const stats = (await (await fetch(`${own.url}/_control/stats`)).json()) as unknown
    expect(stats).toMatchObject({ requests: 3, pages: 1, byStatus: { 200: 1, 401: 1, 429: 1 } })
    expect(JSON.stringify(stats)).not.toContain(own.tokens.full)
    await own.close()
  })

  it('refuses what it does not know, web pages, and other hosts’ names', async () => {
    expect((await control('POST', 'faults', { kind: 'earthquake' })).status).toBe(400)
    expect((await control('POST', 'faults', { kind: 'drip', speed: 1 })).status).toBe(400)
    expect((await control('GET', 'secrets')).status).toBe(404)
    expect((await control('GET', 'stats', undefined, { origin: 'https://evil.example' })).status).toBe(403)
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${tenant.url}/_control/stats`, { headers: { host: 'rebound.example' } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})

describe('a fault on the command line', () => {
  it('is a kind or a status, with settings', () => {
    expect(parseFault('429:retryAfter=5,times=2')).toEqual({ kind: 'rate-limit-seconds', retryAfter: 5, times: 2 })
    expect(parseFault('502')).toEqual({ kind: 'server-error', status: 502 })
    for (const kind of faultKinds) expect(parseFault(kind).kind).toBe(kind)
    expect(() => parseFault('earthquake')).toThrow('no fault "earthquake"')
    expect(() => parseFault('drip:speed=1')).toThrow('no setting "speed"')
    expect(() => parseFault('drip:ms=soon')).toThrow('must be a number')
  })

  it('is read, or refused with a sentence, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.constantFrom(...faultKinds), fc.string()).map((parts) => parts.join(':')),
        ),
        (text) => {
          try {
            const fault = parseFault(text)
            expect(readFault(fault)).toEqual(fault)
          } catch (error) {
            expect((error as Error).message).toMatch(/\.$/)
          }
        },
      ),
    )
  })
})
