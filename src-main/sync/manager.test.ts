import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { SyncStatus } from '@contract/sync.ts'
import { Desk } from '../../tests/simulation/desk.ts'
import { acme, token } from '../../tests/simulation/world.ts'

const minute = 60_000

describe('a sync that was started', () => {
  it('tells its phase, counts and progress, and is idle in the end', async () => {
    const desk = new Desk()
    expect(desk.manager.start(acme.id).phase).toBe('running')
    await desk.clock.settle()
    expect(desk.status).toMatchObject({ phase: 'idle', error: null, run: { pages: 5, received: 5000, inserted: 5000, progress: 1 } })
    expect(desk.status.completedAt).toBe(desk.clock.now())
    expect(desk.told.map(({ phase }) => phase)).toEqual(['running', 'idle'])
    expect(desk.whole).toBe(true)
  })

  it('is not started twice', async () => {
    const desk = new Desk()
    desk.manager.start(acme.id)
    desk.manager.start(acme.id)
    await desk.clock.settle()
    expect(desk.tenant.requests).toHaveLength(5)
  })

  it('of an unknown tenant is refused', () => {
    expect(() => new Desk().manager.start('nobodynobody')).toThrow('not connected')
  })

  it('without a token fails, and says what the vault said', async () => {
    const desk = new Desk()
    desk.tokenFor = () => Promise.reject(fail('no-token', 'There is no access token.', 'Enter one.'))
    expect(await desk.sync()).toMatchObject({ phase: 'failed', error: { code: 'no-token', next: 'Enter one.' } })
    expect(desk.tenant.requests).toHaveLength(0)
  })

  it('that failed keeps for a restart what we say of it, and nothing of what the tenant said (issue 12.17)', async () => {
    const desk = new Desk()
    const said = 'GET /audit answered 403 with T O K E N, in a way that nobody looks for'
    desk.tokenFor = () => Promise.reject(fail('permission-denied', 'A permission is missing.', 'Ask for it.', said))
    expect((await desk.sync()).error).toMatchObject({ message: 'A permission is missing.', details: said })
    const again = desk.open().status(acme.id)
    expect(again).toMatchObject({ phase: 'failed', error: { message: 'A permission is missing.', next: 'Ask for it.' } })
    expect(JSON.stringify(again)).not.toContain('T O K E N')
  })

  it('on a full disk fails and says so, and goes on when there is space again', async () => {
    const desk = new Desk()
    const full = fail('disk-full', 'The disk is full.', 'Free some space.')
    const noSpace = () => {
      throw full
    }
    const { set } = desk.store
    Object.assign(desk.store, { set: noSpace })
    desk.service.beforeCommit = (page) => page >= 2 && noSpace()
    expect(await desk.sync()).toMatchObject({ phase: 'failed', error: { code: 'disk-full' }, run: { pages: 2 } })
    expect(desk.told.at(-1)).toMatchObject({ phase: 'failed', error: { code: 'disk-full' } })

    desk.service.beforeCommit = () => {}
    Object.assign(desk.store, { set })
    expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
    expect(desk.whole).toBe(true)
    // What could not be written then is written now: another start of the application finds it.
    expect(desk.open().status(acme.id)).toMatchObject({ phase: 'idle', error: null })
  })

  it('is not misled by an entry that says it happened in the future', async () => {
    const desk = new Desk(20)
    desk.tenant.add({ id: 'future', time: desk.clock.now() + 365 * 24 * 60 * minute })
    await desk.sync()
    for (let day = 0; day < 3; day++) {
      await desk.clock.advance(24 * 60 * minute)
      desk.tenant.add({ id: `day ${day}`, time: desk.clock.now() - minute })
      await desk.sync()
      expect(desk.whole).toBe(true)
    }
  })

  it('reports counts about five times a second, not with every page', async () => {
    const desk = new Desk(100_000)
    // Each answer takes 10 ms.
    const { fetch } = desk.tenant
    Object.assign(desk.tenant, {
      fetch: async (url: string, init: RequestInit) => {
        await new Promise<void>((resolve) => desk.clock.after(10, resolve))
        return fetch(url, init)
      },
    })
    desk.manager.start(acme.id)
    await desk.clock.advance(1500)
    expect(desk.status).toMatchObject({ phase: 'idle', run: { pages: 100 } })
    expect(desk.told.length).toBeGreaterThan(5)
    expect(desk.told.length).toBeLessThan(15)
  })
})

