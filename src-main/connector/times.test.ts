import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { parseTime } from './iso-date-time.ts'
import { timeFormats, unknownTime, wholeMs } from './times.ts'

const iso = (time: number | null): string | null => (time === null ? null : new Date(Math.floor(time)).toISOString())
const read = (text: string): string | null => iso(parseTime(text))
const two = (n: number): string => String(n).padStart(2, '0')

/** Every form that can mean one moment only, of dates that a calendar has or has not. */
const dateTime = fc
  .record({
    year: fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1970, max: 2040 })),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.option(fc.integer({ min: 0, max: 59 }), { nil: null }),
    fraction: fc.option(
      fc.oneof(
        fc.constantFrom('9999999', '999999999', '0', '000001'),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }).map((digits) => digits.join('')),
      ),
      { nil: null },
    ),
    comma: fc.boolean(),
    between: fc.constantFrom('T', 't', ' '),
    zone: fc.oneof(
      fc.constantFrom('Z', 'z'),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.constantFrom('', '00', ':00', ':45', '30'))
        .map(([sign, hours, rest]) => sign + two(hours) + rest),
    ),
    isBasic: fc.boolean(),
  })
  .map(({ year, month, day, hour, minute, second, fraction, comma, between, zone, isBasic }) => {
    const [date, time] = isBasic ? ['', ''] : ['-', ':']
    const finer = fraction === null ? '' : (comma ? ',' : '.') + fraction
    const seconds = second === null ? '' : time + two(second) + finer
    const basicZone = zone.replace(':', '')
    const text =
      [String(year).padStart(4, '0'), two(month), two(day)].join(date) +
      (isBasic ? 'T' : between) +
      two(hour) +
      time +
      two(minute) +
      seconds
    return text + (isBasic ? basicZone : zone)
  })

/** What the standard's own calendar makes of it; null for a date that there is not, and out of the years of four digits. */
function naive(text: string): number | null {
  try {
    const instant = Temporal.Instant.from(text)
    const year = instant.toZonedDateTimeISO('UTC').year
    return year >= 1 && year <= 9999 ? instant.epochMilliseconds : null
  } catch {
    return null
  }
}

describe('a time as it was sent (issue 12.12)', () => {
  it('is read as the calendar’s own reader reads it, in every form that means one moment', () => {
    fc.assert(
      fc.property(dateTime, (text) => {
        const time = parseTime(text)
        expect(time === null ? null : Math.floor(time)).toBe(naive(text))
      }),
      { numRuns: 5000 },
    )
  })

  it('is unknown in any other text, and reading it never fails', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom(...Array.from('0123456789-:T.,Z+ e')), { maxLength: 40 }).map((chars) => chars.join('')),
      // Nearly a time: one character is another.
      fc
        .tuple(dateTime, fc.nat(40), fc.constantFrom(...Array.from('0123456789-:TZ+. x')))
        .map(([text, at, char]) => text.slice(0, at) + char + text.slice(at + 1)),
    )
    fc.assert(
      fc.property(odd, fc.constantFrom('iso', 'date', 'epoch_s', 'epoch_ms'), (text, format) => {
        const time = timeFormats[format].parse(text)
        if (time === null) return
        expect(Number.isFinite(time)).toBe(true)
        if (format === 'iso' && naive(text) !== null) expect(Math.floor(time)).toBe(naive(text))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['2022-12-13 00:58:19.811Z', '2022-12-13T00:58:19.811Z'],
    ['2024-10-08 14:39:00 UTC', '2024-10-08T14:39:00.000Z'],
    ['2024-10-08 14:39:00+00', '2024-10-08T14:39:00.000Z'],
    ['2024-10-08 14:39:00 +0200', '2024-10-08T12:39:00.000Z'],
    ['2024-10-08T14:39:00+0000', '2024-10-08T14:39:00.000Z'],
    ['2024-10-08T14:39Z', '2024-10-08T14:39:00.000Z'],
    ['2024-10-08T14:39:00,123Z', '2024-10-08T14:39:00.123Z'],
    ['20241008T143900Z', '2024-10-08T14:39:00.000Z'],
    ['2024-10-08T14:39:00.123456789Z', '2024-10-08T14:39:00.123Z'],
    ['0050-03-01T00:00:00Z', '0050-03-01T00:00:00.000Z'],
    ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
  ])('%s means one moment and is read', (text, wanted) => {
    expect(read(text)).toBe(wanted)
  })

  it.each([
    '2022-12-13 00:58:19.811', '2024-10-08 14:39:00.000000000', '2024-10-08T14:39:00', '2024-10-08', '1/9/2007 10:41:00 AM +01:00',
    'Oct 8, 2024, 2:39:00 PM GMT+2', '1728401950.000000000 1440', '2024-10-08T14:39:00 CEST', '2024-10-08T14:39:00.Z', '2024-10-08T14:39:00+24:00',
    '2024-10-08T14:39:00+02:60', ' 2024-10-08T14:39:00Z', '2024-10-08T14:39:00Z\n', '２０２４-10-08T14:39:00Z', '', 'NaN', 'null',
  ])('“%s” has no zone, or several readings, and is unknown', (text) => {
    expect(parseTime(text)).toBeNull()
  }) // prettier-ignore

  it.each([
    '2024-02-30T10:00:00Z', '2023-02-29T10:00:00Z', '1900-02-29T10:00:00Z', '2024-04-31T10:00:00Z', '2024-13-01T10:00:00Z',
    '2024-00-01T10:00:00Z', '2024-01-00T10:00:00Z', '2024-01-01T25:00:00Z', '2024-01-01T24:00:00Z', '2024-01-01T10:60:00Z',
    '2024-01-01T10:00:61Z', '20240230T100000Z', '2024-02-30T10:00:00.5+01:00', '0000-01-01T00:00:00Z', '+056740-10-06T00:00:00Z',
    '-000001-01-01T00:00:00Z', '12024-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00+01:00',
  ])('%s is on no calendar and is unknown', (text) => {
    expect(parseTime(text)).toBeNull()
  }) // prettier-ignore

  it.each([
    ['2024-12-31T23:59:59.9999999Z', '2024-12-31T23:59:59.999Z'],
    ['2024-12-31T23:59:59.99999999999999999999999999Z', '2024-12-31T23:59:59.999Z'],
    ['2024-12-31T23:59:59.9999999+00:00', '2024-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.999Z'],
    ['1969-12-31T23:59:59.9999999Z', '1969-12-31T23:59:59.999Z'],
  ])('the fraction of %s is cut, never rounded into the next second', (text, wanted) => {
    expect(read(text)).toBe(wanted)
  })

  it.each([
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31T23:59:60.75Z', '2016-12-31T23:59:59.750Z'],
    ['2017-01-01T08:59:60+09:00', '2016-12-31T23:59:59.000Z'],
    ['2015-06-30T23:59:60Z', '2015-06-30T23:59:59.000Z'],
  ])('the leap second %s is the second before it', (text, wanted) => {
    expect(read(text)).toBe(wanted)
  })

  it.each(['2016-12-31T22:59:60Z', '2016-12-30T23:59:60Z', '2016-12-31T23:59:60+01:00'])('%s is no leap second and is unknown', (text) => {
    expect(parseTime(text)).toBeNull()
  })

  it('microseconds order entries of one millisecond', () => {
    const [a, b] = [parseTime('2026-03-01T08:00:00.123456Z'), parseTime('2026-03-01T08:00:00.123457Z')]
    expect((b ?? 0) - (a ?? 0)).toBeGreaterThan(0)
  })
})

