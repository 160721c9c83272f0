import { createGunzip } from 'node:zlib'
import { request as httpRequest } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ask, errorOf, page, walk, type Page, type Parameters } from './client.ts'
import { fixedNow, startDemoTenant, type DemoTenant, type Fault } from './index.ts'

let tenant: DemoTenant
beforeAll(async () => {
  tenant = await startDemoTenant({ entries: 1_200, frozen: true })
})
afterEach(() => tenant.setFault(null))
afterAll(() => tenant.close())

async function under(fault: Fault): Promise<Awaited<ReturnType<typeof ask>>> {
  await tenant.setFault(fault)
  return ask(tenant)
}
const broken = { code: expect.stringMatching(/^(ECONNRESET|ECONNREFUSED)$/) as unknown }

describe('answers', () => {
  it.each<[Fault, number, string]>([
    [{ kind: 'unauthorized' }, 401, 'unauthorized'],
    [{ kind: 'forbidden' }, 403, 'permission_denied'],
    [{ kind: 'not-found' }, 404, 'not_found'],
    [{ kind: 'gone' }, 410, 'gone'],
    [{ kind: 'server-error' }, 500, 'internal_error'],
    [{ kind: 'server-error', status: 503, retryAfter: 9 }, 503, 'unavailable'],
  ])('%j', async (fault, status, code) => {
    const reply = await under(fault)
    expect([reply.status, errorOf(reply).code]).toEqual([status, code])
    if (fault.retryAfter !== undefined) expect(reply.headers['retry-after']).toBe(String(fault.retryAfter))
  })

  it('502 comes from a proxy that speaks HTML', async () => {
    const { headers, status } = await under({ kind: 'server-error', status: 502 })
    expect([status, headers['content-type']]).toEqual([502, 'text/html; charset=utf-8'])
  })

  it('429 says how long to wait, in seconds or as a date', async () => {
    const seconds = await under({ kind: 'rate-limit-seconds', retryAfter: 30 })
    const date = await under({ kind: 'rate-limit-date', retryAfter: 30 })
    expect([seconds.status, seconds.headers['retry-after']]).toEqual([429, '30'])
    expect([date.status, date.headers['retry-after']]).toEqual([429, new Date(fixedNow + 30_000).toUTCString()])
  })

  it('410 for a cursor leaves first pages alone', async () => {
    const { next_cursor: cursor } = await page(tenant)
    expect((await under({ kind: 'cursor-expired' })).status).toBe(200)
    const reply = await ask(tenant, { cursor: cursor ?? '' })
    expect([reply.status, errorOf(reply).code]).toEqual([410, 'cursor_expired'])
  })

  it('a captive portal answers 200 with HTML', async () => {
    const { headers, status, text } = await under({ kind: 'html' })
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('<form>')
  })

  it.each<Fault>([{ kind: 'truncated' }, { kind: 'invalid-json' }, { kind: 'empty' }])('%j is no JSON', async (fault) => {
    const { status, text } = await under(fault)
    expect(status).toBe(200)
    expect(() => JSON.parse(text) as unknown).toThrow()
  })

  it('JSON that is not a page', async () => {
    expect(JSON.parse((await under({ kind: 'not-a-page' })).text)).not.toHaveProperty('items')
  })
})

describe('pages', () => {
  it('with items that do not fit, and the others as they were', async () => {
    const { items: right } = await page(tenant)
    const { items } = JSON.parse((await under({ kind: 'schema', count: 8 })).text) as Page
    expect(items.slice(8)).toEqual(right.slice(8))
    const fits = (item: unknown): boolean => {
      const entry = item as Partial<Page['items'][number]> | null | string
      if (typeof entry !== 'object' || entry === null) return false
      const { action, actor, id, resource, status, timestamp } = entry
      return (
        typeof id === 'string' &&
        !Number.isNaN(Date.parse(timestamp ?? '')) &&
        !!actor &&
        !!action &&
        !!resource &&
        !Array.isArray(resource) &&
        typeof status === 'string'
      )
    }
    expect(items.map(fits)).toEqual(items.map((_, i) => i >= 8))
  })

  it('that come twice, with a new cursor each time and nothing lost', async () => {
    await tenant.setFault({ kind: 'duplicate-page', after: 1, times: 1 })
    const pages: Page[] = []
    const items = await walk(tenant, { limit: 200 }, (answer) => pages.push(answer))
    expect(pages[2]?.items).toEqual(pages[1]?.items)
    expect(new Set(pages.map(({ next_cursor: cursor }) => cursor)).size).toBe(pages.length)
    expect(new Set(items.map(({ id }) => id)).size).toBe(1_200)
    expect(items).toHaveLength(1_400)
  })

  it('whose cursors lead in a circle', async () => {
    await tenant.setFault({ kind: 'cursor-loop' })
    const cursors: (string | null)[] = [(await page(tenant)).next_cursor]
    for (let i = 0; i < 5; i++) cursors.push((await page(tenant, { cursor: cursors.at(-1) ?? '' })).next_cursor)
    expect(new Set(cursors).size).toBe(2)
    expect(cursors[1]).not.toBe(cursors[0])
    expect(cursors[2]).toBe(cursors[0])
  })

  it('whose cursor does not advance', async () => {
    await tenant.setFault({ kind: 'cursor-stuck' })
    const cursor = (await page(tenant)).next_cursor ?? ''
    expect((await page(tenant, { cursor })).next_cursor).toBe(cursor)
  })

  it('of many megabytes, valid all the same; smaller ones pass when told so', async () => {
    const { text } = await under({ kind: 'huge-page', bytes: 8_000_000 })
    expect(text.length).toBeGreaterThan(8_000_000)
    expect((JSON.parse(text) as Page).items).toHaveLength(100)
    await tenant.setFault({ kind: 'huge-page', aboveLimit: 50 })
    expect((await page(tenant, { limit: 50 })).items).toHaveLength(50)
  })

  it('that are small and inflate to as much as was asked for, in valid gzip', async () => {
    await tenant.setFault({ kind: 'gzip-bomb', bytes: 64 * 2 ** 20 })
    const sizes = await inflated(tenant)
    expect(sizes.inflated).toBeGreaterThan(64 * 2 ** 20)
    expect(sizes.received).toBeLessThan(sizes.inflated / 500)
    expect(sizes.end).toBe('xxx"}')
  })
})

