import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, errorOf, page, walk, type Item } from './client.ts'
import { fixedNow, generateEntries, startDemoTenant, type DemoTenant } from './index.ts'
import { Replay } from './replay.ts'

const entries = 3_000
const all = [...generateEntries({ entries, seed: 3 })].map((line) => JSON.parse(line) as Item)
const exact = ({ timestamp }: Item): number => Date.parse(timestamp) * 1000 + Number((/\.\d{3}(\d{3})/.exec(timestamp) ?? [])[1] ?? 0)
const idsOf = (items: readonly Item[]): string[] => items.map(({ id }) => id)
const iso = (micros: number): string =>
  `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`

let tenant: DemoTenant
beforeAll(async () => {
  tenant = await startDemoTenant({ entries, seed: 3, frozen: true })
})
afterAll(() => tenant.close())

describe('pages', () => {
  it('lead through every entry exactly once, newest first as a rule', async () => {
    expect(idsOf(await walk(tenant, { limit: 700 }))).toEqual(idsOf(all).reverse())
    expect(idsOf(await walk(tenant, { limit: 1000, order: 'asc' }))).toEqual(idsOf(all))
  })

  it('hold 100 entries unless told otherwise, and no cursor after the last', async () => {
    expect((await page(tenant)).items).toHaveLength(100)
    expect((await page(tenant, { limit: 1000, to: iso(exact(all[9] as Item)) })).next_cursor).toBeNull()
    expect((await page(tenant, { limit: 9, to: iso(exact(all[9] as Item)) })).next_cursor).toBeNull()
  })

  it('of any window, order, size and filter together hold what a plain search finds', async () => {
    const time = fc.integer({ min: 0, max: entries - 1 }).map((i) => exact(all[i] as Item))
    const request = fc.record(
      {
        from: time,
        to: time,
        order: fc.constantFrom('asc', 'desc'),
        limit: fc.integer({ min: 150, max: 1000 }),
        action: fc.constantFrom('role_assign', 'permission_check', 'no_such_action'),
        status: fc.constantFrom('success', 'failed'),
        actor: fc.integer({ min: 0, max: entries - 1 }).map((i) => (all[i] as Item).actor.email),
        resource_type: fc.constantFrom('role', 'user', 'group'),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(request, async ({ from, to, ...rest }) => {
        const parameters = { ...rest, ...(from !== undefined && { from: iso(from) }), ...(to !== undefined && { to: iso(to) }) }
        const expected = all.filter(
          (item) =>
            exact(item) >= (from ?? -Infinity) &&
            exact(item) < (to ?? Infinity) &&
            item.action === (rest.action ?? item.action) &&
            item.status === (rest.status ?? item.status) &&
            item.actor.email === (rest.actor ?? item.actor.email) &&
            item.resource.type === (rest.resource_type ?? item.resource.type),
        )
        expect(idsOf(await walk(tenant, parameters))).toEqual(idsOf(rest.order === 'asc' ? expected : expected.reverse()))
      }),
      { numRuns: 40 },
    )
  })

  it('take the offset of a bound into account', async () => {
    const items = await walk(tenant, { from: '2026-06-01T02:00:00+02:00', to: '2026-06-01T20:00:00-04:00', limit: 1000 })
    expect(idsOf(items)).toEqual(idsOf(await walk(tenant, { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z', limit: 1000 })))
    expect(items.length).toBeGreaterThan(0)
  })

  it('keep their place while entries arrive and go', async () => {
    const own = await startDemoTenant({ entries: 500, seed: 4 })
    const items = await walk(own, { limit: 90 }, (_, pages) => {
      own.append({ count: 3 })
      if (pages === 3) own.vanish(5)
    })
    const before = [...generateEntries({ entries: 500, seed: 4 })].map((line) => (JSON.parse(line) as Item).id)
    expect(idsOf(items)).toEqual(before.reverse())
    await own.close()
  })
})

describe('parameters', () => {
  it.each([
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', '-1'],
    ['limit', 'ten'],
    ['limit', ''],
    ['order', 'newest'],
    ['status', 'unknown'],
    ['from', 'yesterday'],
    ['from', '2026-13-01T00:00:00Z'],
    ['to', '2026-01-01'],
    ['page', '2'],
  ])('%s=%s is refused', async (name, value) => {
    const reply = await ask(tenant, { [name]: value })
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'invalid_parameter'])
    expect(errorOf(reply).message).toContain(name)
  })

  it('may each be given once', async () => {
    const reply = await ask(tenant, {}, { path: '/api/v1/iam/audit-logs?limit=5&limit=6' })
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'invalid_parameter'])
  })
})

describe('cursors', () => {
  it('that nobody issued are refused', async () => {
    const { next_cursor: cursor } = await page(tenant)
    for (const wrong of ['', 'x', 'eyJ2IjoxfQ.AAAA', `${cursor ?? ''}x`, (cursor ?? '').replace(/^.{5}/, 'AAAAA')]) {
      const reply = await ask(tenant, { cursor: wrong })
      expect([reply.status, errorOf(reply).code]).toEqual([400, 'invalid_cursor'])
    }
  })

  it('stand for the whole question; only the limit may change', async () => {
    const first = await page(tenant, { order: 'asc', action: 'role_assign', limit: 5 })
    const cursor = first.next_cursor ?? ''
    const wanted = idsOf(all.filter(({ action }) => action === 'role_assign'))
    expect(idsOf((await page(tenant, { cursor, limit: 7 })).items)).toEqual(wanted.slice(5, 12))
    expect(idsOf((await page(tenant, { cursor, order: 'asc', action: 'role_assign' })).items)).toEqual(wanted.slice(5, 105))
    const reply = await ask(tenant, { cursor, order: 'desc' })
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'invalid_cursor'])
  })

  it('expire after 24 hours of the tenant’s clock', async () => {
    const own = await startDemoTenant({ entries: 300, frozen: true })
    const { next_cursor: cursor } = await page(own)
    own.clock.advance(24 * 3_600_000)
    expect((await ask(own, { cursor: cursor ?? '' })).status).toBe(200)
    own.clock.advance(1)
    const reply = await ask(own, { cursor: cursor ?? '' })
    expect([reply.status, errorOf(reply).code]).toEqual([410, 'cursor_expired'])
    await own.close()
  })

  it('outlive the server', async () => {
    const first = await startDemoTenant({ entries: 300 })
    const { next_cursor: cursor, items } = await page(first)
    await first.close()
    const second = await startDemoTenant({ entries: 300 })
    const rest = await walk(second, { cursor: cursor ?? '' })
    expect(new Set([...idsOf(items), ...idsOf(rest)]).size).toBe(300)
    await second.close()
  })
})

