import { describe, expect, it } from 'vitest'
import { entryTimes, timeAsSent } from './entry-times.ts'

const at = Date.parse('2026-11-20T16:42:08.311Z')
const now = Date.parse('2026-11-22T17:00:00Z')

describe('the time of an entry', () => {
  it('in UTC, with the local minute beside it', () => {
    expect(entryTimes(at, 'UTC', 'Europe/Zurich', now)).toEqual(['20 November 2026, 16:42:08.311 UTC', '17:42 local', '2 days ago'])
  })

  it('in another zone, with UTC beside it', () => {
    expect(entryTimes(at, 'Europe/Zurich', 'Europe/Zurich', now)).toEqual([
      '20 November 2026, 17:42:08.311 +01:00',
      '16:42 UTC',
      '2 days ago',
    ])
  })

  it('with the day where that is another', () => {
    expect(entryTimes(at, 'UTC', 'Asia/Tokyo', now)[1]).toBe('21 Nov, 01:42 local')
  })

  it('only once where both are the same', () => {
    expect(entryTimes(at, 'UTC', 'UTC', now)).toHaveLength(2)
    expect(entryTimes(at, 'Europe/London', 'Europe/Lisbon', now)).toHaveLength(2)
  })
})

describe('the time as sent', () => {
  it('is only worth showing when it says more', () => {
    expect(timeAsSent('2026-11-20T16:42:08.311Z', at)).toBeNull()
    expect(timeAsSent('2026-11-20T16:42:08Z', Date.parse('2026-11-20T16:42:08Z'))).toBeNull()
    expect(timeAsSent('2026-11-20T16:42:08.311+00:00', at)).toBeNull()
    expect(timeAsSent('2026-11-20T16:42:08.311734Z', at)).toBe('2026-11-20T16:42:08.311734Z')
    expect(timeAsSent('2026-11-20T17:42:08.311+01:00', at)).toBe('2026-11-20T17:42:08.311+01:00')
    expect(timeAsSent('', at)).toBeNull()
    expect(timeAsSent('yesterday', Number.NaN)).toBe('yesterday')
  })
})
