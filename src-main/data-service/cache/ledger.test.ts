import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cover, gapsIn, isCovered, settledAfterMs, type Ledger } from './ledger.ts'

const fetched = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length, fetchedAt: 1, tenantNow: 0 }))

const build = (steps: readonly { from: number; to: number }[]): Ledger =>
  steps.reduce<Ledger>((ledger, step) => cover(ledger, { fetchedAt: 1, tenantNow: 0, ...step }), [])

describe('the coverage ledger', () => {
  it('covers exactly the instants that were fetched, in any order', () => {
    fc.assert(
      fc.property(fc.array(fetched, { maxLength: 12 }), (steps) => {
        const ledger = build(steps)
        for (let at = 0; at < 85; at++) expect(isCovered(ledger, at, at)).toBe(steps.some((step) => step.from <= at && at < step.to))
      }),
    )
  })

  it('is ordered, without overlaps, and joins what touches', () => {
    fc.assert(
      fc.property(fc.array(fetched, { maxLength: 12 }), (steps) => {
        const ledger = build(steps)
        for (let i = 1; i < ledger.length; i++) expect((ledger[i - 1]?.to ?? 0) < (ledger[i]?.from ?? 0)).toBe(true)
      }),
    )
  })

  it('has gaps exactly where it has no interval, from the floor to its end', () => {
    fc.assert(
      fc.property(fc.array(fetched, { maxLength: 12 }), fc.integer({ min: 0, max: 30 }), (steps, floor) => {
        const ledger = build(steps)
        const end = ledger.at(-1)?.to ?? 0
        const start = Math.min(floor, ledger[0]?.from ?? 0)
        const gaps = gapsIn(ledger, floor, null)
        for (let at = start; at < end; at++) expect(gaps.some((gap) => gap.from <= at && at < gap.to)).toBe(!isCovered(ledger, at, at))
      }),
    )
  })

  it('calls a window settled only when it was fetched long enough after its end', () => {
    const now = 10 * settledAfterMs
    const ledger = cover([], { from: 0, to: now, fetchedAt: now, tenantNow: now })
    expect(ledger.map(({ from, to, settled }) => [from, to, settled])).toEqual([
      [0, now - settledAfterMs, true],
      [now - settledAfterMs, now, false],
    ])
  })

  it('names the part that a walk did not reach', () => {
    const ledger = cover([], { from: 50, to: 100, fetchedAt: 1, tenantNow: 0 })
    expect(gapsIn(ledger, 10, { from: null, to: 50 })).toEqual([{ from: 10, to: 50, cause: 'interrupted' }])
    expect(gapsIn(ledger, 10, null)).toEqual([{ from: 10, to: 50, cause: 'never-asked' }])
  })
})
