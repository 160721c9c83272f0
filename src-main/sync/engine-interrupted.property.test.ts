import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import { cursorKinds } from '../../tests/simulation/tenant.ts'
import { World, worldWith } from '../../tests/simulation/world.ts'

const [second, minute, hour, day] = [1000, 60_000, 3600_000, 86_400_000]
const overlap = 15 * minute
const runs = Number(process.env['PROPERTY_RUNS'] ?? 40)

class Killed extends Error {}

/** One run that does not come to its end: how many pages it commits, what ends it, and what has happened by the next one. */
const interruption = fc.record({
  pages: fc.integer({ min: 0, max: 6 }),
  by: fc.constantFrom('kill before', 'kill after', 'cancel'),
  since: fc.option(fc.integer({ min: 1, max: 200 }), { freq: 3 }),
  arriving: fc.nat({ max: 12 }),
  late: fc.nat({ max: 2 }),
  pauseMs: fc.integer({ min: second, max: 40 * minute }),
})

/** Entries appear between two requests, too. */
const duringRequests = fc.dictionary(fc.nat({ max: 60 }).map(String), fc.integer({ min: 1, max: 7 }), { maxKeys: 5 })

let serial = 0
function arrive(world: World, count: number, lateBy = 0): void {
  world.tenant.add(
    ...Array.from({ length: count }, () => ({
      id: `${lateBy > 0 ? 'late' : 'n'}${String(serial++).padStart(6, '0')}`,
      time: world.tenant.now - lateBy,
    })),
  )
}

/** Whatever coverage calls fetched is here, of what was at the tenant when the run began. */
function assertHonest(world: World, present: readonly { readonly id: string; readonly time: number }[]): void {
  const { stored } = world.service
  const { intervals } = world.service.state()
  for (const { id, time } of present)
    if (intervals.some(({ from, to }) => time >= from && time < to) && !stored.has(id))
      throw new Error(`${id} counts as fetched and is not here`)
}

async function interrupted(
  world: World,
  { pages, by, since }: { pages: number; by: string; since: number | null },
  check: () => void,
): Promise<void> {
  const controller = new AbortController()
  let committed = 0
  world.service.beforeCommit = () => {
    if (by === 'kill before' && committed === pages) throw new Killed()
  }
  world.service.afterCommit = () => {
    check()
    if (++committed !== pages + 1) return
    if (by === 'kill after') throw new Killed()
    if (by === 'cancel') controller.abort()
  }
  const options = { signal: controller.signal, ...(since !== null && { since: world.tenant.now - since * minute }) }
  await world.sync(options).catch((thrown: unknown) => {
    if (!(thrown instanceof Killed) && !(thrown instanceof AppFailure && thrown.error.code === 'cancelled')) throw thrown
  })
  world.service.beforeCommit = () => {}
  world.service.afterCommit = () => {}
}

describe.each(cursorKinds)('a sync that is interrupted again and again, with %s cursors (issue 12.1)', (cursors) => {
  it('calls nothing fetched that is not here, uses no cursor with another window than it was issued for, and ends with everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 200 }),
        fc.array(interruption, { minLength: 2, maxLength: 4 }),
        duringRequests,
        async (entries, interruptions, during) => {
          const world = worldWith(entries, minute)
          world.tenant.cursors = cursors
          world.tenant.beforeAnswer = (request) => {
            arrive(world, during[String(request)] ?? 0)
            world.clock.jump(second)
          }
          let onTime = world.tenant.all
          for (const { arriving, late, pauseMs, ...rest } of interruptions) {
            await interrupted(world, rest, () => assertHonest(world, onTime))
            assertHonest(world, onTime)
            world.clock.jump(pauseMs)
            arrive(world, arriving)
            onTime = [...onTime, ...world.tenant.all.filter(({ id }) => !id.startsWith('late') && !onTime.some((each) => each.id === id))]
            arrive(world, late, 12 * minute)
          }
          world.tenant.beforeAnswer = () => {}
          await world.sync()
          expect(world.service.stored).toEqual(world.expected)
          expect(world.tenant.foreignCursors).toBe(0)
          const { gaps, unfinished, intervals } = world.service.state()
          expect({ gaps, unfinished }).toEqual({ gaps: [], unfinished: null })
          for (const [id, time] of world.expected)
            expect(
              intervals.some(({ from, to }) => time >= from && time < to),
              id,
            ).toBe(true)
        },
      ),
      { numRuns: runs },
    )
  }, 600_000)
})

