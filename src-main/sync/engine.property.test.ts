import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import type { Fault } from '../../tests/simulation/tenant.ts'
import { World } from '../../tests/simulation/world.ts'

const minute = 60_000
const overlap = 15 * minute

const faults: readonly Fault[] = [
  'unauthorized', 'forbidden', 'not-found', 'gone', 'expired-cursor', 'limited', 'limited-until', 'unavailable', 'refused', 'reset', 'cut-off',
  'truncated', 'not-utf8', 'html', 'empty', 'hang', 'hang-in-body', 'oversized', 'duplicate', 'duplicate-onward', 'self-cursor', 'foreign-cursor', 'redirect',
] // prettier-ignore

/** Spacing of the entries; zeros put several into one millisecond, as bulk changes do. */
const spacing = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 * minute })), { maxLength: 80, size: 'max' })
const faultPlan = fc.dictionary(fc.nat({ max: 60 }).map(String), fc.constantFrom(...faults), { maxKeys: 12, size: 'max' })
/** The process dies at this commit, before or after it. */
const kills = fc.dictionary(fc.nat({ max: 40 }).map(String), fc.constantFrom('before', 'after'), { maxKeys: 6, size: 'max' })
/** Just before the answer to this request an entry appears, this much late. */
const arrivals = fc.dictionary(fc.nat({ max: 50 }).map(String), fc.nat({ max: overlap - 2 * minute }), { maxKeys: 6, size: 'max' })

class Killed extends Error {}

function build(gaps: readonly number[], skewMs: number): World {
  const world = new World({ min: 1, max: 5 })
  world.limits = { connectMs: 30_000, firstByteMs: 15_000, idleMs: 20_000, totalMs: 60_000, maxBytes: 128 * 1024 }
  world.tenant.skewMs = skewMs
  let time = world.tenant.now
  world.tenant.add(...gaps.map((gap, at) => ({ id: `e${at}`, time: (time -= gap) })))
  return world
}

/** Whatever coverage claims is really there: no entry that was there from the start is missing from it. */
function assertHonest(world: World, fromTheStart: ReadonlyMap<string, number>): void {
  for (const [id, time] of fromTheStart) {
    if (world.service.coverage.some(({ from, to }) => time >= from && time < to)) expect(world.service.stored.has(id)).toBe(true)
  }
}

async function syncUntilDone(world: World, check: () => void): Promise<void> {
  for (let attempt = 0; attempt < 80; attempt++) {
    try {
      const misled = world.store.get('misled') === true
      await world.sync({ trustCursor: !misled })
      return
    } catch (thrown) {
      if (!(thrown instanceof Killed) && !(thrown instanceof AppFailure)) throw thrown
      const code = thrown instanceof AppFailure ? thrown.error.code : 'killed'
      world.store.set('misled', code === 'paging-loop' || code === 'cross-origin-next')
    }
    check()
    world.clock.jump(minute)
  }
  throw new Error('It never came to an end')
}

describe('whatever happens on the way', () => {
  it('the final set and the coverage are those of an undisturbed sync, and coverage never claims what is not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        spacing,
        faultPlan,
        kills,
        arrivals,
        fc.integer({ min: -300_000, max: 300_000 }),
        async (gaps, plan, deaths, late, skewMs) => {
          const world = build(gaps, skewMs)
          const fromTheStart = world.expected
          world.tenant.faultOf = (request) => plan[String(request)] ?? null
          world.tenant.beforeAnswer = (request) => {
            const lateBy = late[String(request)]
            if (lateBy !== undefined) world.tenant.add({ id: `late${request}`, time: world.tenant.now - lateBy })
          }
          const die = (when: string) => (page: number) => {
            if (deaths[String(page)] === when) throw new Killed()
          }
          world.service.beforeCommit = die('before')
          world.service.afterCommit = (page) => {
            assertHonest(world, fromTheStart)
            die('after')(page)
          }
          await syncUntilDone(world, () => assertHonest(world, fromTheStart))
          // One more, undisturbed, for what arrived while the last one was under way.
          world.tenant.faultOf = () => null
          world.tenant.beforeAnswer = () => {}
          world.service.beforeCommit = () => {}
          world.service.afterCommit = () => {}
          await world.sync()
          expect(world.service.stored).toEqual(world.expected)
          expect(world.service.walk).toBeNull()
          expect(world.service.state().gaps).toEqual([])
          const undisturbed = build(gaps, skewMs)
          undisturbed.tenant.add(...world.tenant.all.filter(({ id }) => id.startsWith('late')))
          undisturbed.clock.jump(world.clock.now() - undisturbed.clock.now())
          await undisturbed.sync()
          expect(undisturbed.service.stored).toEqual(world.service.stored)
          const [whole] = [undisturbed.service.coverage]
          for (const { from, to } of whole) {
            const floor = Math.max(from, world.service.floor ?? from)
            expect(
              world.service.coverage.reduce((sum, each) => sum + Math.max(0, Math.min(each.to, to) - Math.max(each.from, floor)), 0),
            ).toBe(to - floor)
          }
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) },
    )
  }, 900_000)
})
