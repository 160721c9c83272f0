import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesText, countText, countdownText, durationText, percentText, pluralText } from './number-format.ts'

describe('numbers', () => {
  it('group thousands', () => {
    expect(countText(1_003_211)).toBe('1,003,211')
    expect(pluralText(1, 'entry', 'entries')).toBe('1 entry')
    expect(pluralText(0, 'gap')).toBe('0 gaps')
    expect(pluralText(1284, 'entry', 'entries')).toBe('1,284 entries')
  })
  it.each([
    [0, '0 bytes'],
    [980, '980 bytes'],
    [12_400_000, '12.4 MB'],
    [999_700, '1.0 MB'],
    [250_000_000, '250 MB'],
    [3_210_000_000, '3.2 GB'],
  ])('%d bytes is %s', (bytes, expected) => {
    expect(bytesText(bytes)).toBe(expected)
  })
  it.each([
    [-5, '0.0 s'],
    [420, '0.4 s'],
    [9_990, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [3_599_800, '1 h'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms is %s', (ms, expected) => {
    expect(durationText(ms)).toBe(expected)
  })
  it.each([
    [-1, '0:00'],
    [1, '0:01'],
    [9_000, '0:09'],
    [150_000, '2:30'],
    [3_723_000, '1:02:03'],
  ])('%d ms to go is %s', (ms, expected) => {
    expect(countdownText(ms)).toBe(expected)
  })
  it('never says 100 % before it is done', () => {
    expect(percentText(0.63)).toBe('63 %')
    expect(percentText(0.9999)).toBe('99 %')
    expect(percentText(1)).toBe('100 %')
    expect(percentText(-0.1)).toBe('0 %')
  })
  it('never shows sixty of a unit (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (ms) => {
        expect(durationText(ms)).not.toMatch(/\b60 (s|min)\b|\b24 h\b/)
      }),
    )
  })
})
