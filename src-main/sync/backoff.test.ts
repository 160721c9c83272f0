import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../tests/simulation/clock.ts'
import { MemoryStore } from '../../tests/simulation/world.ts'
import { Backoff, backoffKey, defaultBackoff } from './backoff.ts'

const tenant = 'acmeacme01'

function made(random = () => 0.5) {
  const [clock, store] = [new SimulatedClock(), new MemoryStore()]
  const open = () => new Backoff(tenant, { clock, store, random })
  return { clock, store, open, backoff: open() }
}

describe('a back-off', () => {
  it('draws from nought to a ceiling that doubles up to its cap, and gives up in the end', () => {
    const { backoff } = made(() => 0.999_999)
    const waits = Array.from({ length: 11 }, () => backoff.failed(null))
    expect(waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000])
    expect(waits[9]).toBe(60_000)
    expect(waits[10]).toBeNull()
    // Giving up forgets, so that the next run begins afresh.
    expect(backoff.failed(null)).toBe(1000)
  })

  it('is within its bounds whatever is drawn and asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
        fc.nat({ max: 9 }),
        (draw, retryAfter, before) => {
          const { backoff } = made(() => draw)
          for (let at = 0; at < before; at++) backoff.failed(null)
          const ms = backoff.failed(retryAfter) ?? NaN
          const { capMs, retryAfterMinMs, retryAfterMaxMs } = defaultBackoff
          if (retryAfter === null) expect(ms >= 0 && ms <= capMs).toBe(true)
          else {
            const asked = Math.min(retryAfterMaxMs, Math.max(retryAfterMinMs, retryAfter))
            expect(ms >= Math.floor(asked) && ms <= Math.ceil(asked * 1.1)).toBe(true)
          }
        },
      ),
    )
  })

  it('never comes back earlier than the tenant asks', () => {
    expect(made(() => 0).backoff.limited(7000)).toBe(7000)
    expect(made(() => 0.9).backoff.limited(7000)).toBeGreaterThan(7000)
  })

  it('outlives a restart', async () => {
    const { backoff, open, clock } = made()
    backoff.limited(10_000)
    await clock.advance(4000)
    const again = open()
    expect(again.remainingMs).toBe(6500)
    expect(again.isLimited).toBe(true)
    await clock.advance(10_000)
    expect(again.remainingMs).toBe(0)
  })

  it('is not stretched by a clock that was set back', () => {
    const { backoff, open, clock } = made()
    backoff.limited(10_000)
    clock.jump(-10 * 365 * 24 * 3600_000)
    expect(open().remainingMs).toBeLessThanOrEqual(defaultBackoff.retryAfterMaxMs * 1.1)
  })

  it('asked by a person goes on at once, but not before the tenant allows it', () => {
    const failing = made().backoff
    failing.failed(null)
    failing.askedByPerson()
    expect(failing.remainingMs).toBe(0)
    const limited = made().backoff
    limited.limited(10_000)
    limited.askedByPerson()
    expect(limited.remainingMs).toBe(10_500)
  })

  it('reads a damaged note as none', () => {
    const { store, open } = made()
    for (const damaged of ['x', 7, { failures: -1 }, { failures: 1, limited: 0, resumeAt: 'soon' }]) {
      store.set(backoffKey(tenant), damaged)
      expect(open().remainingMs).toBe(0)
    }
  })
})
