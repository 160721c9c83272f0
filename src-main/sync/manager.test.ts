import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { SyncStatus } from '@contract/sync.ts'
import { SimulatedApp } from '../../tests/simulation/desk.ts'
import { acme, token } from '../../tests/simulation/world.ts'

const minute = 60_000

describe('a sync that was started', () => {
  it('tells its phase, counts and progress, and is idle in the end', async () => {
    const app = new SimulatedApp()
    expect(app.manager.start(acme.id).phase).toBe('running')
    await app.clock.settle()
    expect(app.status).toMatchObject({ phase: 'idle', error: null, run: { pages: 5, received: 5000, inserted: 5000, progress: 1 } })
    expect(app.status.completedAt).toBe(app.clock.now())
    expect(app.told.map(({ phase }) => phase)).toEqual(['running', 'idle'])
    expect(app.whole).toBe(true)
  })

  it('is not started twice', async () => {
    const app = new SimulatedApp()
    app.manager.start(acme.id)
    app.manager.start(acme.id)
    await app.clock.settle()
    expect(app.tenant.requests).toHaveLength(5)
  })

  it('of an unknown tenant is refused', () => {
    expect(() => new SimulatedApp().manager.start('nobodynobody')).toThrow('not connected')
  })

  it('without a token fails, and says what the vault said', async () => {
    const app = new SimulatedApp()
    app.tokenFor = () => Promise.reject(fail('no-token', 'There is no access token.', 'Enter one.'))
    expect(await app.sync()).toMatchObject({ phase: 'failed', error: { code: 'no-token', next: 'Enter one.' } })
    expect(app.tenant.requests).toHaveLength(0)
  })

  it('that failed keeps for a restart what we say of it, and nothing of what the tenant said (issue 12.17)', async () => {
    const app = new SimulatedApp()
    const said = 'GET /audit answered 403 with T O K E N, in a way that nobody looks for'
    app.tokenFor = () => Promise.reject(fail('permission-denied', 'A permission is missing.', 'Ask for it.', said))
    expect((await app.sync()).error).toMatchObject({ message: 'A permission is missing.', details: said })
    const again = app.open().status(acme.id)
    expect(again).toMatchObject({ phase: 'failed', error: { message: 'A permission is missing.', next: 'Ask for it.' } })
    expect(JSON.stringify(again)).not.toContain('T O K E N')
  })

  it('on a full disk fails and says so, and goes on when there is space again', async () => {
    const app = new SimulatedApp()
    const full = fail('disk-full', 'The disk is full.', 'Free some space.')
    const noSpace = () => {
      throw full
    }
    const { set } = app.store
    Object.assign(app.store, { set: noSpace })
    app.service.beforeCommit = (page) => page >= 2 && noSpace()
    expect(await app.sync()).toMatchObject({ phase: 'failed', error: { code: 'disk-full' }, run: { pages: 2 } })
    expect(app.told.at(-1)).toMatchObject({ phase: 'failed', error: { code: 'disk-full' } })

    app.service.beforeCommit = () => {}
    Object.assign(app.store, { set })
    expect(await app.sync()).toMatchObject({ phase: 'idle', error: null })
    expect(app.whole).toBe(true)
    // What could not be written then is written now: another start of the application finds it.
    expect(app.open().status(acme.id)).toMatchObject({ phase: 'idle', error: null })
  })

  it('is not misled by an entry that says it happened in the future', async () => {
    const app = new SimulatedApp(20)
    app.tenant.add({ id: 'future', time: app.clock.now() + 365 * 24 * 60 * minute })
    await app.sync()
    for (let day = 0; day < 3; day++) {
      await app.clock.advance(24 * 60 * minute)
      app.tenant.add({ id: `day ${day}`, time: app.clock.now() - minute })
      await app.sync()
      expect(app.whole).toBe(true)
    }
  })

  it('reports counts about five times a second, not with every page', async () => {
    const app = new SimulatedApp(100_000)
    // Each answer takes 10 ms.
    const { fetch } = app.tenant
    Object.assign(app.tenant, {
      fetch: async (url: string, init: RequestInit) => {
        await new Promise<void>((resolve) => app.clock.after(10, resolve))
        return fetch(url, init)
      },
    })
    app.manager.start(acme.id)
    await app.clock.advance(1500)
    expect(app.status).toMatchObject({ phase: 'idle', run: { pages: 100 } })
    expect(app.told.length).toBeGreaterThan(5)
    expect(app.told.length).toBeLessThan(15)
  })
})

