import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisTicks } from './axis-ticks.ts'

const at = (text: string): number => Date.parse(text)
const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe')

describe('the axis of the time strip', () => {
  it('has round days for a quarter', () => {
    const labels = axisTicks({ from: at('2026-08-22T00:00Z'), to: at('2026-11-21T00:00Z') }, 'UTC', 8).map(({ label }) => label)
    expect(labels).toEqual(['1 Sep', '15 Sep', '1 Oct', '15 Oct', '1 Nov', '15 Nov'])
  })

  it('has hours of the zone, also over a clock change', () => {
    const ticks = axisTicks({ from: at('2026-10-24T22:00Z'), to: at('2026-10-25T23:00Z') }, 'Europe/Zurich', 10)
    expect(ticks.map(({ label }) => label)).toEqual(['25 Oct', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00'])
    expect(ticks[2]?.at).toBe(at('2026-10-25T05:00Z'))
  })

  it('names the year when there is more than one', () => {
    const labels = axisTicks({ from: at('2025-05-01T00:00Z'), to: at('2026-11-01T00:00Z') }, 'UTC', 10).map(({ label }) => label)
    expect(labels).toContain('Jan 2026')
  })

  it('stays inside the range, rises, and is never crowded', () => {
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: at('2015-01-01T00:00Z'), max: at('2026-12-01T00:00Z') }),
        fc.integer({ min: 60_000, max: 4_000 * 86_400_000 }),
        fc.integer({ min: 2, max: 14 }),
        (zone, from, span, most) => {
          const ticks = axisTicks({ from, to: from + span }, zone, most)
          expect(ticks.length).toBeLessThanOrEqual(most * 1.25 + 2)
          ticks.forEach((tick, index) => {
            expect(tick.at).toBeGreaterThanOrEqual(from)
            expect(tick.at).toBeLessThan(from + span)
            expect(tick.at).toBeGreaterThan(ticks[index - 1]?.at ?? -Infinity)
            expect(tick.label).not.toBe('')
          })
        },
      ),
    )
  })

  it('has nothing for an empty range', () => {
    expect(axisTicks({ from: 5, to: 5 }, 'UTC', 8)).toEqual([])
  })
})
