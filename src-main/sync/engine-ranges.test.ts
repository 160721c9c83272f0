import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fault } from '../../tests/simulation/tenant.ts'
import { worldWith, type World } from '../../tests/simulation/world.ts'

const [hour, day] = [3600_000, 24 * 3600_000]
const asked = (world: World) => world.tenant.requests.map(({ url }) => url.searchParams)

describe('re-reading for late entries', () => {
  it('at 24 h, 48 h and 7 d finds what came late, and then leaves the time alone', async () => {
    const world = worldWith(100, hour)
    await world.sync()
    const start = world.clock.now()
    const late = [[5, 31], [40, 55], [6 * 24, 7 * 24 + 7]] as const // prettier-ignore
    for (const [at, [arrives, synced]] of late.entries()) {
      world.clock.jump(start + arrives * hour - world.clock.now())
      world.tenant.add({ id: `late${at}`, time: start - hour / 2 })
      world.clock.jump((synced - arrives) * hour)
      await world.sync()
      expect(world.service.stored.has(`late${at}`)).toBe(true)
    }
    const settled = world.service.coverage.filter((piece) => piece.settled).at(-1)
    expect(settled?.to).toBeGreaterThan(start - hour / 2)
    const before = world.tenant.requests.length
    await world.sync()
    expect(world.tenant.requests).toHaveLength(before + 1)
  })

  it('of a tenant without a Date header is done once, not for ever', async () => {
    const world = worldWith(50, hour)
    const { fetch } = world.tenant
    Object.assign(world.tenant, {
      fetch: async (url: string, init: RequestInit) => {
        const answer = await fetch(url, init)
        answer.headers.delete('date')
        return answer
      },
    })
    await world.sync()
    world.clock.jump(8 * day)
    world.tenant.add({ id: 'new', time: world.clock.now() - 1 })
    await world.sync()
    const before = world.tenant.requests.length
    await world.sync()
    expect(world.tenant.requests).toHaveLength(before + 1)
  })

  it('brings in the end whatever came within seven days, in any rhythm of syncs', async () => {
    const arrival = fc.record({ after: fc.nat({ max: 40 }), lateBy: fc.integer({ min: 1, max: 7 * 24 - 1 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
        async (arrivals, pauses) => {
          const world = worldWith(30, 2 * hour)
          await world.sync()
          let slept = 0
          for (const pause of pauses) {
            world.clock.jump(pause * hour)
            slept += pause
            for (const { after, lateBy } of arrivals)
              if (after > slept - pause && after <= slept)
                world.tenant.add({ id: `${after}/${lateBy}`, time: world.clock.now() - lateBy * hour })
            await world.sync()
          }
          // A stage ends at a multiple of six hours, so the last one takes that much longer.
          world.clock.jump(8 * day)
          await world.sync()
          expect([...world.service.stored.keys()].sort()).toEqual([...new Set(world.expected.keys())].sort())
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    )
  })
})

describe('a range that a person asks for', () => {
  it('fetches a gap that was skipped, and nothing else', async () => {
    const world = worldWith(40, hour)
    const now = world.clock.now()
    const range = { from: now - 30 * hour, to: now - 20 * hour }
    await world.sync()
    world.service.coverage = world.service.coverage.flatMap((piece) => [
      { ...piece, to: Math.min(piece.to, range.from) },
      { ...piece, from: Math.max(piece.from, range.to) },
    ]).filter(({ from, to }) => to > from) // prettier-ignore
    for (const [id, time] of [...world.service.stored]) if (time >= range.from && time < range.to) world.service.stored.delete(id)
    await world.service.call('sync.skip', { tenant: 'acmeacme01', range, skip: true, at: now })
    await world.sync()
    expect(world.service.state().gaps).toEqual([{ ...range, cause: 'skipped' }])
    const before = world.tenant.requests.length
    await world.sync({ target: { range, recheck: false } })
    expect(world.service.state().gaps).toEqual([])
    expect(world.service.stored).toEqual(world.expected)
    const windows = asked(world).slice(before)
    expect(windows.every((params) => Date.parse(params.get('from') ?? '') === range.from)).toBe(true)
  })

  it('is compared: equal, vanished and new, whatever goes wrong on the way', async () => {
    const fault = fc.constantFrom<Fault>('unavailable', 'reset', 'truncated', 'expired-cursor', 'limited', 'cut-off')
    await fc.assert(
      fc.asyncProperty(
        // More cursors than three that expire before they lead on are rightly called a loop.
        fc
          .dictionary(fc.nat({ max: 12 }).map(String), fault, { maxKeys: 5 })
          .filter((faults) => Object.values(faults).filter((each) => each === 'expired-cursor').length <= 3),
        fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 8 }),
        fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 8 }),
        async (faults, gone, added) => {
          const world = worldWith(40, hour)
          await world.sync()
          const now = world.clock.now()
          const range = { from: now - 30 * hour, to: now - 5 * hour }
          const inside = (time: number) => time >= range.from && time < range.to
          const removed = new Set(gone.map((at) => world.tenant.all[at]?.id))
          const before = world.tenant.all.filter(({ time }) => inside(time))
          world.tenant.remove(({ id }) => removed.has(id))
          const fresh = added.map((at) => ({ id: `new${at}`, time: now - at * hour - 1000 }))
          world.tenant.add(...fresh)
          const [first, known] = [world.tenant.requests.length, new Map(world.service.stored)]
          world.tenant.faultOf = (request) => faults[String(request - first)] ?? null
          const result = await world.sync({ target: { range, recheck: true } })
          const vanished = before.filter(({ id }) => removed.has(id)).length
          expect(result).toMatchObject({
            equal: before.length - vanished,
            vanished,
            fresh: fresh.filter(({ time }) => inside(time)).length,
          })
          for (const [id, time] of known) expect(world.service.stored.get(id)).toBe(time)
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    )
  })
})