describe('cancelling', () => {
  it('stops within a page, keeps what is committed, and the next start goes on', async () => {
    const desk = new Desk()
    let cancelled: Promise<SyncStatus> | null = null
    desk.service.afterCommit = (page) => {
      if (page === 1) cancelled = desk.manager.cancel(acme.id)
    }
    await desk.sync()
    expect(await (cancelled as Promise<SyncStatus> | null)).toMatchObject({ phase: 'stopped', error: null })
    expect(desk.service.stored.size).toBe(2000)
    expect((await desk.sync()).phase).toBe('idle')
    expect(desk.whole).toBe(true)
  })

  it('ends a wait', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'unavailable')
    expect((await desk.sync()).phase).toBe('waiting')
    expect((await desk.manager.cancel(acme.id)).phase).toBe('stopped')
  })
})

describe('waiting', () => {
  it('is told with the moment it ends, and ends then', async () => {
    const desk = new Desk()
    desk.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    const { phase, resumeAt, error } = await desk.sync()
    expect(phase).toBe('waiting')
    expect(error?.code).toBe('rate-limited')
    expect(resumeAt).toBeGreaterThanOrEqual(desk.clock.now() + 7000)
    await desk.clock.advance((resumeAt ?? 0) - desk.clock.now())
    expect(desk.status).toMatchObject({ phase: 'idle', resumeAt: null, error: null })
  })

  it('for a tenant that is down is cut short by a person, for a rate limit it is not', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'unavailable')
    await desk.sync()
    desk.heal()
    expect((await desk.sync()).phase).toBe('idle')
    const limited = new Desk()
    limited.tenant.faultOf = (request) => (request === 2 ? 'limited' : null)
    await limited.sync()
    expect((await limited.sync()).phase).toBe('waiting')
    expect(limited.tenant.requests).toHaveLength(3)
  })

  it('is given up after a while: paused, and gone on with at the next interval', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'unavailable')
    await desk.sync()
    await desk.clock.advance(10 * minute)
    expect(desk.status).toMatchObject({ phase: 'paused', error: { code: 'tenant-unavailable' } })
    desk.heal()
    await desk.clock.advance(15 * minute)
    expect(desk.status.phase).toBe('idle')
    expect(desk.whole).toBe(true)
  })
})

describe('clock skew', () => {
  it('is told when it is over two minutes', async () => {
    const desk = new Desk(10)
    desk.tenant.skewMs = 60_000
    expect((await desk.sync()).skewMs).toBeNull()
    desk.tenant.skewMs = 5 * minute
    expect((await desk.sync()).skewMs).toBeGreaterThan(4 * minute)
  })
})

describe('the connection test', () => {
  it('answers with the newest entry, the retention and the skew', async () => {
    const desk = new Desk(10)
    const found = await desk.clock.drive(desk.manager.test(acme.url, token))
    expect(found).toMatchObject({ newest: desk.tenant.all[0]?.time, retentionDays: 365, skewMs: 500, dryRun: { received: 10 } })
    expect(desk.service.stored.size).toBe(0)
    expect(desk.tenant.requests.map(({ url }) => url.searchParams.get('limit'))).toEqual(['20'])
  })

  it('does not promise to try again', async () => {
    for (const fault of ['unavailable', 'refused', 'limited', 'truncated', 'hang'] as const) {
      const desk = new Desk(10)
      desk.failFrom(0, fault)
      const { error } = (await desk.clock.drive(desk.manager.test(acme.url, token)).catch((thrown: unknown) => thrown)) as {
        error: { next: string }
      }
      expect(error.next).not.toContain('by itself')
      expect(error.next).toMatch(/test again\.$/)
    }
  })

  it('names the missing permission', async () => {
    const desk = new Desk(10)
    desk.failFrom(0, 'forbidden')
    await expect(desk.clock.drive(desk.manager.test(acme.url, token))).rejects.toMatchObject({ error: { code: 'permission-denied' } })
  })
})

describe('stopping', () => {
  it('ends what is under way, and nothing is started afterwards', async () => {
    const desk = new Desk()
    desk.failFrom(2, 'hang')
    desk.manager.start(acme.id)
    await desk.clock.advance(1000)
    await desk.clock.drive(desk.manager.stop())
    const asked = desk.tenant.requests.length
    desk.manager.start(acme.id)
    desk.manager.schedule()
    await desk.clock.advance(60 * minute)
    expect(desk.tenant.requests).toHaveLength(asked)
  })
})
