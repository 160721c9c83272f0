import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { ServiceParams } from '@contract/service.ts'
import { failureOf, token, World, worldWith } from '../../tests/simulation/world.ts'

const minute = 60_000

describe('a first sync', () => {
  it('fetches everything, newest first, and covers it without a gap', async () => {
    const world = worldWith(50)
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
    expect(world.service.commits[0]?.newest).toBe(world.tenant.all[0]?.time)
    expect(world.service.state().gaps).toEqual([])
    expect(world.service.walk).toBeNull()
    expect(world.service.completedAt).toBe(world.clock.now())
    expect(world.tenant.requests).toHaveLength(7)
  })

  it('commits the first page before the second is asked for', async () => {
    const world = worldWith(50)
    world.tenant.beforeAnswer = (request) => {
      if (request === 1) expect(world.service.commits).toHaveLength(1)
    }
    await world.sync()
    expect(world.service.stored.size).toBe(50)
  })

  it('has the next page read while one is committed, and commits it by the number it was handed over under', async () => {
    const world = worldWith(50)
    const { service } = world
    const call = service.call.bind(service)
    const handed: number[] = []
    const committed: (number | null)[] = []
    let told = (): void => undefined
    service.call = async (name, params) => {
      if (name === 'sync.ahead') {
        handed.push((params as ServiceParams<'sync.ahead'>).ahead)
        told()
      }
      if (name !== 'sync.page') return await call(name, params)
      // A commit takes until the next page is there: there is one after all pages but the first, which is waited for, and the last.
      const isBetween = committed.length > 0 && committed.length < 6
      const next = isBetween ? new Promise<void>((resolve) => (told = resolve)) : undefined
      committed.push('ahead' in (params as object) ? (params as { ahead: number }).ahead : null)
      const answer = await call(name, params)
      await next
      return answer
    }
    await world.sync()
    expect(service.stored).toEqual(world.expected)
    expect(handed).toEqual([1, 2, 3, 4, 5])
    expect(committed).toEqual([null, null, ...handed])
  })

  it('of an empty log completes', async () => {
    const world = new World()
    await world.sync()
    expect(world.service.completedAt).not.toBeNull()
    expect(world.tenant.requests).toHaveLength(1)
  })

  it('reports progress that rises to the end when the far end is known, and none when it is not', async () => {
    const world = worldWith(40, 9 * 24 * 60 * minute)
    await world.sync()
    const rising = world.told.progress.map((value) => value ?? -1)
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
    expect(rising[0]).toBeGreaterThan(0)
    const endless = worldWith(40)
    endless.tenant.retentionDays = null
    await endless.sync()
    expect(endless.told.progress.slice(0, -1).every((value) => value === null)).toBe(true)
    expect(endless.service.stored).toEqual(endless.expected)
  })
})

describe('the next sync', () => {
  it('asks for what is new and the overlap only, and finds a late entry in it', async () => {
    const world = worldWith(200)
    await world.sync()
    const before = world.tenant.requests.length
    world.clock.jump(5 * minute)
    world.tenant.add({ id: 'new', time: world.clock.now() - minute }, { id: 'late', time: world.clock.now() - 12 * minute })
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
    const asked = world.tenant.requests.slice(before)
    expect(asked.length).toBeLessThanOrEqual(3)
    expect(asked[0]?.url.searchParams.get('from')).not.toBeNull()
  })

  it('fetches what is new first and then goes on with the cursor of the walk that was cut off', async () => {
    const world = worldWith(200)
    world.service.afterCommit = (page) => {
      if (page === 5) throw fail('internal', 'killed')
    }
    await failureOf(world.sync())
    const cursor = world.service.walk?.cursor
    world.service.afterCommit = () => {}
    world.clock.jump(5 * minute)
    world.tenant.add({ id: 'new', time: world.clock.now() - minute })
    const before = world.tenant.requests.length
    await world.sync()
    const asked = world.tenant.requests.slice(before).map(({ url }) => url.searchParams)
    expect(asked[0]?.get('from')).not.toBeNull()
    expect(asked.some((params) => params.get('cursor') === cursor)).toBe(true)
    expect(world.service.stored).toEqual(world.expected)
    expect(world.service.state().gaps).toEqual([])
    // No page of the older part was asked for twice.
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(200 / 8) - 6 + 4)
  })

  it('goes on from the committed edge when the cursor has expired meanwhile', async () => {
    const world = worldWith(100)
    world.service.afterCommit = (page) => {
      if (page === 4) throw fail('internal', 'killed')
    }
    await failureOf(world.sync())
    world.service.afterCommit = () => {}
    world.clock.jump(25 * 60 * minute)
    const stale = world.service.walk?.cursor ?? ''
    let refused = 0
    world.tenant.faultOf = (request) => {
      const isStale = refused === 0 && world.tenant.requests[request]?.url.searchParams.get('cursor') === stale
      if (isStale) refused++
      return isStale ? 'expired-cursor' : null
    }
    await world.sync()
    expect(refused).toBe(1)
    expect(world.service.stored).toEqual(world.expected)
    expect(world.service.state().gaps).toEqual([])
  })
})

