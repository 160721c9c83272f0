import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@contract/errors.ts'
import type { Fault } from '../../tests/simulation/tenant.ts'
import { failureOf, worldWith } from '../../tests/simulation/world.ts'
import { Paused } from './recovery.ts'

const once = (at: number, fault: Fault) => (request: number) => (request === at ? fault : null)

describe('a fault that stops', () => {
  const stopping: [Fault, ErrorCode][] = [
    ['unauthorized', 'unauthorized'],
    ['forbidden', 'permission-denied'],
    ['not-found', 'endpoint-not-found'],
    ['gone', 'endpoint-not-found'],
    ['html', 'not-the-tenant'],
    ['redirect', 'cross-origin-next'],
    ['foreign-cursor', 'cross-origin-next'],
    ['duplicate', 'paging-loop'],
    ['duplicate-onward', 'paging-loop'],
    ['self-cursor', 'paging-loop'],
  ]
  it.each(stopping)('%s is told as %s, keeps what is committed and loses nothing afterwards', async (fault, code) => {
    const world = worldWith(60)
    world.tenant.faultOf = once(3, fault)
    const failure = await failureOf(world.sync())
    expect(failure.error.code).toBe(code)
    expect(failure).not.toBeInstanceOf(Paused)
    expect(failure.error.next).toMatch(/\.$/)
    expect(world.service.stored.size).toBeGreaterThanOrEqual(24)
    world.tenant.faultOf = () => null
    await world.sync({ trustCursor: false })
    expect(world.service.stored).toEqual(world.expected)
    expect(world.service.state().gaps).toEqual([])
  })

  it('403 names the permission and the administrator', async () => {
    const world = worldWith(10)
    world.tenant.faultOf = once(0, 'forbidden')
    const { error } = await failureOf(world.sync())
    expect(error.message).toContain('iam:tenant:iam:audit:read')
    expect(error.next).toContain('administrator')
  })

  it('a page sent twice is not committed: its cursor may leave out what lies between', async () => {
    const world = worldWith(60)
    world.tenant.faultOf = once(3, 'duplicate')
    await failureOf(world.sync())
    expect(world.service.commits).toHaveLength(3)
  })

  it('cursors that never work again end in a diagnosis, not in a circle', async () => {
    const world = worldWith(60, 1000)
    world.tenant.faultOf = () => 'expired-cursor'
    const { error } = await failureOf(world.sync())
    expect(error.code).toBe('paging-loop')
    expect(world.tenant.requests.length).toBeLessThan(20)
  })
})

describe('a fault that passes', () => {
  const passing: Fault[] = [
    'limited',
    'limited-until',
    'unavailable',
    'refused',
    'reset',
    'cut-off',
    'truncated',
    'not-utf8',
    'empty',
    'hang',
  ]
  it.each([...passing, 'hang-in-body', 'drip', 'oversized', 'expired-cursor'] as Fault[])(
    '%s is overcome in the same run',
    async (fault) => {
      const world = worldWith(60)
      world.tenant.faultOf = once(3, fault)
      await world.sync()
      expect(world.service.stored).toEqual(world.expected)
      expect(world.service.state().gaps).toEqual([])
    },
  )

  it.each(['limited', 'limited-until'] as Fault[])('%s waits at least as long as the tenant asks', async (fault) => {
    const world = worldWith(20)
    world.tenant.faultOf = once(1, fault)
    await world.sync()
    expect(world.told.waits).toHaveLength(1)
    expect(world.told.waits[0]?.ms).toBeGreaterThanOrEqual(fault === 'limited' ? 7000 : 8000)
    expect(world.told.waits[0]?.ms).toBeLessThan(11_000)
    expect(world.told.waits[0]?.error.code).toBe('rate-limited')
  })

  it('asks for smaller pages when they come broken twice, and larger ones again later', async () => {
    const world = worldWith(120)
    world.tenant.faultOf = (request) => (request === 2 || request === 3 || request === 4 ? 'truncated' : null)
    await world.sync()
    const sizes = world.tenant.requests.map(({ url }) => Number(url.searchParams.get('limit')))
    expect(sizes[3]).toBe(8)
    expect(sizes[4]).toBe(4)
    expect(sizes[5]).toBe(2)
    expect(sizes.at(-1)).toBe(8)
  })

  it('halves at once a page that is too large, and gives up at the smallest', async () => {
    const world = worldWith(30)
    world.limits = { connectMs: 1000, firstByteMs: 1000, idleMs: 1000, totalMs: 5000, maxBytes: 200_000 }
    world.tenant.faultOf = () => 'oversized'
    const { error } = await failureOf(world.sync())
    expect(error.code).toBe('page-too-large')
    expect(world.tenant.requests.map(({ url }) => url.searchParams.get('limit'))).toEqual(['8', '4', '2', '1'])
  })

  it('that does not pass pauses, bounded, and goes on at the same place', async () => {
    const world = worldWith(60)
    world.tenant.faultOf = (request) => (request >= 3 ? 'unavailable' : null)
    const failure = await failureOf(world.sync())
    expect(failure).toBeInstanceOf(Paused)
    expect(world.told.waits).toHaveLength(10)
    world.tenant.faultOf = () => null
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
  })

  it('broken pages that do not pass are a failure a person should see', async () => {
    const world = worldWith(60)
    world.tenant.faultOf = (request) => (request >= 3 ? 'truncated' : null)
    const failure = await failureOf(world.sync())
    expect(failure).not.toBeInstanceOf(Paused)
    expect(failure.error.code).toBe('invalid-page')
  })

  it('a wait that a restart cut short is waited to its end', async () => {
    const world = worldWith(20)
    world.tenant.faultOf = once(1, 'limited')
    const killed = new AbortController()
    world.clock.after(2000, () => killed.abort())
    expect((await failureOf(world.sync({ signal: killed.signal }))).error.code).toBe('cancelled')
    const before = world.clock.now()
    await world.sync()
    expect(world.told.waits[1]?.ms).toBeGreaterThan(4000)
    expect(world.clock.now() - before).toBeGreaterThan(4000)
    expect(world.service.stored).toEqual(world.expected)
  })
})
