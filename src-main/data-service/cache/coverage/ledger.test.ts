import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cover, gapsIn, isCovered, seenThrough, type GapFacts, type Ledger } from './ledger.ts'

const sweepAgesMs = [10, 20, 70]
const facts = (more: Partial<GapFacts>): GapFacts => ({ floor: null, interrupted: null, skipped: [], damaged: [], ...more })

const fetched = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length }))

const build = (steps: readonly { from: number; to: number }[]): Ledger =>
  steps.reduce<Ledger>((ledger, step) => cover(ledger, { fetchedAt: 1, tenantNow: 0, sweepAgesMs, narrowed: null, ...step }), [])

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
        const gaps = gapsIn(ledger, facts({ floor }))
        for (let at = start; at < end; at++) expect(gaps.some((gap) => gap.from <= at && at < gap.to)).toBe(!isCovered(ledger, at, at))
      }),
    )
  })

  it('counts at which ages each time was read, and calls it settled after the last', () => {
    const ledger = cover([], { from: 0, to: 100, fetchedAt: 1, tenantNow: 100, sweepAgesMs, narrowed: null })
    expect(ledger.map(({ from, to, sweeps, settled }) => [from, to, sweeps, settled])).toEqual([
      [0, 30, 3, true],
      [30, 80, 2, false],
      [80, 90, 1, false],
      [90, 100, 0, false],
    ])
    expect(cover(ledger, { from: 30, to: 100, fetchedAt: 2, tenantNow: 170, sweepAgesMs, narrowed: null })).toMatchObject([
      { from: 0, to: 100, settled: true },
    ])
  })

  it('never calls settled what was read too young, whatever is read when', () => {
    const reading = fc.record({ from: fc.nat({ max: 90 }), length: fc.integer({ min: 1, max: 60 }), later: fc.nat({ max: 60 }) })
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 10 }), (readings) => {
        let [ledger, now] = [[] as Ledger, 100]
        const readAt = new Map<number, number>()
        for (const { from, length, later } of readings) {
          now += later
          ledger = cover(ledger, { from, to: from + length, fetchedAt: 1, tenantNow: now, sweepAgesMs, narrowed: null })
          for (let at = from; at < from + length; at++) readAt.set(at, now)
        }
        for (const piece of ledger)
          for (let at = piece.from; at < piece.to; at++) expect(piece.settled).toBe((readAt.get(at) ?? 0) - at > 70)
      }),
    )
  })

  it('names the part that a walk did not reach, and whether it failed', () => {
    const ledger = build([{ from: 50, to: 100 }])
    const interrupted = { from: null, to: 50, failed: false }
    expect(gapsIn(ledger, facts({ floor: 10, interrupted }))).toEqual([{ from: 10, to: 50, cause: 'interrupted' }])
    expect(gapsIn(ledger, facts({ floor: 10, interrupted: { ...interrupted, failed: true } }))).toEqual([
      { from: 10, to: 50, cause: 'failed' },
    ])
    expect(gapsIn(ledger, facts({ floor: 10 }))).toEqual([{ from: 10, to: 50, cause: 'never-asked' }])
  })

  it('names what could not be taken wherever it is, also above and below everything that was fetched (issue 12.20)', () => {
    const at = (from: number) => ({ from, to: from + 1, cause: 'entry-too-large' as const })
    const ledger = build([{ from: 10, to: 15 }, { from: 16, to: 20 }]) // prettier-ignore
    expect(gapsIn(ledger, facts({ skipped: [at(5), at(15), at(30)] }))).toEqual([at(5), at(15), at(30)])
    expect(gapsIn([], facts({ skipped: [at(5), { from: 0, to: 9, cause: 'skipped' }] }))).toEqual([at(5)])
  })

  it('tells apart what was left out and what the tenant has forgotten', () => {
    const ledger = build([{ from: 0, to: 10 }, { from: 50, to: 60 }]) // prettier-ignore
    expect(gapsIn(ledger, facts({ floor: 20, skipped: [{ from: 30, to: 40, cause: 'skipped' }] }))).toEqual([
      { from: 10, to: 20, cause: 'beyond-retention' },
      { from: 20, to: 30, cause: 'never-asked' },
      { from: 30, to: 40, cause: 'skipped' },
      { from: 40, to: 50, cause: 'never-asked' },
    ])
  })
})

describe('what came through a filter at the source', () => {
  it('leaves one gap beside it, however often it was read again', () => {
    const ledger = cover([], { from: 0, to: 100, fetchedAt: 1, tenantNow: 100, sweepAgesMs, narrowed: 'denials' })
    expect(ledger).toHaveLength(4)
    expect(gapsIn(ledger, facts({}))).toEqual([{ from: 0, to: 100, cause: 'never-asked' }])
  })

  const step = fc.record({
    from: fc.nat(60),
    length: fc.integer({ min: 1, max: 30 }),
    narrowed: fc.constantFrom(null, null, 'role changes', 'denials'),
  })
  it('counts for itself and never for the whole, and takes nothing away from it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let ledger: Ledger = []
        for (const { from, length, narrowed } of steps)
          ledger = cover(ledger, { from, to: from + length, fetchedAt: 1, tenantNow: 0, sweepAgesMs, narrowed })
        const gaps = gapsIn(ledger, { floor: null, interrupted: null, skipped: [], damaged: [] })
        const end = Math.max(0, ...ledger.map(({ to }) => to))
        const begin = Math.min(...ledger.map(({ from }) => from))
        for (let at = 0; at < 100; at++) {
          const holds = (of: string | null) =>
            steps.some(({ from, length, narrowed }) => narrowed === of && at >= from && at < from + length)
          expect(isCovered(ledger, at, at)).toBe(holds(null))
          for (const filter of ['role changes', 'denials'])
            expect(isCovered(seenThrough(ledger, filter), at, at)).toBe(holds(null) || holds(filter))
          expect(gaps.some(({ from, to }) => at >= from && at < to)).toBe(at >= begin && at < end && !holds(null))
        }
      }),
    )
  })
})
