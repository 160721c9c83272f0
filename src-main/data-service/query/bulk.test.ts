import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unknownTime } from '../../connector/times.ts'
import { sortByTime } from '../cache/columns/time-order.ts'
import { bulkOf } from './bulk.ts'

const day = 86_400_000
const start = Date.UTC(2026, 0, 1)
const year = (of: number): number => Date.parse(`${String(of).padStart(4, '0')}-06-01T00:00:00Z`)
function bulk(times: readonly number[]): { from: number; to: number } | null {
  const time = Float64Array.from(times)
  return bulkOf(
    sortByTime(
      Uint32Array.from(times, (_, key) => key),
      time,
    ),
    time,
  )
}
const log = Array.from({ length: 400 }, (_, i) => start + (i * day) / 4)
const whole = { from: start, to: (log.at(-1) as number) + 1 }

describe('where the entries are (issue 13.9)', () => {
  it.each([
    ['one of the year 9999', [year(9999)]],
    ['one of 1970', [0]],
    ['both', [year(9999), 0]],
    ['several, far from each other', [year(1), year(1970), year(1999), year(2300), year(9999)]],
    ['twenty of one moment', Array.from({ length: 20 }, () => 0)],
    ['one of the year 9999 and one without a time', [year(9999), unknownTime]],
  ])('is told of all but %s', (_, few) => {
    expect(bulk([...few, ...log])).toEqual(whole)
  })

  it.each([
    ['of a month before', [start - 30 * day]],
    ['of some years before, thinning out', Array.from({ length: 19 }, (_, i) => start - i * 60 * day)],
    ['that are many', Array.from({ length: 60 }, () => year(1970))],
  ])('holds entries %s', (_, more) => {
    expect(bulk([...more, ...log])).toEqual({ from: Math.min(...more), to: whole.to })
  })

  it('of a few entries is between them, as long as none is alone against several', () => {
    expect(bulk([])).toBeNull()
    expect(bulk([unknownTime, unknownTime])).toBeNull()
    expect(bulk([year(1970)])).toEqual({ from: year(1970), to: year(1970) + 1 })
    expect(bulk([year(1970), year(2026)])).toEqual({ from: year(1970), to: year(2026) + 1 })
    expect(bulk([year(1970), year(2026), year(2026) + day])).toEqual({ from: year(2026), to: year(2026) + day + 1 })
  })

  it('holds nineteen of twenty, and never leaves out what is near', () => {
    const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: start, max: start + 90 * day })), {
      minLength: 1,
      maxLength: 300,
    })
    fc.assert(
      fc.property(times, (all) => {
        const { from, to } = bulk(all) as { from: number; to: number }
        const inside = all.filter((at) => at >= from && at < to)
        expect(all.length - inside.length).toBeLessThanOrEqual(2 * Math.max(3, Math.floor(all.length / 20)))
        expect([Math.min(...inside), Math.max(...inside)]).toEqual([from, to - 1])
        for (const at of all) {
          if (at < from) expect(at).toBeLessThan(from - 300 * day)
          if (at >= to) expect(at).toBeGreaterThan(to + 300 * day - 1)
        }
      }),
    )
  })
})
