import { describe, expect, it } from 'vitest'
import {
  datePresets,
  fieldLiteral,
  fieldProblem,
  fieldsOf,
  fieldsRange,
  fieldValue,
  rangeLabel,
  rangeOf,
  sameRange,
} from './date-presets.ts'

const utc = { zone: 'UTC', now: Date.parse('2026-11-20T16:42:08.311Z') }
const zurich = { ...utc, zone: 'Europe/Zurich' }

describe('date ranges', () => {
  it('offers fixed dates of the zone and ranges that roll', () => {
    const presets = new Map(datePresets(zurich).map(({ label, range }) => [label, range]))
    expect(presets.get('Last 24 hours')).toEqual({ last: '24h' })
    expect(presets.get('This week')).toEqual({ on: '2026-W47' })
    expect(presets.get('This month')).toEqual({ on: '2026-11' })
    expect(presets.get('Last month')).toEqual({ on: '2026-10' })
    expect(presets.get('This quarter')).toEqual({ on: '2026-Q4' })
    expect(presets.get('Last quarter')).toEqual({ on: '2026-Q3' })
    expect(presets.get('This year')).toEqual({ on: '2026' })
    expect(presets.get('Last year')).toEqual({ on: '2025' })
    expect(presets.get('Yesterday')).toEqual({ on: '2026-11-19' })
    expect(presets.get('Today')).toEqual({ on: '2026-11-20' })
    expect(presets.get('Everything')).toBeNull()
  })

  it('takes the day of the zone, not of UTC', () => {
    const late = { zone: 'Europe/Zurich', now: Date.parse('2026-12-31T23:30:00Z') }
    expect(datePresets(late).find(({ label }) => label === 'Today')?.range).toEqual({ on: '2027-01-01' })
    expect(datePresets(late).find(({ label }) => label === 'This year')?.range).toEqual({ on: '2027' })
    expect(datePresets(late).find(({ label }) => label === 'Last quarter')?.range).toEqual({ on: '2026-Q4' })
  })

  it('names whole days by their first and last', () => {
    expect(rangeLabel({ after: '2026-08-22', before: '2026-11-21' }, utc)).toBe('22 Aug – 20 Nov 2026')
    expect(rangeLabel({ on: '2026-10-25' }, zurich)).toBe('25 Oct 2026')
    expect(rangeLabel({ last: '90d' }, utc)).toBe('22 Aug – 20 Nov 2026')
    expect(rangeLabel({ after: '2026-08-22' }, utc)).toBe('Since 22 Aug 2026')
    expect(rangeLabel({ before: '2026-08-22' }, utc)).toBe('Until 21 Aug 2026')
    expect(rangeLabel({ on: '2026-03' }, utc)).toBe('March 2026')
    expect(rangeLabel({ on: '2026-W09' }, utc)).toBe('Week 9 of 2026')
    expect(rangeLabel({ after: '2026-Q1', before: '2026-Q3' }, utc)).toBe('1 Jan – 30 Jun 2026')
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

  it('has periods in fields as they were asked for, and asks for a whole one by its name', () => {
    expect(fieldsOf({ on: '2026-Q4' }, zurich)).toEqual({ from: '2026-Q4', to: '2027-Q1' })
    expect(fieldsOf({ on: '9999' }, zurich)).toEqual({ from: '9999', to: '' })
    expect(fieldsOf({ after: '2026-03', before: '2026-05-05T10:00Z' }, zurich)).toEqual({ from: '2026-03', to: '2026-05-05 12:00' })
    expect(fieldsOf({ last: '1h' }, utc)).toEqual({ from: '2026-11-20 15:42', to: '2026-11-20 16:42' })
    expect(fieldsOf(null, utc)).toEqual({ from: '', to: '' })
    expect(fieldsRange('2026-03', '2026-04')).toEqual({ on: '2026-03' })
    expect(fieldsRange('2026-q4', '2027-q1')).toEqual({ on: '2026-q4' })
    expect(fieldsRange('2026-03', '2026-05')).toEqual({ after: '2026-03', before: '2026-05' })
    expect(fieldsRange('2026-03-01', '2026-03-02')).toEqual({ after: '2026-03-01', before: '2026-03-02' })
    expect(fieldsRange(null, '2026-W09')).toEqual({ before: '2026-W09' })
    expect(fieldLiteral('2026-Q1')).toBe('2026-Q1')
  })

  it('says of a field what it cannot mean, and what was probably meant', () => {
    expect(fieldProblem('2026-13')).toBe('There is no month 13: a year has 01 to 12. Did you mean 2026-12?')
    expect(fieldProblem('2025-W53')).toBe('2025 has no week 53: its ISO weeks are W01 to W52. Did you mean 2025-W52?')
    expect(fieldProblem('March 2026')).toMatch(/Did you mean 2026-03\?$/)
    expect(fieldProblem('soon')).toMatch(/^Write a date/)
    expect([fieldProblem(''), fieldProblem('2026-03'), fieldProblem('2026-03-05 10:00')]).toEqual([null, null, null])
  })

  it('knows which preset is chosen', () => {
    expect(sameRange({ last: '30d' }, { last: '30d' })).toBe(true)
    expect(sameRange({ last: '30d' }, { last: '7d' })).toBe(false)
    expect(sameRange(null, {})).toBe(true)
  })
})
