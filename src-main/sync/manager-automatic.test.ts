import { describe, expect, it } from 'vitest'
import { Desk } from '../../tests/simulation/desk.ts'
import { acme } from '../../tests/simulation/world.ts'

const minute = 60_000

describe('a restart', () => {
  it('goes on by itself with a sync that was cut off, even when the automatic sync is off', async () => {
    const desk = new Desk()
    desk.everyMinutes = 0
    desk.service.afterCommit = (page) => {
      if (page === 1) void desk.manager.stop()
    }
    await desk.sync()
    expect(desk.service.stored.size).toBe(2000)
    desk.manager = desk.open()
    expect(desk.status.phase).toBe('paused')
    desk.manager.schedule()
    await desk.clock.settle()
    expect(desk.status.phase).toBe('idle')
    expect(desk.whole).toBe(true)
  })

  it('remembers a countdown, and waits the rest of it', async () => {
    const desk = new Desk()
    desk.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    await desk.sync()
    await desk.clock.advance(3000)
    // No stop(): the process is killed. Its timers go with it.
    const killed = desk.manager
    desk.manager = desk.open()
    await killed.stop()
    desk.store.set(`sync.status.${acme.id}`, { ...desk.status, phase: 'waiting', error: { code: 'rate-limited', message: 'Wait.' } })
    desk.manager = desk.open()
    expect(desk.status).toMatchObject({ phase: 'waiting', error: { message: 'Wait.' } })
    desk.manager.schedule()
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'waiting', error: { message: 'Wait.' } })
    expect(desk.tenant.requests).toHaveLength(3)
    await desk.clock.advance(5000)
    expect(desk.status.phase).toBe('idle')
  })

  it('shows the last error until something new is known', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'forbidden')
    await desk.sync()
    desk.manager = desk.open()
    expect(desk.status).toMatchObject({ phase: 'failed', error: { code: 'permission-denied' } })
  })

  it('after a loop begins anew at the committed edge instead of trusting the kept cursor', async () => {
    const desk = new Desk()
    desk.tenant.faultOf = (request) => (request === 2 ? 'self-cursor' : null)
    expect((await desk.sync()).error?.code).toBe('paging-loop')
    const cursor = desk.service.walk?.cursor
    const before = desk.tenant.requests.length
    desk.manager = desk.open()
    expect((await desk.sync()).phase).toBe('idle')
    expect(desk.tenant.requests.slice(before).every(({ url }) => url.searchParams.get('cursor') !== cursor)).toBe(true)
    expect(desk.whole).toBe(true)
  })
})

describe('the automatic sync', () => {
  it('runs at once when it is due, and then every so many minutes', async () => {
    const desk = new Desk(10)
    desk.manager.schedule()
    await desk.clock.settle()
    expect(desk.tenant.requests).toHaveLength(1)
    await desk.clock.advance(14 * minute)
    expect(desk.tenant.requests).toHaveLength(1)
    await desk.clock.advance(minute)
    expect(desk.tenant.requests).toHaveLength(2)
    await desk.clock.advance(60 * minute)
    expect(desk.tenant.requests).toHaveLength(6)
  })

  it('follows a changed setting', async () => {
    const desk = new Desk(10)
    desk.manager.schedule()
    await desk.clock.settle()
    desk.everyMinutes = 0
    desk.manager.schedule()
    await desk.clock.advance(600 * minute)
    expect(desk.tenant.requests).toHaveLength(1)
  })

  it('does not knock again with a refused token until somebody asks', async () => {
    const desk = new Desk(10)
    desk.failFrom(0, 'unauthorized')
    await desk.sync()
    await desk.clock.advance(60 * minute)
    expect(desk.tenant.requests).toHaveLength(1)
    desk.heal()
    expect((await desk.sync()).phase).toBe('idle')
  })

  it('forgets a tenant that was erased', async () => {
    const desk = new Desk(10)
    await desk.sync()
    desk.tenants = []
    desk.manager.schedule()
    await desk.clock.settle()
    expect([...desk.store.values.values()].every((value) => value === null || value === false)).toBe(true)
    expect(desk.manager.statuses()).toEqual([])
  })
})

describe('the network', () => {
  it('lost pauses at once, and back goes on by itself', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'hang')
    desk.manager.start(acme.id)
    await desk.clock.advance(1000)
    desk.online = false
    desk.manager.networkChanged(false)
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'paused', error: { code: 'tenant-unreachable' } })
    desk.heal()
    desk.online = true
    desk.manager.networkChanged(true)
    await desk.clock.settle()
    expect(desk.status.phase).toBe('idle')
    expect(desk.whole).toBe(true)
  })

  it('back cuts a wait for it short, and takes a sign-in page for gone', async () => {
    for (const fault of ['refused', 'html'] as const) {
      const desk = new Desk()
      desk.failFrom(2, fault)
      await desk.sync()
      desk.heal()
      desk.manager.networkChanged(true)
      await desk.clock.settle()
      expect(desk.status.phase).toBe('idle')
    }
  })

  it('missing is told without asking, but a tenant on this machine needs none', async () => {
    const desk = new Desk()
    desk.online = false
    expect(await desk.sync()).toMatchObject({ phase: 'paused', error: { code: 'tenant-unreachable' } })
    expect(desk.tenant.requests).toHaveLength(0)
    desk.tenants = [{ ...acme, url: 'http://127.0.0.1:8080' }]
    expect((await desk.sync()).phase).toBe('idle')
  })
})

describe('sleep', () => {
  it('pauses, starts nothing, and waking goes on', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'hang')
    desk.manager.start(acme.id)
    await desk.clock.advance(1000)
    desk.manager.suspend()
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'paused', error: null })
    desk.heal()
    const asked = desk.tenant.requests.length
    await desk.clock.advance(60 * minute)
    expect(desk.tenant.requests).toHaveLength(asked)
    desk.manager.resume()
    await desk.clock.settle()
    expect(desk.status.phase).toBe('idle')
    expect(desk.whole).toBe(true)
  })

  it('followed by waking at once goes on too', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'hang')
    desk.manager.start(acme.id)
    await desk.clock.advance(1000)
    desk.manager.suspend()
    desk.heal()
    desk.manager.resume()
    await desk.clock.settle()
    expect(desk.status.phase).toBe('idle')
  })
})