describe('cancelling', () => {
  it('stops within a page, keeps what is committed, and the next start goes on', async () => {
    const app = new SimulatedApp()
    let cancelled: Promise<SyncStatus> | null = null
    app.service.afterCommit = (page) => {
      if (page === 1) cancelled = app.manager.cancel(acme.id)
    }
    await app.sync()
    expect(await (cancelled as Promise<SyncStatus> | null)).toMatchObject({ phase: 'stopped', error: null })
    expect(app.service.stored.size).toBe(2000)
    expect((await app.sync()).phase).toBe('idle')
    expect(app.whole).toBe(true)
  })

  it('ends a wait', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'unavailable')
    expect((await app.sync()).phase).toBe('waiting')
    expect((await app.manager.cancel(acme.id)).phase).toBe('stopped')
  })
})

describe('waiting', () => {
  it('is told with the moment it ends, and ends then', async () => {
    const app = new SimulatedApp()
    app.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    const { phase, resumeAt, error } = await app.sync()
    expect(phase).toBe('waiting')
    expect(error?.code).toBe('rate-limited')
    expect(resumeAt).toBeGreaterThanOrEqual(app.clock.now() + 7000)
    await app.clock.advance((resumeAt ?? 0) - app.clock.now())
    expect(app.status).toMatchObject({ phase: 'idle', resumeAt: null, error: null })
  })

  it('for a tenant that is down is cut short by a person, for a rate limit it is not', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'unavailable')
    await app.sync()
    app.heal()
    expect((await app.sync()).phase).toBe('idle')
    const limited = new SimulatedApp()
    limited.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    await limited.sync()
    expect((await limited.sync()).phase).toBe('waiting')
    expect(limited.tenant.requests).toHaveLength(3)
  })

  it('is given up after a while: paused, and gone on with at the next interval', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'unavailable')
    await app.sync()
    await app.clock.advance(10 * minute)
    expect(app.status).toMatchObject({ phase: 'paused', error: { code: 'tenant-unavailable' } })
    app.heal()
    await app.clock.advance(15 * minute)
    expect(app.status.phase).toBe('idle')
    expect(app.whole).toBe(true)
  })
})

describe('clock skew', () => {
  it('is told when it is over two minutes', async () => {
    const app = new SimulatedApp(10)
    app.tenant.skewMs = 60_000
    expect((await app.sync()).skewMs).toBeNull()
    app.tenant.skewMs = 5 * minute
    expect((await app.sync()).skewMs).toBeGreaterThan(4 * minute)
  })
})

describe('the connection test', () => {
  it('answers with the newest entry, the retention and the skew', async () => {
    const app = new SimulatedApp(10)
    const found = await app.clock.drive(app.manager.test(acme.url, token))
    expect(found).toMatchObject({ newest: app.tenant.all[0]?.time, retentionDays: 365, skewMs: 500, dryRun: { received: 10 } })
    expect(app.service.stored.size).toBe(0)
    expect(app.tenant.requests.map(({ url }) => url.searchParams.get('limit'))).toEqual(['20'])
  })

  it('does not promise to try again', async () => {
    for (const fault of ['unavailable', 'refused', 'limited', 'truncated', 'hang'] as const) {
      const app = new SimulatedApp(10)
      app.failFrom(0, fault)
      const { error } = (await app.clock.drive(app.manager.test(acme.url, token)).catch((thrown: unknown) => thrown)) as {
        error: { next: string }
      }
      expect(error.next).not.toContain('by itself')
      expect(error.next).toMatch(/test again\.$/)
    }
  })

  it('names the missing permission', async () => {
    const app = new SimulatedApp(10)
    app.failFrom(0, 'forbidden')
    await expect(app.clock.drive(app.manager.test(acme.url, token))).rejects.toMatchObject({ error: { code: 'permission-denied' } })
  })
})

describe('stopping', () => {
  it('ends what is under way, and nothing is started afterwards', async () => {
    const app = new SimulatedApp()
    app.failFrom(2, 'hang')
    app.manager.start(acme.id)
    await app.clock.advance(1000)
    await app.clock.drive(app.manager.stop())
    const asked = app.tenant.requests.length
    app.manager.start(acme.id)
    app.manager.schedule()
    await app.clock.advance(60 * minute)
    expect(app.tenant.requests).toHaveLength(asked)
  })
})
