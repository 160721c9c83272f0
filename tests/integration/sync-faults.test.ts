import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fail, type ErrorCode } from '@contract/errors.ts'
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }
import { startDemoTenant, type DemoTenant, type Fault } from '../../demo-tenant/index.ts'
import { inSmallPages, openDesk, tenantId, type Desk } from './sync-support.ts'

const pageSize = 200
const total = 6 * pageSize
const connector = inSmallPages(tenantIam, pageSize)

let tenant: DemoTenant
let desk: Desk
let undisturbed: string

beforeAll(async () => {
  tenant = await startDemoTenant({ entries: total, frozen: true })
  const reference = openDesk({ url: tenant.url, token: tenant.tokens.full, connector })
  expect(await reference.sync()).toMatchObject({ phase: 'idle', error: null })
  expect(await reference.entries()).toBe(total)
  undisturbed = await reference.digest()
  await reference.close()
})
afterAll(() => tenant.close())

beforeEach(() => {
  desk = openDesk({ url: tenant.url, token: tenant.tokens.full, connector })
})
afterEach(async () => {
  await desk.close()
  await tenant.setFault(null)
})

/** After whatever happened: one more sync brings exactly what an undisturbed one would, without a gap. */
async function expectWhole(): Promise<void> {
  await tenant.setFault(null)
  expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
  expect(await desk.digest()).toBe(undisturbed)
  const state = await desk.service.handle('sync.state', { tenant: tenantId })
  expect(state.gaps).toEqual([])
  expect(state.unfinished).toBeNull()
  expect(tenant.stats().elsewhere).toEqual({ requests: 0, withAuthorization: 0 })
}

describe('a fault that a person must know of stops the sync and keeps what is committed', () => {
  const stopping: [Fault, ErrorCode, RegExp][] = [
    [{ kind: 'unauthorized', after: 2 }, 'unauthorized', /new access token/],
    [{ kind: 'forbidden', after: 2 }, 'permission-denied', /administrator.*iam:tenant:iam:audit:read/],
    [{ kind: 'not-found', after: 2 }, 'endpoint-not-found', /tenant URL/],
    [{ kind: 'gone', after: 2 }, 'endpoint-not-found', /tenant URL/],
    [{ kind: 'html', after: 2 }, 'not-the-tenant', /Sign in/],
    [{ kind: 'duplicate-page', after: 2 }, 'paging-loop', /administrator/],
    [{ kind: 'cursor-loop', after: 3 }, 'paging-loop', /administrator/],
    [{ kind: 'cursor-stuck', after: 2 }, 'paging-loop', /administrator/],
    [{ kind: 'empty-page', after: 2 }, 'paging-loop', /administrator/],
    [{ kind: 'foreign-next', after: 2 }, 'cross-origin-next', /administrator/],
    [{ kind: 'redirect', after: 2 }, 'cross-origin-next', /tenant URL/],
    [{ kind: 'redirect', after: 2, status: 307 }, 'cross-origin-next', /tenant URL/],
  ]
  it.each(stopping)('%o', async (fault, code, next) => {
    await tenant.setFault(fault)
    const { phase, error } = await desk.sync()
    expect(phase).toBe('failed')
    expect(error?.code).toBe(code)
    expect(error?.next).toMatch(next)
    expect(await desk.entries()).toBeGreaterThanOrEqual(2 * pageSize)
    await expectWhole()
  })
})

const misread = (): number => tenant.stats().byFault['not-a-page'] ?? 0

it('a source that was read before and sends something else is asked three times before the definition is blamed', async () => {
  expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
  const before = misread()
  await tenant.setFault({ kind: 'not-a-page' })
  expect(await desk.sync()).toMatchObject({ phase: 'failed', error: { code: 'connector-mismatch' } })
  expect(misread() - before).toBe(3)
  await expectWhole()
})

it('a source in maintenance when a sync begins is overcome by itself, once it was read before', async () => {
  expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
  const before = misread()
  await tenant.setFault({ kind: 'not-a-page', times: 2 })
  expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
  expect(misread() - before).toBe(2)
  await expectWhole()
})

