import type { HistogramBucket } from '@contract/log.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketsFor } from '@contract/first-question.ts'
import { bucketIndex, drawable, gapBefore, gapsWithin, snapped, tallest, timeAt, widened } from './strip-maths.ts'

const bucketsFrom = (widths: readonly number[]): HistogramBucket[] => {
  let from = 1_000
  return widths.map((width) => {
    const bucket = { from, to: from + width, success: width, failed: 1, unknown: 0 }
    from += width
    return bucket
  })
}
const widths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 })

describe('the time strip', () => {
  it('finds the bucket of every time in it', () => {
    fc.assert(
      fc.property(widths, fc.nat(4_000), (all, offset) => {
        const buckets = bucketsFrom(all)
        const time = 1_000 + offset
        const expected = buckets.findIndex(({ from, to }) => time >= from && time < to)
        expect(bucketIndex(time, buckets)).toBe(expected < 0 ? buckets.length - 1 : expected)
      }),
    )
    expect(bucketIndex(5, [])).toBe(-1)
    expect(bucketIndex(5, bucketsFrom([10]))).toBe(0)
  })

  it('selects whole buckets that hold both ends, whichever way the drag went', () => {
    fc.assert(
      fc.property(widths, fc.nat(3_000), fc.nat(3_000), (all, a, b) => {
        const buckets = bucketsFrom(all)
        const range = snapped(1_000 + a, 1_000 + b, buckets)
        expect(range).toEqual(snapped(1_000 + b, 1_000 + a, buckets))
        expect(buckets.some(({ from }) => from === range?.from)).toBe(true)
        expect(buckets.some(({ to }) => to === range?.to)).toBe(true)
        expect((range?.to ?? 0) > (range?.from ?? 0)).toBe(true)
      }),
    )
    expect(snapped(1, 2, [])).toBeNull()
  })

  it('finds what was not fetched of a range, and why', () => {
    const interval = (from: number, to: number, narrowed: string | null = null) => ({ from, to, fetchedAt: 0, settled: true, narrowed })
    const coverage = {
      intervals: [interval(500, 700), interval(200, 400), interval(390, 450), interval(700, 800, 'action=role_assign')],
      gaps: [{ from: 440, to: 520, cause: 'failed' as const }],
    }
    expect(gapsWithin(coverage, { from: 100, to: 900 })).toEqual([
      { from: 100, to: 200, cause: 'never-asked' },
      { from: 450, to: 500, cause: 'failed' },
      { from: 700, to: 900, cause: 'never-asked' },
    ])
    expect(gapsWithin(coverage, { from: 710, to: 790 })).toEqual([{ from: 710, to: 790, cause: 'never-asked', only: 'action=role_assign' }])
    expect(gapsWithin(coverage, { from: 250, to: 420 })).toEqual([])
    expect(gapsWithin(coverage, { from: 300, to: 451 })).toEqual([{ from: 450, to: 451, cause: 'failed' }])
    expect(gapsWithin({ intervals: [interval(0, 9_999)], gaps: [] }, { from: 0, to: 10_000 })).toEqual([])
  })

  it('takes only the time above everything fetched for empty where the tenant was asked later, never what is older or between', () => {
    const interval = (from: number, to: number) => ({ from, to, fetchedAt: 0, settled: true, narrowed: null })
    const coverage = { intervals: [interval(600, 700), interval(300, 400)], gaps: [], askedAt: 900 }
    expect(gapsWithin(coverage, { from: 100, to: 200 })).toEqual([{ from: 100, to: 200, cause: 'never-asked' }])
    expect(gapsWithin(coverage, { from: 350, to: 500 })).toEqual([{ from: 400, to: 500, cause: 'never-asked' }])
    expect(gapsWithin(coverage, { from: 650, to: 850 })).toEqual([])
    expect(gapsWithin(coverage, { from: 750, to: 1000 })).toEqual([{ from: 900, to: 1000, cause: 'never-asked' }])
  })

  it('draws time that was not fetched where all that is asked for lies outside of the cache', () => {
    const coverage = {
      intervals: [{ from: 500, to: 700, fetchedAt: 0, settled: true, narrowed: null }],
      gaps: [{ from: 100, to: 500, cause: 'failed' as const }],
    }
    expect(drawable({ from: 300, to: 300 }, coverage)).toEqual({ from: 100, to: 300 })
    expect(drawable({ from: 900, to: 900 }, coverage)).toEqual({ from: 900, to: 900 + 86_400_000 })
    expect(drawable({ from: 550, to: 600 }, coverage)).toEqual({ from: 550, to: 600 })
    expect(gapBefore({ from: 500, to: 700 }, coverage)).toEqual(coverage.gaps[0])
    expect(gapBefore({ from: 550, to: 700 }, coverage)).toBeNull()
    expect(gapBefore({ from: 300, to: 700 }, coverage)).toBeNull()
  })

  it('turns a place on the strip into a time and never leaves it', () => {
    const range = { from: 1_000, to: 2_000 }
    expect(timeAt(0.5, range)).toBe(1_500)
    expect(timeAt(-3, range)).toBe(1_000)
    expect(timeAt(7, range)).toBe(2_000)
  })

  it('widens until everything is shown', () => {
    const all = { from: 0, to: 1_000 }
    expect(widened({ from: 400, to: 500 }, all)).toEqual({ from: 300, to: 600 })
    expect(widened({ from: 0, to: 100 }, all)).toEqual({ from: 0, to: 200 })
    expect(widened({ from: 300, to: 700 }, all)).toBeNull()
  })

  it('scales to the fullest bucket and never to zero', () => {
    expect(tallest(bucketsFrom([5, 9]))).toBe(10)
    expect(tallest([])).toBe(1)
    expect(bucketsFor(50)).toBe(24)
    expect(bucketsFor(100_000)).toBe(400)
  })
})
