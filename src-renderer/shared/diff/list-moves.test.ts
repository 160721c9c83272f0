import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { movesOf } from './list-moves.ts'

describe('moved members', () => {
  it('are the fewest that explain the new order', () => {
    expect(movesOf(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])).toEqual([{ from: 3, to: 0 }])
    expect(movesOf(['a', 'b'], ['a', 'b'])).toEqual([])
  })

  it('put in their places give the order after', () => {
    const orders = fc
      .uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 12 })
      .chain((list) => fc.record({ before: fc.constant(list), after: fc.shuffledSubarray(list, { minLength: list.length }) }))
    fc.assert(
      fc.property(orders, ({ after, before }) => {
        const moves = movesOf(before, after)
        const gone = new Set(moves.map(({ from }) => from))
        const rest = before.filter((_, at) => !gone.has(at))
        for (const { from, to } of [...moves].sort((a, b) => a.to - b.to)) rest.splice(to, 0, before[from] as string)
        expect(rest).toEqual(after)
        expect(moves.length === 0).toBe(before.every((text, at) => text === after[at]))
      }),
    )
  })
})