describe('clocks that are wrong (issue 12.2)', () => {
  const off = fc.constantFrom(0, -day, -10 * minute, minute, 10 * minute, hour, day, Date.UTC(9999, 11, 31) - Date.UTC(2026, 11, 1))

  it('lose nothing: the tenant’s on some answers or on all, this machine’s, and entries from a time that has not come yet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(off, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, -30 * day, -hour, hour, 30 * day),
        fc.array(fc.record({ arriving: fc.nat({ max: 8 }), pauseMs: fc.integer({ min: second, max: 2 * hour }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.option(fc.constantFrom(minute, hour, day, 3000 * 365 * day)),
        async (dates, skewMs, steps, future) => {
          const world = new World()
          world.tenant.skewMs = skewMs
          const now = world.tenant.now
          world.tenant.add(...Array.from({ length: 30 }, (_, at) => ({ id: `e${at}`, time: now - (at + 1) * 10 * minute })))
          world.tenant.dateOff = (request) => dates[request % dates.length] ?? 0
          // An entry from the future is not to be told when this machine's clock agrees with it, and the tenant's is wrong: ahead it agrees,
          // behind it is contradicted by everything that the tenant sends, and counts for nothing.
          const isTold = future === null || future > -skewMs + 2 * minute || dates.every((date) => date === 0)
          if (future !== null && isTold) world.tenant.add({ id: 'future', time: now + future })
          for (const { arriving, pauseMs } of steps) {
            await world.sync()
            const newest = [...world.service.stored.values()].filter((time) => time <= world.clock.now() + 2 * minute)
            const top = world.service.state().intervals.at(-1)?.to ?? -Infinity
            expect(top).toBeLessThanOrEqual(Math.max(-Infinity, ...newest) + overlap)
            expect(top).toBeLessThanOrEqual(world.clock.now() + 2 * minute)
            world.clock.jump(pauseMs)
            arrive(world, arriving)
          }
          await world.sync()
          expect(new Set(world.service.stored.keys())).toEqual(new Set(world.expected.keys()))
        },
      ),
      { numRuns: runs },
    )
  }, 600_000)

  it('what was claimed by a clock that was ahead is taken back when the cache is read, and asked for again', async () => {
    const world = worldWith(30, minute)
    await world.sync()
    const [piece] = world.service.coverage
    if (!piece) throw new Error('Nothing is covered')
    world.service.coverage = [{ ...piece, to: Date.UTC(9999, 11, 31) }]
    expect(world.service.state().intervals.at(-1)?.to).toBe(world.clock.now() - minute + 2 * minute + minute)
    world.clock.jump(3 * hour)
    arrive(world, 40)
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
  })
})

describe('an oldest time that the tenant states and contradicts (issue 12.4)', () => {
  it('is not believed: everything that it sends is asked for, however often the sync is interrupted', async () => {
    const stated = fc.constantFrom(-30, -1, 0, 1, 60, 1440).map((minutes) => minutes * minute)
    await fc.assert(
      fc.asyncProperty(stated, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }), async (ahead, pages) => {
        const world = worldWith(120, minute)
        world.tenant.oldestStated = world.tenant.now + ahead
        for (const each of pages) {
          await interrupted(world, { pages: each, by: 'kill after', since: null }, () => {})
          world.clock.jump(hour)
          arrive(world, 3)
        }
        await world.sync()
        await world.sync()
        expect(world.service.stored).toEqual(world.expected)
        expect(world.service.state()).toMatchObject({ gaps: [], floor: null })
      }),
      { numRuns: runs },
    )
  }, 600_000)

  it('is believed where what it sends agrees with it', async () => {
    const world = worldWith(30, minute)
    world.tenant.retentionDays = 20 / 1440
    await world.sync()
    expect(world.service.state().floor).toBe(world.clock.now() - 20 * minute)
  })

  /** What the tenant was asked for below a floor, by the query of each request. */
  const asked = (world: World): string[] =>
    world.tenant.requests.map(({ url }) => `${url.searchParams.get('from')}/${url.searchParams.get('to')}`)

  it('is looked below once, and believed when what was sent is gone there: the tenant has forgotten it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), fc.nat({ max: 4 }), fc.boolean(), async (keptHours, pages, isCutOff) => {
        const world = worldWith(60, hour)
        await world.sync()
        expect(world.service.state()).toMatchObject({ gaps: [], doubted: null })
        world.tenant.retentionDays = keptHours / 24
        if (isCutOff) await interrupted(world, { pages, by: 'kill after', since: null }, () => {})
        world.clock.jump(minute)
        await world.sync()
        expect(world.service.state().floor).toBeGreaterThan(world.clock.now() - keptHours * hour - 10 * minute)
        expect(world.service.state().floor).toBeLessThanOrEqual(world.clock.now() - keptHours * hour)
        expect([world.service.stored.size, world.service.state().gaps]).toEqual([60, []])
        const before = world.tenant.requests.length
        world.clock.jump(hour)
        arrive(world, 2)
        await world.sync()
        expect(world.tenant.requests.slice(before).some(({ url }) => !url.searchParams.has('from'))).toBe(false)
        expect(world.service.stored.size).toBe(62)
      }),
      { numRuns: runs },
    )
  }, 600_000)

  it('stays unbelieved while anything below it is sent, and is looked below again when it has moved much or a day has passed', async () => {
    const world = worldWith(200, hour)
    // Settled: nothing of it is read again by itself.
    world.clock.jump(8 * day)
    await world.sync()
    const looks = async (): Promise<number> => {
      const before = world.tenant.requests.length
      await world.sync()
      return asked(world)
        .slice(before)
        .filter((each) => /^null\/./.test(each)).length
    }
    world.tenant.oldestStated = world.tenant.now - 250 * hour
    expect([await looks(), world.service.state().floor]).toEqual([1, null])
    world.clock.jump(minute)
    expect([await looks(), world.service.state().floor]).toEqual([0, null])
    world.tenant.oldestStated = world.tenant.now - 300 * hour
    expect([await looks(), world.service.state().floor]).toEqual([1, null])
    world.clock.jump(25 * hour)
    expect([await looks(), world.service.state().floor]).toEqual([1, null])
    // Only what is really gone is forgotten, and no more of it than was looked below.
    const gone = world.tenant.now - 330 * hour
    world.tenant.oldestStated = gone
    world.tenant.remove(({ time }) => time < gone)
    world.clock.jump(25 * hour)
    expect([await looks(), world.service.state().floor]).toEqual([1, gone])
    // It sends what is older after all.
    world.tenant.add({ id: 'older', time: gone - hour }, { id: 'newer', time: world.tenant.now })
    world.service.coverage = []
    await world.sync()
    expect(world.service.state().floor).toBeNull()
    expect(world.service.stored.has('older')).toBe(true)
  })

  it('is not believed where the look below it is refused, or not answered with a floor: the sync is complete all the same', async () => {
    for (const fault of ['not-found', 'forbidden'] as const) {
      const world = worldWith(60, hour)
      await world.sync()
      world.tenant.retentionDays = 1
      world.tenant.faultOf = (request) => (/^null\/./.test(asked(world)[request] ?? '') ? fault : null)
      await world.sync()
      expect(world.service.completedAt).toBe(world.clock.now())
      expect(world.service.state()).toMatchObject({ floor: null, gaps: [] })
      world.tenant.faultOf = () => null
      await world.sync()
      expect(world.service.state().floor).not.toBeNull()
    }
  })
})
