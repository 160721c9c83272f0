import { describe, expect, it } from 'vitest'
import { bucketTime, outsideText, undatedText } from './strip-text.ts'

const hour = (text: string): { from: number; to: number } => ({ from: Date.parse(text), to: Date.parse(text) + 3_600_000 })

describe('what a bucket of the time strip is called', () => {
  it('an hour by its two ends, with their offsets where the clock changes in between', () => {
    const inBerlin = (text: string): string => bucketTime(hour(text), 'hour', 'Europe/Berlin')
    expect(inBerlin('2026-10-24T22:00Z')).toBe('25 Oct 2026, 00:00 – 01:00')
    expect(inBerlin('2026-10-25T00:00Z')).toBe('25 Oct 2026, 02:00 +02:00 – 02:00 +01:00')
    expect(inBerlin('2026-03-29T00:00Z')).toBe('29 Mar 2026, 01:00 +01:00 – 03:00 +02:00')
  })

  it('days by their dates', () => {
    expect(bucketTime({ from: Date.parse('2026-03-01T00:00Z'), to: Date.parse('2026-03-02T00:00Z') }, 'day', 'UTC')).toBe('1 Mar 2026')
  })
})

describe('what lies outside of the time strip (issue 13.9)', () => {
  it('is counted, with the day from which on the strip shows the others, or up to which', () => {
    const day = Date.UTC(2019, 2, 1)
    expect(outsideText(3, 'before', day, 'UTC')).toBe('3 entries before 1 Mar 2019')
    expect(outsideText(1, 'after', day, 'UTC')).toBe('1 entry after 28 Feb 2019')
    expect(undatedText(1200)).toBe('1,200 entries at an unknown time')
  })
})