describe('access', () => {
  it('needs a token that is known, not expired and not revoked', async () => {
    const { expired, revoked } = tenant.tokens
    for (const token of [null, 'unknown', expired, revoked]) {
      const reply = await ask(tenant, {}, { token })
      expect([reply.status, errorOf(reply).code]).toEqual([401, 'unauthorized'])
      expect(reply.headers['www-authenticate']).toContain('Bearer')
    }
  })

  it('needs the permission, and says which', async () => {
    const reply = await ask(tenant, {}, { token: tenant.tokens.noPermission })
    expect(reply.status).toBe(403)
    expect(errorOf(reply)).toMatchObject({ code: 'permission_denied', required_permission: 'iam:tenant:iam:audit:read' })
  })

  it('can be taken away while the server runs, and given back', async () => {
    tenant.revoke('full')
    expect((await ask(tenant)).status).toBe(401)
    tenant.revoke(tenant.tokens.full, false)
    expect((await ask(tenant)).status).toBe(200)
  })

  it('is to one path with one method', async () => {
    expect((await ask(tenant, {}, { path: '/' })).status).toBe(404)
    const reply = await ask(tenant, {}, { method: 'POST' })
    expect([reply.status, reply.headers.allow]).toEqual([405, 'GET'])
  })
})

describe('what every answer says', () => {
  it('the time by the tenant’s clock, and the budget', async () => {
    const own = await startDemoTenant({ entries: 10, frozen: true, rateLimit: { perMinute: 2 } })
    const { headers } = await ask(own)
    expect(headers.date).toBe(new Date(fixedNow).toUTCString())
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': String(fixedNow / 1000 + 60),
    })
    await ask(own)
    const [seconds, date] = [await ask(own), await ask(own)]
    expect([seconds.status, errorOf(seconds).code, seconds.headers['retry-after']]).toEqual([429, 'rate_limited', '60'])
    expect([date.status, date.headers['retry-after']]).toEqual([429, new Date(fixedNow + 60_000).toUTCString()])
    own.clock.advance(60_000)
    expect((await ask(own)).status).toBe(200)
    await own.close()
  })

  it('how far back it goes, and nothing is older', async () => {
    const own = await startDemoTenant({ entries, seed: 3, frozen: true, retentionDays: 90 })
    const oldest = fixedNow - 90 * 86_400_000
    expect((await page(own)).retention).toEqual({ days: 90, oldest: new Date(oldest).toISOString() })
    const retained = all.filter((item) => exact(item) >= oldest * 1000)
    expect(idsOf(await walk(own, { limit: 1000, order: 'asc' }))).toEqual(idsOf(retained))
    expect(own.stats().retained).toBe(retained.length)
    await own.close()
  })
})

