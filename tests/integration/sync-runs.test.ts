import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDemoTenant, type DemoTenant } from '../../demo-tenant/index.ts'
import { openDesk, tenantId, type Desk } from './sync-support.ts'

const minute = 60_000

let tenant: DemoTenant
let desk: Desk

async function begin(entries: number): Promise<void> {
  tenant = await startDemoTenant({ entries, frozen: true })
  desk = openDesk({ url: tenant.url, token: tenant.tokens.full })
}

afterEach(async () => {
  await desk.close()
  await tenant.close()
})

describe('twenty thousand entries', () => {
  beforeEach(() => begin(20_000))

  it('come in pages of a thousand, newest first, and are covered without a gap', async () => {
    const ended = await desk.sync()
    expect(ended).toMatchObject({ phase: 'idle', run: { pages: 20, received: 20_000, inserted: 20_000, progress: 1 } })
    expect(tenant.stats().pages).toBe(20)
    const state = await desk.service.handle('sync.state', { tenant: tenantId })
    expect(state).toMatchObject({ entries: 20_000, gaps: [], unfinished: null })
    expect(state.completedAt).not.toBeNull()
  })

  it('cancelled in the middle keep what is committed, and go on there', async () => {
    desk.manager.start(tenantId)
    await desk.until(({ run }) => (run?.pages ?? 0) >= 3)
    const stopped = await desk.manager.cancel(tenantId)
    expect(stopped.phase).toBe('stopped')
    const kept = await desk.entries()
    expect(kept).toBe(stopped.run?.received)
    expect(kept).toBeLessThan(20_000)
    const served = tenant.stats().entriesServed
    expect((await desk.sync()).phase).toBe('idle')
    expect(await desk.entries()).toBe(20_000)
    // Nothing but the head and what was missing was fetched again (and at most the page that the cancel threw away).
    expect(tenant.stats().entriesServed - served).toBeLessThan(20_000 - kept + 2000)
  })

  it('go on when the network is back', async () => {
    desk.manager.start(tenantId)
    await desk.until(({ run }) => (run?.pages ?? 0) >= 3)
    await tenant.setFault({ kind: 'refuse' })
    const waiting = await desk.until(({ phase }) => phase === 'waiting')
    expect(waiting.error?.code).toBe('tenant-unreachable')
    await tenant.setFault(null)
    desk.manager.networkChanged(true)
    const ended = await desk.until(({ phase }) => phase === 'idle')
    expect(ended.error).toBeNull()
    expect(await desk.entries()).toBe(20_000)
  })

  it('go on after the computer slept', async () => {
    desk.manager.start(tenantId)
    await desk.until(({ run }) => (run?.pages ?? 0) >= 3)
    desk.manager.suspend()
    await desk.until(({ phase }) => phase === 'paused')
    desk.manager.resume()
    await desk.until(({ phase }) => phase === 'idle')
    expect(await desk.entries()).toBe(20_000)
  })
})

describe('the next sync', () => {
  beforeEach(() => begin(3000))

  it('brings what is new, and what came late, for one page', async () => {
    await desk.sync()
    tenant.clock.advance(5 * minute)
    const appended = [...tenant.append({ count: 40 }), ...tenant.append({ count: 3, late: 8 * minute })]
    const pages = tenant.stats().pages
    const { run } = await desk.sync()
    expect(run).toMatchObject({ inserted: appended.length, late: 3 })
    expect(tenant.stats().pages - pages).toBe(1)
    expect(await desk.entries()).toBe(3043)
  })

  it('keeps both versions of an entry that says something else now', async () => {
    await desk.sync()
    tenant.append({ count: 20 })
    await desk.sync()
    expect(tenant.drift(2)).toHaveLength(2)
    const { run } = await desk.sync()
    expect(run?.drifted).toBe(2)
  })
})

describe('the rate limit of the tenant', () => {
  it('is kept without ever being refused: a spent budget is waited out', async () => {
    tenant = await startDemoTenant({ entries: 6000, frozen: true, rateLimit: { perMinute: 3 } })
    // A second before the minute is over; the next one begins while the sync waits.
    tenant.clock.set(Math.ceil(tenant.clock.now() / minute) * minute + 59_000)
    desk = openDesk({ url: tenant.url, token: tenant.tokens.full })
    const running = desk.sync()
    const waiting = await desk.until(({ phase }) => phase === 'waiting')
    expect(waiting.error?.code).toBe('rate-limited')
    expect(waiting.run?.pages).toBe(3)
    tenant.clock.advance(2000)
    expect(await running).toMatchObject({ phase: 'idle', run: { received: 6000 } })
    expect(tenant.stats().byStatus['429']).toBeUndefined()
  })
})

describe('a token', () => {
  it('is in no status, whether it is accepted or refused', async () => {
    await begin(500)
    await desk.sync()
    expect(JSON.stringify(desk.told)).not.toContain(tenant.tokens.full)
    await desk.close()
    desk = openDesk({ url: tenant.url, token: tenant.tokens.revoked })
    expect((await desk.sync()).error?.code).toBe('unauthorized')
    expect(JSON.stringify(desk.told)).not.toContain(tenant.tokens.revoked)
  })
})
