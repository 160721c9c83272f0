import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { patternProblem, zoneProblem } from '@contract/time-pattern.ts'
import { entryTimes } from './times.ts'

const read = (pattern: string | string[], text: string, zone?: string): string | null => {
  const time = entryTimes({ pattern, zone }).parse(text)
  return time === null ? null : new Date(Math.floor(time)).toISOString()
}
const wall = 'yyyy-MM-dd HH:mm:ss[.S]'

describe('a time by its pattern', () => {
  it.each<[string, string, string | undefined, string | null]>([
    [wall, '2022-12-13 00:58:19.811', 'UTC', '2022-12-13T00:58:19.811Z'],
    [wall, '2022-12-13 00:58:19,811', 'UTC', '2022-12-13T00:58:19.811Z'],
    [wall, '2024-10-08 14:39:00.000000000', 'UTC', '2024-10-08T14:39:00.000Z'],
    [wall, '2024-10-08 14:39:00.1', 'UTC', '2024-10-08T14:39:00.100Z'],
    [wall, '2024-10-08 14:39:00', '+05:30', '2024-10-08T09:09:00.000Z'],
    [wall, '2024-07-08 14:39:00', 'Europe/Zurich', '2024-07-08T12:39:00.000Z'],
    [wall, '2024-01-08 14:39:00', 'Europe/Zurich', '2024-01-08T13:39:00.000Z'],
    ['M/d/yyyy h:mm:ss a X', '1/9/2007 10:41:00 AM +01:00', undefined, '2007-01-09T09:41:00.000Z'],
    ['M/d/yyyy h:mm:ss a', '12/31/2025 12:05:00 AM', 'UTC', '2025-12-31T00:05:00.000Z'],
    ['M/d/yyyy h:mm:ss a', '12/31/2025 12:05:00 PM', 'UTC', '2025-12-31T12:05:00.000Z'],
    ['M/d/yyyy h:mm:ss a', '12/31/2025 13:05:00 PM', 'UTC', null],
    ['d.M.yyyy H:mm', '9.1.2007 7:41', 'Europe/Zurich', '2007-01-09T06:41:00.000Z'],
    ['MMM d, yyyy, h:mm:ss a z', 'Oct 8, 2024, 2:39:00 PM GMT+2', undefined, '2024-10-08T12:39:00.000Z'],
    ['MMM d, yyyy, h:mm:ss a z', 'Oct 8, 2024, 2:39:00 PM UTC', undefined, '2024-10-08T14:39:00.000Z'],
    ['EEEE, MMMM d, yyyy HH:mm:ss z', 'Tuesday, October 8, 2024 14:39:00 GMT-03:30', undefined, '2024-10-08T18:09:00.000Z'],
    ["yyyyMMdd'T'HHmmss[X]", '20241008T143900Z', 'Europe/Zurich', '2024-10-08T14:39:00.000Z'],
    ["yyyyMMdd'T'HHmmss[X]", '20241008T143900', 'Europe/Zurich', '2024-10-08T12:39:00.000Z'],
    [wall, '2016-12-31 23:59:60', 'UTC', '2016-12-31T23:59:59.000Z'],
    [wall, '2017-01-01 00:59:60', 'Europe/Zurich', '2016-12-31T23:59:59.000Z'],
    [wall, '2016-12-30 23:59:60', 'UTC', null],
    [wall, '2024-02-30 10:00:00', 'UTC', null],
    [wall, '2024-02-29 24:00:00', 'UTC', null],
    [wall, '2024-10-08', 'UTC', null],
    ['MMM d yyyy', 'Foo 8 2024', 'UTC', null],
  ])('%s reads %s (%s)', (pattern, text, zone, expected) => {
    expect(read(pattern, text, zone)).toBe(expected)
  })

  it('that a zone skips is none, and one that it has twice is the first', () => {
    expect(read(wall, '2026-03-29 02:30:00', 'Europe/Zurich')).toBeNull()
    expect(read(wall, '2026-10-25 02:30:00', 'Europe/Zurich')).toBe('2026-10-25T00:30:00.000Z')
    expect(read(wall, '2026-10-25 03:00:00', 'Europe/Zurich')).toBe('2026-10-25T02:00:00.000Z')
    expect(read(wall, '2026-03-29 03:00:00', 'Europe/Zurich')).toBe('2026-03-29T01:00:00.000Z')
  })

  it('can be of one of several', () => {
    expect(read(['yyyy-MM-dd HH:mm', 'd/M/yyyy HH:mm'], '8/10/2024 14:39', 'UTC')).toBe('2024-10-08T14:39:00.000Z')
  })

  it('is what the runtime would print, in any zone', () => {
    const zones = ['Europe/Zurich', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC', 'America/Sao_Paulo']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }),
        (zone, seconds) => {
          const clock = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
          const text = clock.format(seconds * 1000)
          const time = entryTimes({ pattern: wall, zone }).parse(text)
          // A time that the clock shows twice is the first of the two.
          return time !== null && clock.format(time) === text && time <= seconds * 1000
        },
      ),
    )
  })

  it('of epochs by their unit, with digits that no number holds', () => {
    const epoch = (format: 'epoch_us' | 'epoch_ns', text: string) => entryTimes(format).parse(text)
    expect(epoch('epoch_us', '1728398340123456')).toBeCloseTo(1728398340123.456, 3)
    expect(Math.floor(epoch('epoch_ns', '1728398340123456789') ?? 0)).toBe(1728398340123)
    expect([epoch('epoch_us', '1728398340123'), epoch('epoch_ns', '1728398340123456'), epoch('epoch_us', 'x')]).toEqual([null, null, null])
  })

  it('needs all that makes it one moment', () => {
    expect(patternProblem('yyyy-MM-dd HH:mm', false)).toContain('needs a zone')
    expect(patternProblem('yyyy-MM-dd HH:mm [X]', false)).toContain('needs a zone')
    expect(patternProblem('yy-MM-dd', true)).toContain('does not know yy')
    expect(patternProblem('MM-dd', true)).toContain('must name the year')
    expect(patternProblem('yyyy-MM-dd hh:mm', true)).toContain('needs h and a')
    expect(patternProblem('yyyy-MM-dd [HH:mm', true)).toContain('brackets')
    expect(patternProblem("yyyy-MM-dd'T", true)).toContain('quotation')
    expect(patternProblem('yyyy-MM-dd MM', true)).toContain('names M twice')
    expect(['UTC', '+02:00', 'Europe/Zurich'].map(zoneProblem)).toEqual([null, null, null])
    expect(zoneProblem('Mars/Olympus')).toContain('is not a zone')
  })
})