describe('other origins', () => {
  it.each<Fault>([{ kind: 'redirect' }, { kind: 'redirect', status: 307 }])('%j', async (fault) => {
    const { headers, status } = await under(fault)
    expect(status).toBe(fault.status ?? 302)
    expect(new URL(headers.location ?? '').origin).not.toBe(tenant.url)
  })

  it('in the next cursor and the Link header, where a token that comes is noticed', async () => {
    const { headers, text } = await under({ kind: 'foreign-next' })
    const next = (JSON.parse(text) as Page).next_cursor ?? ''
    expect(new URL(next).origin).not.toBe(tenant.url)
    expect(headers.link).toContain(next)
    await fetch(next, { headers: { authorization: 'Bearer canary' } })
    expect(tenant.stats().elsewhere).toEqual({ requests: 1, withAuthorization: 1 })
  })
})

describe('connections', () => {
  it.each<Fault>([{ kind: 'reset' }, { kind: 'reset-body' }])('%j', async (fault) => {
    await expect(under(fault)).rejects.toMatchObject(broken)
  })

  it('are refused until it ends', async () => {
    await tenant.setFault({ kind: 'refuse' })
    await expect(ask(tenant)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await tenant.setFault(null)
    expect((await ask(tenant)).status).toBe(200)
  })

  it('are refused for a while, from some request on', async () => {
    await tenant.setFault({ kind: 'refuse', after: 1, times: 1, ms: 60 })
    expect((await ask(tenant)).status).toBe(200)
    await expect(ask(tenant)).rejects.toMatchObject(broken)
    await expect
      .poll(() =>
        ask(tenant).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
  })

  it.each<Fault>([{ kind: 'hang' }, { kind: 'hang-body' }])('%j', async (fault) => {
    await tenant.setFault(fault)
    await expect(ask(tenant, {}, { timeoutMs: 200 })).rejects.toThrow('timeout')
  })

  it('drip', async () => {
    await tenant.setFault({ kind: 'drip', bytes: 400, ms: 1 })
    const chunks = await chunksOf(tenant)
    expect(chunks.length).toBeGreaterThan(5)
    expect(withoutCursor(chunks.join(''))).toBe(await plain({ limit: 5 }))
  })
})

describe('time and content', () => {
  it('the Date header is wrong, the entries are not', async () => {
    const { headers, text } = await under({ kind: 'clock-skew', ms: -600_000 })
    expect(headers.date).toBe(new Date(fixedNow - 600_000).toUTCString())
    expect(withoutCursor(text)).toBe(await plain({}))
  })

  it('entries drift and vanish in the middle of a walk', async () => {
    const own = await startDemoTenant({ entries: 600 })
    await own.setFault([{ kind: 'drift', after: 1, times: 1, count: 2 }, { kind: 'vanish', after: 2, times: 1, count: 3 }]) // prettier-ignore
    await walk(own, { limit: 150 })
    expect(own.stats()).toMatchObject({ entries: 597, byFault: { drift: 1, vanish: 1 } })
    expect((await ask(own, { limit: 1000 })).text).toContain('"user_agent":"corrected"')
    await own.close()
  })
})

/** The right answer. */
async function plain(parameters: Parameters): Promise<string> {
  await tenant.setFault(null)
  return withoutCursor((await ask(tenant, parameters)).text)
}

/** Two cursors for the same place differ. */
function withoutCursor(text: string): string {
  return text.replace(/"next_cursor":"[^"]*"/, '"next_cursor":"…"')
}

function chunksOf({ tokens, url }: DemoTenant): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = []
    httpRequest(`${url}/api/v1/iam/audit-logs?limit=5`, { headers: { authorization: `Bearer ${tokens.full}` } }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
      response.on('end', () => resolve(chunks))
    })
      .on('error', reject)
      .end()
  })
}

function inflated({ tokens, url }: DemoTenant): Promise<{ received: number; inflated: number; end: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/api/v1/iam/audit-logs`, { headers: { authorization: `Bearer ${tokens.full}` } }, (response) => {
      let received = 0
      let total = 0
      let end = ''
      response.on('data', (chunk: Buffer) => (received += chunk.length))
      response
        .pipe(createGunzip())
        .on('data', (chunk: Buffer) => {
          total += chunk.length
          end = (end + chunk.subarray(-5).toString('latin1')).slice(-5)
        })
        .on('error', reject)
        .on('end', () => resolve({ received, inflated: total, end }))
    })
      .on('error', reject)
      .end()
  })
}
