import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayMs } from '@contract/time-units.ts'
import { daysInMonth, daysOf } from './calendar.ts'
import { readMoment, readSpan, writeWall } from './time-literal.ts'

describe('readMoment', () => {
  it('reads a day, a clock reading and an instant', () => {
    expect(readMoment('2026-01-31')).toEqual({ kind: 'period', unit: 'day', from: Date.UTC(2026, 0, 31), to: Date.UTC(2026, 1, 1) })
    expect(readMoment('2026-01-31T10:00')).toEqual({ kind: 'wall', wall: Date.UTC(2026, 0, 31, 10) })
    expect(readMoment('2026-01-31T10:00:05.120')).toEqual({ kind: 'wall', wall: Date.UTC(2026, 0, 31, 10, 0, 5, 120) })
    expect(readMoment('2026-01-31T10:00Z')).toEqual({ kind: 'instant', ms: Date.UTC(2026, 0, 31, 10) })
    expect(readMoment('2026-01-31t10:00+05:45')).toEqual({ kind: 'instant', ms: Date.UTC(2026, 0, 31, 4, 15) })
    expect(readMoment('2026-01-31T10:00-03:30')).toEqual({ kind: 'instant', ms: Date.UTC(2026, 0, 31, 13, 30) })
  })

  it('cuts what is finer than a millisecond', () => {
    expect(readMoment('2026-01-31T10:00:00.123456789Z')).toEqual({ kind: 'instant', ms: Date.UTC(2026, 0, 31, 10, 0, 0, 123) })
    expect(readMoment('2026-01-31T10:00:00.5Z')).toEqual({ kind: 'instant', ms: Date.UTC(2026, 0, 31, 10, 0, 0, 500) })
  })

  it.each([
    ['', 'nothing'],
    ['2026-1-31', 'a short month'],
    ['2026-02-29', 'no leap year'],
    ['2026-13-01', 'month 13'],
    ['2026-00-01', 'month 0'],
    ['2026-01-00', 'day 0'],
    ['2026-01-31T24:00', 'hour 24'],
    ['2026-01-31T10:60', 'minute 60'],
    ['2026-01-31T10:00:60', 'second 60'],
    ['2026-01-31T10', 'no minutes'],
    ['2026-01-31Z', 'an offset without a time'],
    ['2026-01-31T10:00+0100', 'an offset without a colon'],
    ['0000-01-01', 'year 0'],
    ['2026-01-31 10:00', 'a space'],
  ])('refuses %s (%s)', (text) => {
    expect(readMoment(text)).toBeNull()
  })

  it('knows leap years', () => {
    expect(readMoment('2024-02-29')).not.toBeNull()
    expect(readMoment('2000-02-29')).not.toBeNull()
    expect(readMoment('1900-02-29')).toBeNull()
    expect(daysInMonth(2026, 12)).toBe(31)
  })

  it('reads back what is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 0, 1) }), (wall) => {
        expect(readMoment(writeWall(wall))).toEqual({ kind: 'wall', wall })
      }),
    )
  })

  it('reads years before 100 as they are', () => {
    expect(daysOf(50, 1, 1)).toBeLessThan(daysOf(1900, 1, 1))
    expect(readMoment('0050-01-01')).toMatchObject({ unit: 'day', from: daysOf(50, 1, 1) * dayMs })
  })
})

describe('readSpan', () => {
  it('reads every unit', () => {
    expect(readSpan('15m')).toEqual({ amount: 15, unit: 'm' })
    expect(readSpan('24H')).toEqual({ amount: 24, unit: 'h' })
    expect(readSpan('30d')).toEqual({ amount: 30, unit: 'd' })
    expect(readSpan('4w')).toEqual({ amount: 4, unit: 'w' })
    expect(readSpan('6mo')).toEqual({ amount: 6, unit: 'mo' })
    expect(readSpan('2y')).toEqual({ amount: 2, unit: 'y' })
  })

  it.each(['', '0d', '5', 'd', '5 d', '-5d', '1.5d', '101y', '123456m', '5s'])('refuses %j', (text) => {
    expect(readSpan(text)).toBeNull()
  })
})
