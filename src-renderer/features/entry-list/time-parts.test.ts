import { describe, expect, it } from 'vitest'
import { timePartsOf, yearInTitle } from './time-parts.ts'

const near = { before: 0, after: 0 } as never
const parts = (from: string, to: string, zone = 'UTC', histogram: { before: number; after: number } = near) =>
  timePartsOf({ range: { from: Date.parse(from), to: Date.parse(to) }, histogram: histogram as never }, zone, Date.UTC(2026, 10, 30))

describe('the parts of times in a list', () => {
  it('leave the year to the title where all times are of one year, this or another', () => {
    expect(parts('2026-01-01', '2026-11-30')).toEqual({ year: false, allOf: '2026', offset: false })
    expect(parts('2024-01-01', '2025-01-01')).toEqual({ year: false, allOf: '2024', offset: false })
    expect(yearInTitle(parts('2024-01-01', '2025-01-01'))).toBe(', 2024')
  })

  it('have the year where times may be of two, by the clock of the zone', () => {
    expect(parts('2025-12-31', '2026-01-02')).toMatchObject({ year: true, allOf: null })
    expect(parts('2024-01-01', '2025-01-01', 'Asia/Tokyo')).toMatchObject({ year: true, allOf: null })
    expect(parts('2026-01-01', '2026-11-30', 'UTC', { before: 1, after: 0 })).toMatchObject({ year: true, allOf: null })
    expect(yearInTitle(parts('2025-12-31', '2026-01-02'))).toBe('')
  })

  it('know of no year where there is no time', () => {
    expect(timePartsOf(null, 'UTC', 0)).toEqual({ year: false, allOf: null, offset: false })
  })
})
