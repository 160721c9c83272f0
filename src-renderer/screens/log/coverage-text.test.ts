import type { Coverage } from '@contract/sync.ts'
import { describe, expect, it } from 'vitest'
import { coverageVerdict } from './coverage-text.ts'

const at = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const interval = (from: string, to: string, narrowed: string | null = null) => ({
  from: at(from),
  to: at(to),
  fetchedAt: at('2026-11-20'),
  settled: true,
  narrowed,
})
const coverage = (...intervals: readonly ReturnType<typeof interval>[]): Coverage => ({
  intervals: [...intervals],
  gaps: [],
  entries: 10,
  oldest: null,
  newest: null,
  retention: null,
  invalid: 0,
  drifted: 0,
  late: 0,
  diskBytes: 0,
  rebuilding: null,
})
const everything = { from: null, to: null }

describe('what an empty result means', () => {
  it('is no statement about the tenant while nothing was fetched', () => {
    expect(coverageVerdict(everything, null, 'UTC').kind).toBe('none')
    expect(coverageVerdict(everything, coverage(), 'UTC').kind).toBe('none')
  })

  it('is one about a part only, where the connector asks for no more', () => {
    const part = coverage(interval('2026-05-03', '2026-11-20', 'role changes'))
    expect(coverageVerdict(everything, part, 'UTC')).toMatchObject({ kind: 'none', fetch: null })
    expect(coverageVerdict(everything, part, 'UTC').text).toContain('fetches only role changes')
  })

  it('never says of a range that it holds nothing without those whose time is unknown (issue 12.12)', () => {
    const range = { from: at('2026-06-01'), to: at('2026-07-01') }
    const fetched = { ...coverage(interval('2026-05-03', '2026-11-20')), undated: 3 }
    expect(coverageVerdict(range, fetched, 'UTC').text).toContain('3 entries have a time that cannot be read, which no range holds.')
    expect(coverageVerdict(everything, fetched, 'UTC').text).not.toContain('cannot be read')
    const none = { ...coverage(), askedAt: at('2026-11-20'), undated: 1 }
    expect(coverageVerdict(range, none, 'UTC').text).toContain('no entry that proves a range')
    expect(coverageVerdict(everything, { ...none, entries: 0, undated: 0 }, 'UTC').text).toContain('no entry at all')
  })

  it('says that a range before the cache was not fetched', () => {
    const verdict = coverageVerdict({ from: at('2026-01-01'), to: at('2026-02-01') }, coverage(interval('2026-05-03', '2026-11-20')), 'UTC')
    expect(verdict).toEqual({ kind: 'none', text: 'Nothing is cached before 3 May 2026; this range was not fetched.', fetch: null })
  })

  it('says that the tenant no longer has a range', () => {
    const cached = { ...coverage(interval('2026-05-03', '2026-11-20')), retention: { days: 1, oldest: at('2026-05-03'), observedAt: 0 } }
    const verdict = coverageVerdict({ from: at('2026-01-01'), to: at('2026-02-01') }, cached, 'UTC')
    expect(verdict.text).toBe('Nothing is cached before 3 May 2026; the tenant no longer has this range.')
  })

  it('names what is missing of a range, gaps too', () => {
    const cached = coverage(interval('2026-05-03', '2026-06-01'), interval('2026-06-10', '2026-11-20'))
    const verdict = coverageVerdict({ from: at('2026-04-01'), to: at('2026-08-01') }, cached, 'UTC')
    expect(verdict.kind).toBe('partial')
    expect(verdict.text).toContain('before 3 May 2026')
    expect(verdict.text).toContain('1 Jun – 9 Jun 2026')
    expect(coverageVerdict({ from: at('2026-06-02'), to: at('2026-06-20') }, cached, 'UTC').text).toContain('2 Jun – 9 Jun 2026')
  })

  it('offers to fetch what the tenant can still give, and no more', () => {
    const cached = {
      ...coverage(interval('2026-05-03', '2026-11-20')),
      gaps: [
        { from: at('2026-01-01'), to: at('2026-03-01'), cause: 'beyond-retention' as const },
        { from: at('2026-03-01'), to: at('2026-05-03'), cause: 'never-asked' as const },
      ],
    }
    const fetch = (from: string, to: string) => coverageVerdict({ from: at(from), to: at(to) }, cached, 'UTC').fetch
    expect(fetch('2026-02-01', '2026-04-01')).toEqual({ from: at('2026-03-01'), to: at('2026-04-01') })
    expect(fetch('2026-01-01', '2026-02-01')).toBeNull()
    expect(fetch('2026-06-01', '2026-07-01')).toBeNull()
    expect(fetch('2026-11-21', '2026-11-22')).toBe('sync')
  })

  it('says so when everything was fetched', () => {
    const cached = coverage(interval('2026-05-03', '2026-06-01'), interval('2026-06-01', '2026-11-20'))
    expect(coverageVerdict({ from: at('2026-05-10'), to: at('2026-08-01') }, cached, 'UTC').kind).toBe('complete')
    expect(coverageVerdict(everything, cached, 'UTC').kind).toBe('complete')
    // No younger than the oldest answer it rests on.
    const [old, young] = [interval('2026-05-03', '2026-06-01'), { ...interval('2026-06-01', '2026-11-20'), fetchedAt: at('2026-11-24') }]
    const text = (from: string) => coverageVerdict({ from: at(from), to: at('2026-08-01') }, coverage(old, young), 'UTC').text
    expect(text('2026-05-10')).toContain('last on 20 Nov 2026')
    expect(text('2026-07-01')).toContain('last on 24 Nov 2026')
  })

  it('misses what lies after the last fetch', () => {
    const verdict = coverageVerdict({ from: at('2026-11-01'), to: at('2026-11-22') }, coverage(interval('2026-05-03', '2026-11-20')), 'UTC')
    expect(verdict.kind).toBe('partial')
    expect(verdict.text).toContain('after 20 Nov 2026')
  })
})
