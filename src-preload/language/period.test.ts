import { dayMs } from '@contract/time-units.ts'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { weeksInYear } from './calendar.ts'
import { missingPeriod, periodText, readPeriod, writePeriod } from './period.ts'
import { periodUnits } from './testing/arbitrary.ts'
import { periodAt, periodBefore, resolve } from './time.ts'

const anyUnit = fc.constantFrom(...periodUnits)
/** Days from 0001-01-01 to 9999-12-31. */
const anyDay = fc.integer({ min: -719_162, max: 2_932_896 })
const dates = (text: string): readonly (string | undefined)[] => {
  const period = readPeriod(text)
  return [period?.from, period?.to].map((wall) => (wall === undefined ? undefined : new Date(wall).toISOString().slice(0, 10)))
}

describe('a period', () => {
  it.each([
    ['2026-03-31', '2026-03-31', '2026-04-01'],
    ['2026-02', '2026-02-01', '2026-03-01'],
    ['2024-Q1', '2024-01-01', '2024-04-01'],
    ['2026-q4', '2026-10-01', '2027-01-01'],
    ['2026-W01', '2025-12-29', '2026-01-05'],
    ['2026-w53', '2026-12-28', '2027-01-04'],
    ['2021-W01', '2021-01-04', '2021-01-11'],
    ['2026', '2026-01-01', '2027-01-01'],
    ['0001-W01', '0001-01-01', '0001-01-08'],
    ['0001', '0001-01-01', '0002-01-01'],
  ])('%s begins on %s, and %s follows it', (text, from, to) => {
    expect(dates(text)).toEqual([from, to])
  })

  it('goes to the end of the year 9999', () => {
    const end = Date.UTC(10_000, 0, 1)
    for (const text of ['9999-12-31', '9999-12', '9999-Q4', '9999']) expect(readPeriod(text)?.to).toBe(end)
    expect(readPeriod('9999-W52')?.to).toBe(end + 2 * dayMs)
  })

  it.each([
    ['2026-13', 'There is no month 13: a year has 01 to 12.'],
    ['2026-00', 'There is no month 00: a year has 01 to 12.'],
    ['2026-Q5', 'There is no quarter 5: a year has Q1 to Q4.'],
    ['2026-Q0', 'There is no quarter 0: a year has Q1 to Q4.'],
    ['2025-W53', '2025 has no week 53: its ISO weeks are W01 to W52.'],
    ['2026-W00', '2026 has no week 0: its ISO weeks are W01 to W53.'],
    ['2026-02-30', 'February 2026 has no day 30.'],
    ['0000', 'Years begin with 0001.'],
  ])('%s is none, and why is said', (text, why) => {
    expect(readPeriod(text)).toBeNull()
    expect(missingPeriod(text)).toBe(why)
  })

  it.each(['', '26', '2026-3', '2026Q1', '2026-W9', '2026-Q', '2026-W', '2026-03-', '2026-03-01Z', '-2026', '+2026', '2026-Q1-01', '٢٠٢٦'])(
    'is not written %j',
    (text) => {
      expect(readPeriod(text)).toBeNull()
      expect(missingPeriod(text)).toBeNull()
    },
  )

  it('is the one of the calendar that Temporal has, and is written as it is read', () => {
    fc.assert(
      fc.property(anyDay, anyUnit, (day, unit) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days: day })
        const text = writePeriod(day * dayMs, unit)
        const period = readPeriod(text)
        if (!period) throw new Error(`${text} is not read`)
        expect(period.unit).toBe(unit)
        expect(period.from).toBeLessThanOrEqual(day * dayMs)
        expect(period.to).toBeGreaterThan(day * dayMs)
        expect(writePeriod(period.from, unit)).toBe(text)
        const days = { day: 1, week: 7, month: date.daysInMonth, year: date.daysInYear }
        if (unit !== 'quarter') expect((period.to - period.from) / dayMs).toBe(days[unit])
        const year = String(unit === 'week' ? date.yearOfWeek : date.year).padStart(4, '0')
        const part = { day: date.toString().slice(5), week: `W${String(date.weekOfYear).padStart(2, '0')}`, month: date.toString().slice(5, 7), quarter: `Q${Math.ceil(date.month / 3)}`, year: '' } // prettier-ignore
        expect(text).toBe(unit === 'year' ? year : `${year}-${part[unit]}`)
      }),
      { numRuns: 2000 },
    )
  })

  it('has as many weeks a year as Temporal counts', () => {
    for (let year = 1; year < 9999; year += 7)
      expect(weeksInYear(year), String(year)).toBe(Temporal.PlainDate.from({ year, month: 12, day: 28 }).weekOfYear)
  })

  it('is said as people say it', () => {
    expect(['2026-03', '2026-Q1', '2026-W09', '2026', '2026-03-05', 'x'].map(periodText)).toEqual([
      'March 2026',
      'Q1 2026',
      'week 9 of 2026',
      '2026',
      '2026-03-05',
      'x',
    ])
  })
})

describe('a period in a zone', () => {
  const zones = ['UTC', 'Europe/Zurich', 'America/Havana', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia', 'Asia/Amman']
  const anyZone = fc.constantFrom(...zones)
  const anyTime = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2037, 0, 1) })

  it('begins at the first instant of its first day and ends where the next one begins', () => {
    fc.assert(
      fc.property(anyTime, anyZone, anyUnit, (ms, zone, unit) => {
        const text = writePeriod(ms, unit)
        const range = resolve(text, 'on', { zone, now: 0 })
        const start = (wall: number): number => Temporal.PlainDate.from(new Date(wall).toISOString().slice(0, 10)).toZonedDateTime(zone).epochMilliseconds // prettier-ignore
        const period = readPeriod(text)
        expect(range).toEqual({ from: start(period?.from ?? 0), to: start(period?.to ?? 0) })
        expect(resolve(text, 'after', { zone, now: 0 })).toEqual({ from: range?.from, to: null })
        expect(resolve(text, 'before', { zone, now: 0 })).toEqual({ from: null, to: range?.from })
      }),
      { numRuns: 1000 },
    )
  })

  it('around a time has that time in it, and the one before ends where it begins', () => {
    fc.assert(
      fc.property(anyTime, anyZone, anyUnit, (ms, zone, unit) => {
        const on = (text: string) => resolve(text, 'on', { zone, now: 0 })
        const around = on(periodAt(ms, unit, zone))
        expect(around?.from).toBeLessThanOrEqual(ms)
        expect(around?.to).toBeGreaterThan(ms)
        expect(on(periodBefore(ms, unit, zone))?.to).toBe(around?.from)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps the hour that a clock set back over midnight shows twice', () => {
    // Havana's clock went from 1:00 back to 0:00 on 1 November 2026: the day began once.
    const first = Date.parse('2026-11-01T04:00:00Z')
    expect(resolve('2026-11', 'on', { zone: 'America/Havana', now: 0 })?.from).toBe(first)
    expect(resolve('2026-10', 'on', { zone: 'America/Havana', now: 0 })?.to).toBe(first)
  })

  it('reaches the ends of what can be written', () => {
    for (const zone of zones) {
      expect(resolve('0001', 'on', { zone, now: 0 })?.to).toBeLessThan(Date.UTC(100, 0, 1))
      expect(resolve('9999', 'on', { zone, now: 0 })?.to).toBeGreaterThan(Date.UTC(9999, 11, 30))
    }
  })
})
