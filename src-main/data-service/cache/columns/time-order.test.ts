import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unknownTime } from '../../../connector/times.ts'
import { firstAtOrAfter, sortByTime, TimeOrder } from './time-order.ts'

const expected = (times: readonly number[]): number[] =>
  times
    .map((_, key) => key)
    .sort((a, b) => {
      const [first, second] = [times[a] as number, times[b] as number]
      // Without a time: behind all others, in the order in which they came.
      if (first === second) return first === unknownTime ? a - b : b - a
      return first < second ? -1 : 1
    })

const timeOrNone = (min: number, max: number) => fc.oneof({ weight: 5, arbitrary: fc.integer({ min, max }) }, fc.constant(unknownTime))

describe('TimeOrder', () => {
  it('holds every key by time, whatever order the pages come in', () => {
    const pages = fc.array(fc.array(timeOrNone(0, 60), { maxLength: 40 }), { maxLength: 25 })
    fc.assert(
      fc.property(pages, (batches) => {
        const times = batches.flat()
        const column = Float64Array.from(times)
        const order = new TimeOrder()
        let key = 0
        for (const batch of batches)
          order.insert(
            Uint32Array.from(batch, () => key++),
            column,
          )
        expect([...order.keys]).toEqual(expected(times))
        expect([...order.known(column)]).toEqual(expected(times).filter((each) => times[each] !== unknownTime))
      }),
    )
  })

  it('grows at both ends past its first capacity', () => {
    const count = 20_000
    const column = Float64Array.from({ length: count }, (_, key) => (key % 2 === 0 ? -key : key))
    const order = new TimeOrder()
    for (let key = 0; key < count; key += 100)
      order.insert(
        Uint32Array.from({ length: 100 }, (_, i) => key + i),
        column,
      )
    expect([...order.keys]).toEqual(expected([...column]))
  })
})

describe('sortByTime', () => {
  it('sorts and keeps later keys first within an instant', () => {
    fc.assert(
      fc.property(fc.array(timeOrNone(-5, 5)), (times) => {
        const keys = Uint32Array.from(times, (_, key) => key)
        expect([...sortByTime(keys, Float64Array.from(times))]).toEqual(expected(times))
      }),
    )
  })
})

describe('firstAtOrAfter', () => {
  it('finds the first index at or after a time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 22 }), (unsorted, at) => {
        const times = [...unsorted].sort((a, b) => a - b)
        const found = firstAtOrAfter(
          Uint32Array.from(times, (_, i) => i),
          Float64Array.from(times),
          at,
        )
        const index = times.findIndex((time) => time >= at)
        expect(found).toBe(index < 0 ? times.length : index)
      }),
    )
  })
})
