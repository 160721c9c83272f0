import { describe, expect, it } from 'vitest'
import { datePresets, fieldLiteral, fieldValue, rangeLabel, rangeOf, sameRange } from './date-presets.ts'

const utc = { zone: 'UTC', now: Date.parse('2026-11-20T16:42:08.311Z') }
const zurich = { ...utc, zone: 'Europe/Zurich' }

describe('date ranges', () => {
  it('offers fixed dates of the zone and ranges that roll', () => {
    const presets = new Map(datePresets(zurich).map(({ label, range }) => [label, range]))
    expect(presets.get('Last 24 hours')).toEqual({ last: '24h' })
    expect(presets.get('Last month')).toEqual({ after: '2026-10-01', before: '2026-11-01' })
    expect(presets.get('This year')).toEqual({ after: '2026-01-01' })
    expect(presets.get('Today')).toEqual({ on: '2026-11-20' })
    expect(presets.get('Everything')).toBeNull()
  })

  it('takes the day of the zone, not of UTC', () => {
    const late = { zone: 'Europe/Zurich', now: Date.parse('2026-12-31T23:30:00Z') }
    expect(datePresets(late).find(({ label }) => label === 'Today')?.range).toEqual({ on: '2027-01-01' })
    expect(datePresets(late).find(({ label }) => label === 'This year')?.range).toEqual({ after: '2027-01-01' })
  })

  it('names whole days by their first and last', () => {
    expect(rangeLabel({ after: '2026-08-22', before: '2026-11-21' }, utc)).toBe('22 Aug – 20 Nov 2026')
    expect(rangeLabel({ on: '2026-10-25' }, zurich)).toBe('25 Oct 2026')
    expect(rangeLabel({ last: '90d' }, utc)).toBe('22 Aug – 20 Nov 2026')
    expect(rangeLabel({ after: '2026-08-22' }, utc)).toBe('Since 22 Aug 2026')
    expect(rangeLabel({ before: '2026-08-22' }, utc)).toBe('Until 21 Aug 2026')
    expect(rangeLabel(null, utc)).toBe('Any time')
  })

  it('names times where days do not say it all', () => {
    expect(rangeLabel({ after: '2026-08-22T10:00', before: '2026-08-22T12:30' }, zurich)).toBe('22 Aug 2026, 10:00 – 12:30')
    expect(rangeLabel({ last: '24h' }, utc)).toBe('19 Nov 2026, 16:42 – 20 Nov 2026, 16:42')
    expect(rangeLabel({ after: '2026-08-22', before: '2026-08-20' }, utc)).toBe('No time at all')
  })

  it('narrows when several parts are given', () => {
    expect(rangeOf({ after: '2026-11-20T10:00', on: '2026-11-20' }, utc)).toEqual({
      from: Date.parse('2026-11-20T10:00:00Z'),
      to: Date.parse('2026-11-21T00:00:00Z'),
    })
    expect(rangeOf({ after: 'nonsense' }, utc)).toEqual({ from: null, to: null })
  })

  it('goes through a field and back', () => {
    const noon = Date.parse('2026-10-25T11:00:00Z')
    expect(fieldValue(noon, 'Europe/Zurich')).toBe('2026-10-25 12:00')
    expect(fieldLiteral(fieldValue(Date.parse('2026-10-24T22:00:00Z'), 'Europe/Zurich'))).toBe('2026-10-25')
    expect(fieldLiteral(' 2026-10-25  12:00:30 ')).toBe('2026-10-25T12:00:30')
    expect(fieldLiteral('2026-10-25T12:00Z')).toBe('2026-10-25T12:00Z')
    expect(fieldLiteral('')).toBeNull()
    expect(fieldLiteral('25.10.2026')).toBeNull()
    expect(fieldValue(null, 'UTC')).toBe('')
  })

  it('knows which preset is chosen', () => {
    expect(sameRange({ last: '30d' }, { last: '30d' })).toBe(true)
    expect(sameRange({ last: '30d' }, { last: '7d' })).toBe(false)
    expect(sameRange(null, {})).toBe(true)
  })
})