describe('a fault that passes is overcome by itself', () => {
  const passing: Fault[] = [
    { kind: 'cursor-expired', after: 2, times: 1 },
    { kind: 'rate-limit-seconds', after: 2, times: 2, retryAfter: 1 },
    { kind: 'rate-limit-date', after: 2, times: 1, retryAfter: 1 },
    { kind: 'server-error', status: 500, after: 2, times: 3 },
    { kind: 'server-error', status: 502, after: 2, times: 3 },
    { kind: 'server-error', status: 503, after: 2, times: 1, retryAfter: 1 },
    { kind: 'reset', after: 2, times: 3 },
    { kind: 'reset-body', after: 2, times: 3 },
    { kind: 'refuse', after: 2, times: 1, ms: 100 },
    { kind: 'drip', after: 2, times: 1 },
    { kind: 'hang', after: 2, times: 1 },
    { kind: 'hang-body', after: 2, times: 1 },
    { kind: 'truncated', after: 2, times: 1 },
    { kind: 'truncated', after: 2, times: 6, aboveLimit: 50 },
    { kind: 'invalid-json', after: 2, times: 2 },
    { kind: 'empty', after: 2, times: 2 },
    { kind: 'not-a-page', after: 2, times: 2 },
    { kind: 'no-list', after: 2, times: 2 },
    { kind: 'csv', after: 2, times: 2 },
    { kind: 'empty-page', after: 2, times: 3 },
    { kind: 'countless', bytes: 2_000_000, after: 2, times: 1 },
    { kind: 'huge-page', after: 2, times: 2 },
    { kind: 'gzip-bomb', after: 2, times: 1 },
    { kind: 'huge-page', after: 2, aboveLimit: 60 },
  ]
  it.each(passing)('%o', async (fault) => {
    await tenant.setFault(fault)
    expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
    expect(tenant.stats().byFault[fault.kind]).toBeGreaterThan(0)
    await expectWhole()
  })
})

describe('an entry that is too large (issue 12.20)', () => {
  it('is left out as a gap with its cause, and everything else is fetched', async () => {
    await tenant.setFault({ kind: 'huge-entry', after: 2, bytes: 5 * 1024 * 1024 })
    expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null, run: { leftOut: 1 } })
    expect(await desk.entries()).toBe(total - 1)
    const { gaps, unfinished } = await desk.service.handle('sync.state', { tenant: tenantId })
    expect(unfinished).toBeNull()
    expect(gaps.map(({ from, to, cause }) => [to - from, cause])).toEqual([[1, 'entry-too-large']])
    // It is asked for again when somebody wants it.
    await tenant.setFault(null)
    desk.manager.start(tenantId, { range: { from: gaps[0]?.from ?? 0, to: gaps[0]?.to ?? 0 }, recheck: false })
    await desk.until(({ phase, run }) => phase === 'idle' && run?.target !== undefined)
    await expectWhole()
  })
})

describe('a page of which the data service dies (issue 12.21)', () => {
  it('is set aside after the second time as one gap, and everything below it is fetched', async () => {
    await desk.close()
    const state = { isDeadly: true, fed: 0, deadlyId: '' }
    desk = openDesk({
      url: tenant.url,
      token: tenant.tokens.full,
      connector,
      wrap: (host) => ({
        call: async (name, params, options) => {
          const { body } = params as { body?: Uint8Array }
          const items =
            body && name !== 'sync.inspect' ? (JSON.parse(Buffer.from(body).toString()) as { items: ({ id: string } | null)[] }).items : []
          // One of the second page.
          if (state.deadlyId === '' && tenant.stats().pages >= 2) state.deadlyId = items[pageSize / 2]?.id ?? ''
          if (state.isDeadly && name === 'sync.page' && items.some((item) => item?.id === state.deadlyId)) {
            state.fed++
            throw fail('service-down', 'The data service is not running.')
          }
          return await host.call(name, params, options)
        },
      }),
    })
    expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null, run: { leftOut: pageSize } })
    expect(state.fed).toBe(2)
    expect(await desk.entries()).toBe(total - pageSize)
    const { gaps } = await desk.service.handle('sync.state', { tenant: tenantId })
    expect(gaps.map(({ cause }) => cause)).toEqual(['page-set-aside'])
    state.isDeadly = false
    desk.manager.start(tenantId, { range: { from: gaps[0]?.from ?? 0, to: gaps[0]?.to ?? 0 }, recheck: false })
    await desk.until(({ phase, run }) => phase === 'idle' && run?.target !== undefined)
    await expectWhole()
  })
})