describe('a time as a number (issue 12.12)', () => {
  it.each([
    ['epoch_s', '1728398340', '2024-10-08T14:39:00.000Z'],
    ['epoch_s', '1728398340.123456', '2024-10-08T14:39:00.123Z'],
    ['epoch_s', '1728398340.9999999999', '2024-10-08T14:39:00.999Z'],
    ['epoch_s', '1.72839834e9', '2024-10-08T14:39:00.000Z'],
    ['epoch_s', '172839834000e-2', '2024-10-08T14:39:00.000Z'],
    ['epoch_ms', '1728398340123', '2024-10-08T14:39:00.123Z'],
    ['epoch_ms', '1.728398340123E+12', '2024-10-08T14:39:00.123Z'],
  ] as const)('%s: %s', (format, text, wanted) => {
    expect(iso(timeFormats[format].parse(text))).toBe(wanted)
  })

  it('is cut at the millisecond by its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) - 1 }), fc.stringMatching(/^\d{0,9}$/), (ms, finer) => {
        const text = `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}${finer}`
        expect(Math.floor(timeFormats.epoch_s.parse(text) ?? NaN)).toBe(ms)
      }),
    )
  })

  it('is never read in the wrong unit: seconds, milliseconds, microseconds and nanoseconds of any moment fit one unit alone', () => {
    const units = { epoch_s: 1, epoch_ms: 1000, µs: 1_000_000, ns: 1_000_000_000 }
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0, 2) / 1000, max: Date.UTC(2099, 11, 31) / 1000 }), (second) => {
        for (const [unit, by] of Object.entries(units))
          for (const format of ['epoch_s', 'epoch_ms'] as const) {
            const time = timeFormats[format].parse(String(BigInt(second) * BigInt(by)))
            expect(time).toBe(unit === format ? second * 1000 : null)
          }
      }),
    )
  })

  it.each(['-1728398340', '0', 'NaN', 'Infinity', 'true', '0x67054384', '1e99', '1e-99', '1728398340 ', '١٧٢٨٣٩٨٣٤٠', ''])(
    '“%s” is unknown in either unit',
    (text) => {
      expect([timeFormats.epoch_s.parse(text), timeFormats.epoch_ms.parse(text)]).toEqual([null, null])
    },
  )

  it('what is unknown has no whole milliseconds', () => {
    expect([wholeMs(unknownTime), wholeMs(1.9), wholeMs(-0.5)]).toEqual([null, 1, -1])
  })
})
