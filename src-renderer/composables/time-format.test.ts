import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { offsetText } from '@language/offset-text.ts'
import { isZone, offsetAt } from '@language/zone-offset.ts'
import { clockTime, dayRangeText, yearText, dayText, fullTime, momentText, shownOffset, relativeTime, shortTime } from './time-format.ts'

const at = (text: string): number => Date.parse(text)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('shownOffset', () => {
  it('follows daylight saving to the millisecond', () => {
    const forward = at('2026-03-29T01:00:00Z')
    expect(shownOffset(forward - 1, 'Europe/Zurich')).toBe(hour)
    expect(shownOffset(forward, 'Europe/Zurich')).toBe(2 * hour)
    const back = at('2026-10-25T01:00:00Z')
    expect(shownOffset(back - 1, 'Europe/Zurich')).toBe(2 * hour)
    expect(shownOffset(back, 'Europe/Zurich')).toBe(hour)
  })
  it('knows quarter-hour zones and half-hour daylight saving', () => {
    expect(offsetText(shownOffset(at('2026-01-01T00:00:00Z'), 'Asia/Kathmandu'))).toBe('+05:45')
    expect(offsetText(shownOffset(at('2026-01-01T00:00:00Z'), 'Australia/Lord_Howe'))).toBe('+11:00')
    expect(offsetText(shownOffset(at('2026-07-01T00:00:00Z'), 'Australia/Lord_Howe'))).toBe('+10:30')
    expect(offsetText(shownOffset(at('2026-01-01T00:00:00Z'), 'America/St_Johns'))).toBe('-03:30')
  })
  it('is the offset by which the language reads and searches', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca')
    const times = fc.integer({ min: at('1971-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') })
    fc.assert(
      fc.property(times, zones, (ms, zone) => {
        expect(shownOffset(ms, zone)).toBe(offsetAt(ms, zone))
      }),
    )
  })
  it('takes what it does not know for UTC', () => {
    expect(shownOffset(0, 'Nowhere/At_All')).toBe(0)
    expect(shownOffset(Number.NaN, 'Europe/Zurich')).toBe(0)
    expect(isZone('Nowhere/At_All')).toBe(false)
    expect(isZone('Europe/Zurich')).toBe(true)
    expect(isZone('')).toBe(false)
  })
})

describe('shortTime', () => {
  const now = at('2026-11-23T09:00:00Z')
  it('gives the parts of a list', () => {
    expect(shortTime(at('2026-11-20T16:42:08.311Z'), 'UTC', now)).toEqual({
      date: '20 Nov',
      year: null,
      time: '16:42:08.311',
      offset: '+00:00',
    })
    expect(shortTime(at('2026-11-20T16:42:08.311Z'), 'Asia/Kolkata', now)).toEqual({
      date: '20 Nov',
      year: null,
      time: '22:12:08.311',
      offset: '+05:30',
    })
  })
  it('names the year when it is not the current one there', () => {
    expect(shortTime(at('2025-12-31T23:30:00Z'), 'UTC', now).year).toBe('2025')
    expect(shortTime(at('2025-12-31T23:30:00Z'), 'Europe/Zurich', now).year).toBeNull()
  })
  it('tells the two passes of a repeated hour apart by the offset', () => {
    expect(shortTime(at('2026-10-25T00:30:00Z'), 'Europe/Zurich', now)).toMatchObject({ time: '02:30:00.000', offset: '+02:00' })
    expect(shortTime(at('2026-10-25T01:30:00Z'), 'Europe/Zurich', now)).toMatchObject({ time: '02:30:00.000', offset: '+01:00' })
  })
  it('shows a dash for an impossible time', () => {
    expect(shortTime(Number.NaN, 'UTC', now).date).toBe('—')
    expect(shortTime(9e15, 'Europe/Zurich', now).date).toBe('—')
  })

  it('agrees with Intl for any moment and zone (property)', () => {
    const zones = [
      'UTC',
      'Europe/Zurich',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Casablanca',
      'America/St_Johns',
    ]
    const formats = new Map(
      zones.map((zone) => [
        zone,
        new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          fractionalSecondDigits: 3,
          hourCycle: 'h23',
        }),
      ]),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('1975-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') }),
        (zone, ms) => {
          const parts = Object.fromEntries(
            (formats.get(zone) as Intl.DateTimeFormat).formatToParts(ms).map(({ type, value }) => [type, value]),
          )
          const shown = shortTime(ms, zone, ms)
          expect(shown.date).toBe(`${parts['day']} ${parts['month']?.slice(0, 3)}`)
          expect(shown.time).toBe(`${parts['hour']}:${parts['minute']}:${parts['second']}.${parts['fractionalSecond']}`)
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('longer forms', () => {
  const ms = at('2026-11-20T16:42:08.311Z')
  it('are exact and name their zone', () => {
    expect(fullTime(ms, 'UTC')).toBe('20 November 2026, 16:42:08.311 UTC')
    expect(fullTime(ms, 'Europe/Zurich')).toBe('20 November 2026, 17:42:08.311 +01:00')
    expect(fullTime(Number.NaN, 'UTC')).toBe('unknown time')
    expect(momentText(ms, 'UTC')).toBe('20 Nov 2026, 16:42 UTC')
    expect(momentText(ms, 'America/New_York')).toBe('20 Nov 2026, 11:42 -05:00')
    expect(clockTime(ms, 'Asia/Kathmandu')).toBe('22:27')
    expect(clockTime(at('+012026-11-20T16:42:08.311Z'), 'UTC')).toBe('16:42')
  })
  it('put days where the zone has them', () => {
    expect(dayText(at('2026-11-20T23:30:00Z'), 'UTC')).toBe('20 Nov 2026')
    expect(dayText(at('2026-11-20T23:30:00Z'), 'Europe/Zurich')).toBe('21 Nov 2026')
  })
  it('shorten a range of days', () => {
    expect(dayRangeText(at('2026-08-22T00:00:00Z'), ms, 'UTC')).toBe('22 Aug – 20 Nov 2026')
    expect(dayRangeText(at('2025-08-28T00:00:00Z'), ms, 'UTC')).toBe('28 Aug 2025 – 20 Nov 2026')
    expect(dayRangeText(ms - minute, ms, 'UTC')).toBe('20 Nov 2026')
    expect(dayRangeText(at('2026-08-22T00:00:00Z'), Date.UTC(12026, 0, 1), 'UTC')).toBe('22 Aug 2026 – 1 Jan 12026')
    expect(yearText(Date.UTC(10000, 0, 1), 'UTC')).toBe('10000')
  })
})

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [44_000, 'just now'],
    [50_000, '1 minute ago'],
    [5 * minute, '5 minutes ago'],
    [hour, '1 hour ago'],
    [23 * hour, '23 hours ago'],
    [2 * day, '2 days ago'],
    [45 * day, '1 month ago'],
    [400 * day, '1 year ago'],
    [3 * 365.25 * day, '3 years ago'],
    [-3 * minute, 'in 3 minutes'],
    [Number.NaN, 'unknown time'],
  ])('%d ms back is %s', (back, expected) => {
    const now = at('2026-11-23T09:00:00Z')
    expect(relativeTime(now - back, now)).toBe(expected)
  })
})
