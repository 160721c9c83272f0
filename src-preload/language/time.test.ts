import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { offsetText } from './offset-text.ts'
import { boundaries, bucketAt, next, resolve, startOf, timeLiteral, zonedParts, type CalendarUnit, type TimeField } from './time.ts'
import { isZone, offsetAt } from './zone-offset.ts'

const hour = 3_600_000
const now = Date.parse('2026-11-23T10:15:30.500Z')
const at = (text: string): number => Date.parse(text)
const range = (value: string, field: TimeField, zone: string, when = now) => resolve(value, field, { zone, now: when })
const from = (value: string, zone: string): number | null | undefined => range(value, 'after', zone)?.from

const zones = ['UTC', 'Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia', 'America/Havana', 'America/Sao_Paulo', 'Africa/Casablanca'] // prettier-ignore
const anyZone = fc.constantFrom(...zones)
const anyTime = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2037, 0, 1) })
const anyUnit = fc.constantFrom<CalendarUnit>('minute', 'hour', 'day', 'week', 'month')
const temporal = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)

describe('offsetAt and zonedParts', () => {
  it('agree with Temporal', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (ms, zone) => {
        const expected = temporal(ms, zone)
        const parts = zonedParts(ms, zone)
        expect(offsetAt(ms, zone)).toBe(expected.offsetNanoseconds / 1e6)
        expect([parts.year, parts.month, parts.day, parts.weekday, parts.hour, parts.minute, parts.second, parts.millisecond]).toEqual([
          expected.year,
          expected.month,
          expected.day,
          expected.dayOfWeek,
          expected.hour,
          expected.minute,
          expected.second,
          expected.millisecond,
        ])
      }),
      { numRuns: 300 },
    )
  })

  it('change at the very millisecond of a transition', () => {
    const spring = at('2026-03-29T01:00:00Z')
    expect(offsetAt(spring - 1, 'Europe/Zurich')).toBe(hour)
    expect(offsetAt(spring, 'Europe/Zurich')).toBe(2 * hour)
    const autumn = at('2026-10-25T01:00:00Z')
    expect(offsetAt(autumn - 1, 'Europe/Zurich')).toBe(2 * hour)
    expect(offsetAt(autumn, 'Europe/Zurich')).toBe(hour)
  })

  it('reach the ends of time', () => {
    expect(offsetAt(8.64e15, 'Europe/Zurich')).toBe(2 * hour) // 13 September 275760
    expect(Number.isFinite(offsetAt(-8.64e15, 'Europe/Zurich'))).toBe(true)
  })

  it('write offsets', () => {
    expect(offsetText(offsetAt(now, 'Asia/Kathmandu'))).toBe('+05:45')
    expect(offsetText(offsetAt(now, 'America/St_Johns'))).toBe('-03:30')
    expect(offsetText(0)).toBe('+00:00')
  })

  it('know which zones exist', () => {
    expect(isZone('Europe/Zurich')).toBe(true)
    expect(isZone('Mars/Olympus')).toBe(false)
    expect(() => offsetAt(0, 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('resolve', () => {
  it('takes an offset at its word, whatever the zone', () => {
    expect(from('2026-02-01T10:00Z', 'Asia/Kathmandu')).toBe(at('2026-02-01T10:00Z'))
    expect(range('2026-02-01T10:00+02:00', 'before', 'UTC')).toEqual({ from: null, to: at('2026-02-01T08:00Z') })
  })

  it('reads what has no offset in the zone', () => {
    expect(from('2026-02-01', 'Asia/Kathmandu')).toBe(at('2026-01-31T18:15Z'))
    expect(from('2026-07-01T12:00', 'America/New_York')).toBe(at('2026-07-01T16:00Z'))
  })

  it('reads a time that the clock skips as Temporal does', () => {
    expect(from('2026-03-29T02:30', 'Europe/Zurich')).toBe(at('2026-03-29T01:30Z'))
    expect(from('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe(at('2026-10-03T15:45Z'))
  })

  it('reads a time that the clock shows twice as the first', () => {
    expect(from('2026-10-25T02:30', 'Europe/Zurich')).toBe(at('2026-10-25T00:30Z'))
    expect(from('2026-11-01T01:30', 'America/New_York')).toBe(at('2026-11-01T05:30Z'))
    expect(from('2026-04-05T01:45', 'Australia/Lord_Howe')).toBe(at('2026-04-04T14:45Z'))
  })

  it('agrees with Temporal on every clock reading', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (wall, zone) => {
        const text = new Date(wall).toISOString().slice(0, 23)
        expect(from(text, zone)).toBe(Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds)
        const day = text.slice(0, 10)
        expect(from(day, zone)).toBe(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['2026-03-29', 'Europe/Zurich', 23],
    ['2026-10-25', 'Europe/Zurich', 25],
    ['2026-03-08', 'America/New_York', 23],
    ['2026-11-01', 'America/New_York', 25],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
    ['2026-03-29', 'Asia/Kathmandu', 24],
    ['2011-12-30', 'Pacific/Apia', 0],
  ])('on:%s in %s is %d hours', (day, zone, hours) => {
    const found = range(day, 'on', zone)
    expect(((found?.to ?? 0) - (found?.from ?? 0)) / hour).toBe(hours)
  })

  it('starts a day whose midnight is skipped at the jump', () => {
    expect(from('2018-11-04', 'America/Sao_Paulo')).toBe(at('2018-11-04T03:00Z'))
    // 23:30 jumped to 00:30.
    expect(from('1919-03-31', 'America/Toronto')).toBe(at('1919-03-31T04:30Z'))
  })

  it('goes back exact minutes and hours, and calendar days, months, years', () => {
    const zone = 'Europe/Zurich'
    const noon = at('2026-03-31T10:00Z') // 12:00, summer time since two days
    const back = (value: string) => range(value, 'last', zone, noon)
    expect(back('15m')).toEqual({ from: noon - 15 * 60_000, to: noon })
    expect(back('24h')?.from).toBe(noon - 24 * hour)
    expect(back('3d')?.from).toBe(at('2026-03-28T11:00Z')) // 12:00 in winter time
    expect(back('1w')?.from).toBe(at('2026-03-24T11:00Z'))
    expect(back('1mo')?.from).toBe(at('2026-02-28T11:00Z')) // no 31 February
    expect(back('6mo')?.from).toBe(at('2025-09-30T10:00Z'))
    expect(back('3mo')?.from).toBe(at('2025-12-31T11:00Z'))
    expect(back('2y')?.from).toBe(at('2024-03-31T10:00Z'))
  })

  it('goes back as Temporal does', () => {
    fc.assert(
      fc.property(anyTime, anyZone, fc.integer({ min: 1, max: 40 }), (when, zone, n) => {
        const start = temporal(when, zone)
        const steps = { d: { days: n }, w: { weeks: n }, mo: { months: n }, y: { years: n } }
        for (const [unit, step] of Object.entries(steps)) {
          expect(range(`${n}${unit}`, 'last', zone, when)?.from).toBe(start.subtract(step).epochMilliseconds)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('is null for what is malformed', () => {
    expect(range('yesterday', 'after', 'UTC')).toBeNull()
    expect(range('2026-01-01T10:00', 'on', 'UTC')).toBeNull()
    expect(range('2026-01-01', 'last', 'UTC')).toBeNull()
  })
})

describe('timeLiteral', () => {
  it('is a date at midnight, a time otherwise, with an offset only where it is needed', () => {
    expect(timeLiteral(at('2026-01-31T23:00Z'), 'Europe/Zurich')).toBe('2026-02-01')
    expect(timeLiteral(at('2026-02-01T09:00Z'), 'Europe/Zurich')).toBe('2026-02-01T10:00')
    expect(timeLiteral(at('2026-10-25T01:30Z'), 'Europe/Zurich')).toBe('2026-10-25T02:30+01:00')
  })

  it('means the same instant when it is read', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (ms, zone) => {
        expect(from(timeLiteral(ms, zone), zone)).toBe(ms)
      }),
      { numRuns: 300 },
    )
  })
})

describe('buckets', () => {
  it('cover time without a hole or an overlap', () => {
    fc.assert(
      fc.property(anyTime, anyZone, anyUnit, (ms, zone, unit) => {
        const bucket = bucketAt(ms, unit, zone)
        expect(bucket.from).toBeLessThanOrEqual(ms)
        expect(bucket.to).toBeGreaterThan(ms)
        expect(bucketAt(bucket.from, unit, zone)).toEqual(bucket)
        expect(bucketAt(bucket.to - 1, unit, zone)).toEqual(bucket)
        expect(startOf(bucket.to, unit, zone)).toBe(bucket.to)
      }),
      { numRuns: 500 },
    )
  })

  it('cover the days around every clock change', () => {
    for (const zone of [...zones, 'America/Toronto']) {
      let change = temporal(Date.UTC(1985, 0, 1), zone).getTimeZoneTransition('next')
      for (let i = 0; change && i < 60; i++, change = change.getTimeZoneTransition('next')) {
        const instant = change.epochMilliseconds
        for (const unit of ['hour', 'day'] as const) {
          const found = boundaries(instant - 3 * 24 * hour, instant + 3 * 24 * hour, unit, zone)
          for (const [i, edge] of found.slice(0, -1).entries()) {
            expect(bucketAt(edge, unit, zone)).toEqual({ from: edge, to: found[i + 1] })
            expect(bucketAt((found[i + 1] ?? 0) - 1, unit, zone)).toEqual({ from: edge, to: found[i + 1] })
          }
        }
      }
    }
  })

  it('start where the calendar says', () => {
    const zone = 'Europe/Zurich'
    const ms = at('2026-11-26T14:35:10Z')
    expect(startOf(ms, 'minute', zone)).toBe(at('2026-11-26T14:35Z'))
    expect(startOf(ms, 'hour', zone)).toBe(at('2026-11-26T14:00Z'))
    expect(startOf(ms, 'day', zone)).toBe(at('2026-11-25T23:00Z'))
    expect(startOf(ms, 'week', zone)).toBe(at('2026-11-22T23:00Z'))
    expect(startOf(ms, 'month', zone)).toBe(at('2026-10-31T23:00Z'))
    expect(next(ms, 'month', zone)).toBe(at('2026-11-30T23:00Z'))
    expect(startOf(at('2026-11-26T14:35Z'), 'hour', 'Asia/Kathmandu')).toBe(at('2026-11-26T14:15Z'))
  })

  it('split an hour that is shown twice and shorten one that is cut', () => {
    const autumn = boundaries(at('2026-10-25T00:00Z'), at('2026-10-25T02:00Z'), 'hour', 'Europe/Zurich')
    expect(autumn).toEqual([at('2026-10-25T00:00Z'), at('2026-10-25T01:00Z'), at('2026-10-25T02:00Z')])
    // Lord Howe goes from 02:00 back to 01:30: an hour, half an hour, then whole hours again.
    const half = boundaries(at('2026-04-04T14:00Z'), at('2026-04-04T16:00Z'), 'hour', 'Australia/Lord_Howe')
    expect(half.map((edge) => (edge - at('2026-04-04T14:00Z')) / hour)).toEqual([0, 1, 1.5, 2.5])
  })

  it('are whole local days over a clock change', () => {
    const edges = boundaries(at('2026-03-27T23:00Z'), at('2026-03-30T22:00Z'), 'day', 'Europe/Zurich')
    expect(edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / hour)).toEqual([24, 23, 24])
  })

  it('stop at the limit', () => {
    expect(boundaries(0, 1e12, 'minute', 'UTC', 400)).toHaveLength(401)
  })
})