describe('holes that were closed', () => {
  /** Cuts the run off just before this commit. */
  async function cutOff(world: World, commit: number): Promise<void> {
    const { length } = world.service.commits
    world.service.beforeCommit = () => {
      if (world.service.commits.length === length + commit) throw fail('internal', 'killed')
    }
    await failureOf(world.sync())
    world.service.beforeCommit = () => {}
  }

  it('a kept cursor whose window ends above the bottom of a gap does not close the whole gap', async () => {
    const world = worldWith(100)
    await cutOff(world, 2)
    world.clock.jump(minute)
    // Now a head walk with a lower bound is the one that is unfinished, and its edge is where the gap begins.
    await cutOff(world, 1)
    expect(world.service.walk?.window.from).not.toBeNull()
    world.clock.jump(minute)
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
  })

  it('an overlap that a cut-off run did not read is read by the next one', async () => {
    const world = worldWith(60)
    await world.sync()
    world.clock.jump(10 * minute)
    const now = world.clock.now()
    world.tenant.add(...Array.from({ length: 20 }, (_, at) => ({ id: `n${at}`, time: now - at * 1000 })))
    world.tenant.add({ id: 'late', time: now - 23 * minute })
    await cutOff(world, 1)
    // By now the overlap of a new head does not reach the late entry any more.
    world.clock.jump(30 * minute)
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
    const before = world.tenant.requests.length
    await world.sync()
    // The overlap of the newest entry, and nothing else.
    const from = new Set(world.tenant.requests.slice(before).map(({ url }) => url.searchParams.get('from')))
    expect([...from]).toEqual([new Date(now - 15 * minute).toISOString()])
  })

  it('an answer meant for another request does not close a walk', async () => {
    const world = worldWith(60)
    await cutOff(world, 3)
    world.clock.jump(minute)
    const { fetch } = world.tenant
    const head = JSON.stringify({
      items: [{ id: 'e0000', timestamp: new Date(world.tenant.all[0]?.time ?? 0).toISOString() }],
      next_cursor: null,
    })
    const edge = world.service.walk?.cursor
    let repeated = 0
    Object.assign(world.tenant, {
      fetch: (url: string, init: RequestInit) => {
        if (new URL(url).searchParams.get('cursor') !== edge || repeated++ > 0) return fetch(url, init)
        return Promise.resolve(new Response(head))
      },
    })
    await world.sync()
    expect(repeated).toBeGreaterThan(0)
    expect(world.service.stored).toEqual(world.expected)
  })
})

describe('the data service', () => {
  it('going away after a commit is planned around: nothing is lost or stored twice', async () => {
    const world = worldWith(60)
    world.service.afterCommit = (page) => {
      if (page === 2) throw fail('service-down', 'The data service ended.')
    }
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
    expect(world.service.state().gaps).toEqual([])
    expect(world.told.waits[0]?.error.code).toBe('service-down')
  })

  it('that is full stops the sync with its own words', async () => {
    const world = worldWith(60)
    world.service.beforeCommit = (page) => {
      if (page === 2) throw fail('disk-full', 'The disk is full.', 'Free some space.')
    }
    expect((await failureOf(world.sync())).error).toMatchObject({ code: 'disk-full', message: 'The disk is full.' })
  })
})

describe('cancel', () => {
  it('stops within a page and keeps what is committed', async () => {
    const world = worldWith(100)
    const controller = new AbortController()
    world.service.afterCommit = (page) => {
      if (page === 4) controller.abort()
    }
    expect((await failureOf(world.sync({ signal: controller.signal }))).error.code).toBe('cancelled')
    expect(world.service.commits).toHaveLength(5)
    expect(world.service.stored.size).toBe(40)
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
  })
})

describe('the token', () => {
  it('is in the Authorization header of every request and nowhere else', async () => {
    const world = worldWith(30)
    await world.sync()
    for (const { url, headers } of world.tenant.requests) {
      expect(headers.get('authorization')).toBe(`Bearer ${token}`)
      expect(url.href).not.toContain(token)
    }
    expect(JSON.stringify([...world.store.values])).not.toContain(token)
  })
})

describe('clock skew', () => {
  it('is measured, and coverage keeps to the tenant’s clock', async () => {
    const world = worldWith(30)
    world.tenant.skewMs = -3600_000
    await world.sync()
    expect(world.told.skewMs).toBeCloseTo(-3600_000, -4)
    expect(world.service.coverage.at(-1)?.to).toBeLessThanOrEqual(world.clock.now())
  })
})