describe('live entries', () => {
  it('continue the story', async () => {
    const own = await startDemoTenant({ entries: 1_500, seed: 8, frozen: true })
    const played = new Replay(own.model().owner)
    for (let i = 0; i < 300; i++) {
      own.clock.advance(400_000)
      own.append()
    }
    for (const item of await walk(own, { order: 'asc', limit: 1000 })) played.play(JSON.stringify(item))
    const members = (groups: readonly { readonly id: string; readonly members: readonly string[] }[]): [string, readonly string[]][] =>
      groups.map(({ id, members: list }) => [id, list])
    const rebuilt = [...played.groups]
      .map(([id, group]) => ({ id, members: [...group.members].sort() }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(members(rebuilt)).toEqual(members(own.model().groups))
    await own.close()
  })

  it('may come late: recorded now, with a time before entries that are there', async () => {
    const own = await startDemoTenant({ entries: 1_000, frozen: true })
    const newest = (await page(own, { limit: 1 })).items[0] as Item
    const [id = ''] = own.append({ late: 6 * 3_600_000 })
    const late = (await walk(own, { limit: 1000 })).find((item) => item.id === id) as Item
    expect(Date.parse(late.timestamp)).toBe(fixedNow - 6 * 3_600_000)
    expect(late.id > newest.id).toBe(true)
    const items = await walk(own, { order: 'asc', limit: 1000 })
    expect(items.map(exact)).toEqual(items.map(exact).sort((a, b) => a - b))
    await own.close()
  })

  it('drift under the same id, and vanish', async () => {
    const own = await startDemoTenant({ entries: 400 })
    const before = new Map((await walk(own)).map((item) => [item.id, JSON.stringify(item)]))
    const drifted = own.drift(4)
    const gone = own.vanish(3)
    const after = new Map((await walk(own)).map((item) => [item.id, JSON.stringify(item)]))
    expect([...before.keys()].filter((id) => !after.has(id)).sort()).toEqual([...gone].sort())
    const changed = [...after].filter(([id, text]) => before.get(id) !== text).map(([id]) => id)
    expect(changed.sort()).toEqual(drifted.filter((id) => !gone.includes(id)).sort())
    await own.close()
  })
})
