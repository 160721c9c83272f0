import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { segmentsBetween, type Segment } from './zone-changes.ts'

const year = 365 * 86_400_000

/** The same by Temporal, the specification's own words for it. */
function byTemporal(from: number, to: number, zone: string): Segment[] {
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  const found: Segment[] = [{ from, offset: at.offsetNanoseconds / 1e6 }]
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.epochMilliseconds >= to) return found
    found.push({ from: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 })
    at = next
  }
}

describe('segmentsBetween', () => {
  it('knows every change of every zone that Temporal knows', () => {
    const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const anyTime = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2060, 0, 1) })
    fc.assert(
      fc.property(anyZone, anyTime, (zone, from) => {
        expect(segmentsBetween(from, from + 2 * year, zone)).toEqual(byTemporal(from, from + 2 * year, zone))
      }),
      { numRuns: 400 },
    )
  })

  it('has the seconds of local mean times', () => {
    expect(segmentsBetween(Date.UTC(1880, 0, 1), Date.UTC(1880, 0, 2), 'Europe/Zurich')).toEqual([
      { from: Date.UTC(1880, 0, 1), offset: (29 * 60 + 46) * 1000 },
    ])
  })

  it('refuses a zone that does not exist', () => {
    expect(() => segmentsBetween(0, 1, 'Europe/Nowhere')).toThrow(RangeError)
  })
})