describe('a fault that does not pass', () => {
  it('of the tenant pauses after bounded waiting and goes on at the same place', async () => {
    await tenant.setFault({ kind: 'server-error', status: 503, after: 3 })
    const paused = await desk.sync()
    expect(paused).toMatchObject({ phase: 'paused', error: { code: 'tenant-unavailable' } })
    expect(desk.told.filter(({ phase }) => phase === 'waiting').length).toBeGreaterThanOrEqual(10)
    const before = tenant.stats().entriesServed
    await expectWhole()
    // The second run fetched the head and the rest, not what was there.
    expect(tenant.stats().entriesServed - before).toBeLessThan(total)
  })

  it('of the network pauses too', async () => {
    await tenant.setFault({ kind: 'refuse' })
    expect(await desk.sync()).toMatchObject({ phase: 'paused', error: { code: 'tenant-unreachable' } })
    await expectWhole()
  })

  it('of the pages is a failure', async () => {
    await tenant.setFault({ kind: 'invalid-json', after: 1 })
    expect(await desk.sync()).toMatchObject({ phase: 'failed', error: { code: 'invalid-page' } })
    await expectWhole()
  })
})

describe('the rate limit', () => {
  it('is counted down, told, and waited out', async () => {
    await tenant.setFault({ kind: 'rate-limit-seconds', after: 1, times: 1, retryAfter: 1 })
    const started = Date.now()
    const running = desk.sync()
    const waiting = await desk.until(({ phase }) => phase === 'waiting')
    expect(waiting.error?.code).toBe('rate-limited')
    expect((waiting.resumeAt ?? 0) - started).toBeGreaterThanOrEqual(1000)
    expect((await running).phase).toBe('idle')
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000)
  })
})

describe('what the tenant sends', () => {
  it('that does not fit the schema is kept and counted', async () => {
    await tenant.setFault({ kind: 'schema', after: 1, times: 1, count: 3 })
    const { phase, run } = await desk.sync()
    expect(phase).toBe('idle')
    expect(run?.invalid).toBe(3)
    expect(run?.received).toBe(total)
  })

  it('by a clock that is off by more than two minutes is told', async () => {
    await tenant.setFault({ kind: 'clock-skew', ms: 600_000 })
    const local = tenant.clock.now() - Date.now() + 600_000
    const { skewMs } = await desk.sync()
    expect(Math.abs((skewMs ?? 0) - local)).toBeLessThan(5000)
  })
})

describe('the connection test', () => {
  it('names the newest entry and the retention and keeps nothing', async () => {
    const found = await desk.manager.test(tenant.url, tenant.tokens.full)
    expect(found.retentionDays).toBe(730)
    expect(found.newest).toBeLessThanOrEqual(tenant.clock.now())
    expect(found.skewMs).not.toBeNull()
  })

  it.each([
    ['noPermission', 'permission-denied'],
    ['expired', 'unauthorized'],
    ['revoked', 'unauthorized'],
  ] as const)('with the token %s is told as %s', async (name, code) => {
    await expect(desk.manager.test(tenant.url, tenant.tokens[name])).rejects.toMatchObject({ error: { code } })
  })

  it('against nothing says so', async () => {
    await tenant.setFault({ kind: 'refuse' })
    await expect(desk.manager.test(tenant.url, tenant.tokens.full)).rejects.toMatchObject({ error: { code: 'tenant-unreachable' } })
  })
})
