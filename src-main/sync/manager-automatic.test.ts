import { describe, expect, it } from 'vitest'
import { SimulatedApp } from '../../tests/simulation/desk.ts'
import { acme } from '../../tests/simulation/world.ts'

const minute = 60_000

describe('a restart', () => {
  it('goes on by itself with a sync that was cut off, even when the automatic sync is off', async () => {
    const app = new SimulatedApp()
    app.everyMinutes = 0
    app.service.afterCommit = (page) => {
      if (page === 1) void app.manager.stop()
    }
    await app.sync()
    expect(app.service.stored.size).toBe(2000)
    app.manager = app.open()
    expect(app.status.phase).toBe('paused')
    app.manager.schedule()
    await app.clock.settle()
    expect(app.status.phase).toBe('idle')
    expect(app.whole).toBe(true)
  })

  it('remembers a countdown, and waits the rest of it', async () => {
    const app = new SimulatedApp()
    app.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    await app.sync()
    await app.clock.advance(3000)
    // No stop(): the process is killed. Its timers go with it.
    const killed = app.manager
    app.manager = app.open()
    await killed.stop()
    app.store.set(`sync.status.${acme.id}`, { ...app.status, phase: 'waiting', error: { code: 'rate-limited', message: 'Wait.' } })
    app.manager = app.open()
    expect(app.status).toMatchObject({ phase: 'waiting', error: { message: 'Wait.' } })
    app.manager.schedule()
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'waiting', error: { message: 'Wait.' } })
    expect(app.tenant.requests).toHaveLength(3)
    await app.clock.advance(5000)
    expect(app.status.phase).toBe('idle')
  })

  it('shows the last error until something new is known', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'forbidden')
    await app.sync()
    app.manager = app.open()
    expect(app.status).toMatchObject({ phase: 'failed', error: { code: 'permission-denied' } })
  })

  it('after a loop begins anew at the committed edge instead of trusting the kept cursor', async () => {
    const app = new SimulatedApp()
    app.tenant.faultOf = (request) => (request === 2 ? 'self-cursor' : null)
    expect((await app.sync()).error?.code).toBe('paging-loop')
    const cursor = app.service.walk?.cursor
    const before = app.tenant.requests.length
    app.manager = app.open()
    expect((await app.sync()).phase).toBe('idle')
    expect(app.tenant.requests.slice(before).every(({ url }) => url.searchParams.get('cursor') !== cursor)).toBe(true)
    expect(app.whole).toBe(true)
  })
})

describe('the automatic sync', () => {
  it('runs at once when it is due, and then every so many minutes', async () => {
    const app = new SimulatedApp(10)
    app.manager.schedule()
    await app.clock.settle()
    expect(app.tenant.requests).toHaveLength(1)
    await app.clock.advance(14 * minute)
    expect(app.tenant.requests).toHaveLength(1)
    await app.clock.advance(minute)
    expect(app.tenant.requests).toHaveLength(2)
    await app.clock.advance(60 * minute)
    expect(app.tenant.requests).toHaveLength(6)
  })

  it('follows a changed setting', async () => {
    const app = new SimulatedApp(10)
    app.manager.schedule()
    await app.clock.settle()
    app.everyMinutes = 0
    app.manager.schedule()
    await app.clock.advance(600 * minute)
    expect(app.tenant.requests).toHaveLength(1)
  })

  it('does not knock again with a refused token until somebody asks', async () => {
    const app = new SimulatedApp(10)
    app.failFrom(0, 'unauthorized')
    await app.sync()
    await app.clock.advance(60 * minute)
    expect(app.tenant.requests).toHaveLength(1)
    app.heal()
    expect((await app.sync()).phase).toBe('idle')
  })

  it('forgets a tenant that was erased', async () => {
    const app = new SimulatedApp(10)
    await app.sync()
    app.tenants = []
    app.manager.schedule()
    await app.clock.settle()
    expect([...app.store.values.values()].every((value) => value === null || value === false)).toBe(true)
    expect(app.manager.statuses()).toEqual([])
  })
})

describe('the network', () => {
  it('lost pauses at once, and back goes on by itself', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'hang')
    app.manager.start(acme.id)
    await app.clock.advance(1000)
    app.online = false
    app.manager.networkChanged(false)
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'paused', error: { code: 'tenant-unreachable' } })
    app.heal()
    app.online = true
    app.manager.networkChanged(true)
    await app.clock.settle()
    expect(app.status.phase).toBe('idle')
    expect(app.whole).toBe(true)
  })

  it('back cuts a wait for it short, and takes a sign-in page for gone', async () => {
    for (const fault of ['refused', 'html'] as const) {
      const app = new SimulatedApp()
      app.failFrom(2, fault)
      await app.sync()
      app.heal()
      app.manager.networkChanged(true)
      await app.clock.settle()
      expect(app.status.phase).toBe('idle')
    }
  })

  it('missing is told without asking, but a tenant on this machine needs none', async () => {
    const app = new SimulatedApp()
    app.online = false
    expect(await app.sync()).toMatchObject({ phase: 'paused', error: { code: 'tenant-unreachable' } })
    expect(app.tenant.requests).toHaveLength(0)
    app.tenants = [{ ...acme, url: 'http://127.0.0.1:8080' }]
    expect((await app.sync()).phase).toBe('idle')
  })
})

describe('sleep', () => {
  it('pauses, starts nothing, and waking goes on', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'hang')
    app.manager.start(acme.id)
    await app.clock.advance(1000)
    app.manager.suspend()
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'paused', error: null })
    app.heal()
    const asked = app.tenant.requests.length
    await app.clock.advance(60 * minute)
    expect(app.tenant.requests).toHaveLength(asked)
    app.manager.resume()
    await app.clock.settle()
    expect(app.status.phase).toBe('idle')
    expect(app.whole).toBe(true)
  })

  it('followed by waking at once goes on too', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'hang')
    app.manager.start(acme.id)
    await app.clock.advance(1000)
    app.manager.suspend()
    app.heal()
    app.manager.resume()
    await app.clock.settle()
    expect(app.status.phase).toBe('idle')
  })
})
