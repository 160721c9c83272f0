import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HashIndex } from './hash-index.ts'

describe('an index of hashes', () => {
  it('finds what was added and not taken back, however many share a hash and whatever has grown meanwhile', () => {
    // Few of the highest bits, so that one table grows; few of the lowest, so that places are shared.
    const hash = fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 40 })).map(([high, low]) => high * 2 ** 31 + low)
    const step = fc.oneof({ weight: 4, arbitrary: hash }, { weight: 1, arbitrary: fc.constant(null) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), (steps) => {
        const index = new HashIndex()
        const hashes = new Uint32Array(steps.length)
        let count = 0
        for (const each of steps) {
          if (each !== null) {
            hashes[count] = each
            index.add(count++, hashes)
          } else if (count > 0) index.removeLast(--count, hashes)
        }
        for (const wanted of new Set(steps.filter((each) => each !== null))) {
          const under = [...hashes.keys()].filter((number) => number < count && hashes[number] === wanted)
          expect([...index.candidates(wanted, hashes)].sort((a, b) => a - b)).toEqual(under)
          const last = under.at(-1) ?? null
          expect(index.find(wanted, hashes, (number) => number === last)).toBe(last)
        }
      }),
    )
  })
})
