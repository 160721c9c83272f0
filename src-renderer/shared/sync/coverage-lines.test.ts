import { describe, expect, it } from 'vitest'
import type { Coverage } from '@contract/sync.ts'
import { coverageLines } from './coverage-lines.ts'

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
const interval = { from: 10, to: 100, fetchedAt: 7, settled: true, narrowed: null }

describe('the lines of the coverage table', () => {
  it('cut what was fetched at the tenant’s retention edge', () => {
    const lines = coverageLines(coverage({ intervals: [interval], oldest: 20, retention: { days: 1, oldest: 40, observedAt: 1 } }))
    expect(lines.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      [40, 100, 'fetched'],
      [10, 40, 'ours'],
    ])
  })

  it('join what touches and says the same', () => {
    const fresh = { ...interval, from: 100, to: 120, settled: false }
    const lines = coverageLines(coverage({ intervals: [interval, fresh, { ...fresh, from: 120, to: 130, fetchedAt: 9 }] }))
    expect(lines.map(({ from, to, kind, fetchedAt }) => [from, to, kind, fetchedAt])).toEqual([
      [100, 130, 'fresh', 9],
      [10, 100, 'fetched', 7],
    ])
  })

  it('tell a part that was fetched, however often it was read again, and what is missing beside it, in a line each', () => {
    const part = { ...interval, narrowed: 'denials' }
    const fresh = [
      { ...part, from: 100, to: 120, settled: false },
      { ...part, from: 120, to: 130, settled: false },
    ]
    const gaps = [{ from: 10, to: 130, cause: 'never-asked' as const }]
    expect(
      coverageLines(coverage({ intervals: [part, ...fresh], gaps })).map(({ from, to, words, gap }) => [from, to, words, gap]),
    ).toEqual([
      [100, 130, 'Fetched only denials, provisional: it is read again for late entries', null],
      [10, 130, 'Everything else of that time', null],
      [10, 100, 'Fetched only denials, settled', null],
    ])
  })

  it('offer nothing to do about what the tenant no longer has', () => {
    const gaps = [
      { from: 0, to: 5, cause: 'beyond-retention' as const },
      { from: 5, to: 10, cause: 'skipped' as const },
    ]
    expect(coverageLines(coverage({ intervals: [interval], gaps })).map(({ gap }) => gap?.cause ?? null)).toEqual([null, 'skipped', null])
  })
})
