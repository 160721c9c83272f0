import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysShown } from './calendar-days.ts'

const shown = (from: string, to: string): string[] | undefined => {
  const days = daysShown(from, to)
  return days ? [days.start.toString(), days.end.toString()] : undefined
}
/** The day after, by the clock of UTC: written apart from the library. */
const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)

describe('the days a calendar marks', () => {
  it('are those of the fields, whatever the zone of this machine', () => {
    expect(shown('2026-01-01', '2026-02-01')).toEqual(['2026-01-01', '2026-01-31'])
    expect(shown('2026-01-01 08:00', '2026-02-01 10:00')).toEqual(['2026-01-01', '2026-02-01'])
    expect(shown('2026-01-01', '2026-02-01 00:00')).toEqual(['2026-01-01', '2026-01-31'])
  })

  it('are all of a month, quarter or year', () => {
    expect(shown('2026-03', '2026-04')).toEqual(['2026-03-01', '2026-03-31'])
    expect(shown('2026-Q1', '2026')).toBeUndefined()
    expect(shown('2026', '2026-02-03 10:00')).toEqual(['2026-01-01', '2026-02-03'])
  })

  it('are none while a field says no day, or the end is not after the start', () => {
    for (const [from, to] of [
      ['', '2026-02-01'],
      ['2026-02-30', '2026-03-05'],
      ['soon', 'later'],
      ['2026-02-02', '2026-02-01'],
      ['2026-02-01', '2026-02-01'],
    ] as const)
      expect(shown(from, to)).toBeUndefined()
  })

  it('go there and back', () => {
    const day = fc
      .date({ noInvalidDate: true, min: new Date('1971-01-02'), max: new Date('2099-01-01') })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [first, last] = a <= b ? [a, b] : [b, a]
        expect(shown(first, nextDay(last))).toEqual([first, last])
      }),
    )
  })
})
