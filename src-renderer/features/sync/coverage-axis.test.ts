import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Coverage } from '@contract/sync.ts'
import { coverageAxis } from './coverage-axis.ts'

const at = (text: string): number => Date.parse(text)
const day = 86_400_000
const now = at('2026-11-20T12:00:00Z')
const interval = (from: number, to: number): Coverage['intervals'][number] => ({ from, to, fetchedAt: now, settled: true, narrowed: null })
const coverage = (more: Partial<Coverage>): Coverage => ({
  intervals: [],
  gaps: [],
  entries: 0,
  oldest: null,
  newest: null,
  retention: null,
  invalid: 0,
  drifted: 0,
  late: 0,
  diskBytes: 0,
  rebuilding: null,
  ...more,
})

describe('coverageAxis', () => {
  it('is absent while nothing was fetched', () => {
    expect(coverageAxis(coverage({}), 'UTC', now)).toBeNull()
  })

  it('places intervals and gaps side by side', () => {
    const axis = coverageAxis(
      coverage({
        intervals: [interval(now - 100 * day, now - 60 * day), interval(now - 50 * day, now)],
        gaps: [{ from: now - 60 * day, to: now - 50 * day, cause: 'failed' }],
      }),
      'UTC',
      now,
    )
    expect(axis?.intervals.map(({ start, width }) => [start, width])).toEqual([
      [0, expect.closeTo(0.4)],
      [expect.closeTo(0.5), expect.closeTo(0.5)],
    ])
    expect(axis?.gaps[0]).toMatchObject({ start: expect.closeTo(0.4) as number, width: expect.closeTo(0.1) as number })
  })

  it('gives a gap without a beginning a stub instead of half a century', () => {
    const axis = coverageAxis(
      coverage({ intervals: [interval(now - 100 * day, now)], gaps: [{ from: 0, to: now - 100 * day, cause: 'never-asked' }] }),
      'UTC',
      now,
    )
    expect(axis?.gaps[0]?.start).toBe(0)
    expect(axis?.gaps[0]?.width).toBeCloseTo(0.06)
    expect(axis?.from).toBeGreaterThan(now - 120 * day)
  })

  it('begins at the oldest entry when coverage reaches back to the epoch', () => {
    const axis = coverageAxis(coverage({ intervals: [interval(0, now)], oldest: now - 30 * day }), 'UTC', now)
    expect(axis?.from).toBe(now - 30 * day)
    expect(axis?.intervals[0]).toMatchObject({ start: 0, width: 1 })
  })

  it('marks where the tenant forgets only within the axis', () => {
    const intervals = [interval(now - 100 * day, now)]
    const retention = (oldest: number): Coverage['retention'] => ({ days: 50, oldest, observedAt: now })
    expect(coverageAxis(coverage({ intervals, retention: retention(now - 50 * day) }), 'UTC', now)?.retention).toBeCloseTo(0.5)
    expect(coverageAxis(coverage({ intervals, retention: retention(now - 500 * day) }), 'UTC', now)?.retention).toBeNull()
  })

  it('labels days of the zone, and months when there are many', () => {
    const week = coverageAxis(
      coverage({ intervals: [interval(at('2026-10-22T12:00:00Z'), at('2026-10-28T12:00:00Z'))] }),
      'Europe/Zurich',
      at('2026-10-28T12:00:00Z'),
    )
    expect(week?.ticks[0]?.label).toBe('23 Oct')
    const year = coverageAxis(coverage({ intervals: [interval(now - 400 * day, now)] }), 'UTC', now)
    expect(year?.ticks[0]?.label).toBe('Nov 2025')
  })

  it('stays within 0 and 1 and never hides anything (property)', () => {
    const time = fc.integer({ min: 0, max: now })
    fc.assert(
      fc.property(
        fc.uniqueArray(time, { minLength: 2, maxLength: 9 }),
        fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'),
        (times, zone) => {
          const edges = [...times].sort((a, b) => a - b)
          const stretches = edges.slice(1).map((to, index) => ({ from: edges[index] ?? 0, to }))
          const intervals = stretches.filter((_, index) => index % 2 === 0).map(({ from, to }) => interval(from, to))
          const gaps = stretches.filter((_, index) => index % 2 === 1).map((one) => ({ ...one, cause: 'never-asked' as const }))
          const axis = coverageAxis(coverage({ intervals, gaps }), zone, now)
          for (const part of [...(axis?.intervals ?? []), ...(axis?.gaps ?? [])]) {
            expect(part.width).toBeGreaterThan(0)
            expect(part.start).toBeGreaterThanOrEqual(0)
            expect(part.start + part.width).toBeLessThanOrEqual(1 + 1e-9)
          }
          for (const tick of axis?.ticks ?? []) {
            expect(tick.at).toBeGreaterThanOrEqual(0)
            expect(tick.at).toBeLessThanOrEqual(1)
          }
          expect(axis?.ticks.length).toBeLessThanOrEqual(7)
        },
      ),
    )
  })
})
