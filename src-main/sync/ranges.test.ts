import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { span, subtract, uniteRanges, type Range } from './ranges.ts'

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  { maxLength: 8 },
)
const holds = (list: readonly Range[], at: number) => list.some(({ from, to }) => at >= from && at < to)
const instants = Array.from({ length: 41 }, (_, at) => at)

function isTidy(list: readonly Range[]): boolean {
  return list.every(({ from, to }, at) => to > from && (at === 0 || (list[at - 1] as Range).to < from))
}

describe('ranges', () => {
  it('unite holds what either held, ordered and apart', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const united = uniteRanges(list)
        expect(isTidy(united)).toBe(true)
        for (const at of instants) expect(holds(united, at)).toBe(holds(list, at))
      }),
    )
  })

  it('subtract leaves what only the first held', () => {
    fc.assert(
      fc.property(ranges, ranges, (list, taken) => {
        const left = subtract(list, taken)
        expect(isTidy(left)).toBe(true)
        for (const at of instants) expect(holds(left, at)).toBe(holds(list, at) && !holds(taken, at))
      }),
    )
  })

  it('reach to infinity', () => {
    const everything = { from: -Infinity, to: Infinity }
    expect(subtract([everything], [{ from: 1, to: 2 }])).toEqual([
      { from: -Infinity, to: 1 },
      { from: 2, to: Infinity },
    ])
    expect(uniteRanges([everything, everything, { from: 0, to: 1 }])).toEqual([everything])
    expect(span([everything])).toBeNull()
    expect(
      span([
        { from: 1, to: 4 },
        { from: 6, to: 7 },
      ]),
    ).toBe(4)
  })
})
