import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dictionary } from '../cache/dictionary/dictionary.ts'
import { atOnce } from '../in-turns.ts'
import { CombinedCodes } from './combined-codes.ts'
import { firstSorted } from './first-sorted.ts'
import { Numbering } from './numbering.ts'
import { firstIds, RankedValues, type Codes } from './rankings.ts'
import { compareTexts, orderKey } from './text-order.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'B', 'b', 'é', '1'), maxLength: 4 })

describe('the order of a dictionary’s values', () => {
  it('is the same whether they came at once or a few at a time', () => {
    let merged = 0
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 60, maxLength: 110 }), fc.array(fc.nat(4), { maxLength: 12 }), (texts, steps) => {
        const dictionary = new Dictionary(1)
        const labelOf = (id: number): string => dictionary.at(id)[0] ?? ''
        const values = {
          column: 'actor' as const,
          dictionary,
          labelOf,
          keyOf: (id: number) => (labelOf(id) === '' ? null : orderKey(labelOf(id))),
        }
        const ranked = new RankedValues(values)
        let at = texts.length - Math.min(texts.length, steps.reduce((sum, n) => sum + n, 0)) // prettier-ignore
        for (const each of texts.slice(0, at)) dictionary.idOf(each)
        atOnce(ranked.current())
        for (const n of steps) {
          if (n > 0 && n < dictionary.size / 16) merged++
          for (const each of texts.slice(at, at + n)) dictionary.idOf(each)
          at += n
          const { of, distinct } = atOnce(ranked.current())
          const present = [...of.keys()].filter((id) => labelOf(id) !== '')
          const keys = [...new Set(present.map((id) => orderKey(labelOf(id))))].sort(compareTexts)
          expect(distinct).toBe(keys.length)
          expect([...of]).toEqual([...of.keys()].map((id) => (labelOf(id) === '' ? distinct : keys.indexOf(orderKey(labelOf(id))))))
          expect([...firstIds({ of, distinct })]).toEqual(keys.map((key) => present.find((id) => orderKey(labelOf(id)) === key)))
        }
      }),
      { numRuns: 40 },
    )
    expect(merged).toBeGreaterThan(15)
  })
})

describe('codes', () => {
  it('are numbered alike by a table and by a hash table, also large ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(5000), { maxLength: 300 }), { maxLength: 12 }),
        fc.constantFrom(1, 2 ** 20 + 7, 2 ** 40 + 9),
        (steps, scale) => {
          const hashed = new Numbering(2 ** 53)
          const direct = new Numbering(5001, 0)
          const own = new Numbering(5001)
          const known: number[] = []
          for (const step of steps) {
            for (const code of step) if (!known.includes(code)) known.push(code)
            const into = [new Uint32Array(step.length), new Uint32Array(step.length)] as const
            hashed.number(
              Float64Array.from(step, (code) => code * scale),
              step.length,
              into[0],
            )
            direct.number(Float64Array.from(step), step.length, into[1])
            const same = new Uint32Array(step.length)
            own.number(Float64Array.from(step), step.length, same)
            expect([...same].map((number) => own.codes[number])).toEqual(step)
            for (const numbers of into) expect([...numbers]).toEqual(step.map((code) => known.indexOf(code)))
          }
          expect([...hashed.codes.subarray(0, hashed.length)]).toEqual(known.map((code) => code * scale))
          expect(direct.length).toBe(known.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of several fields are one number in the order of the fields, also where that would be too large to be exact', () => {
    const fields = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fields, fc.constantFrom(2 ** 53, 30, 5), fc.infiniteStream(fc.nat()), (sizes, exact, random) => {
        const codes = sizes.map((distinct): Codes => ({ distinct, fill: () => undefined }))
        const combined = new CombinedCodes(codes, 64, exact)
        const next = (): number => random.next().value as number
        const keys = Array.from({ length: 60 }, () => sizes.map((distinct) => next() % (distinct + 1)))
        const sums = new Float64Array(keys.length)
        sizes.forEach((_, at) => combined.add(at, Uint32Array.from(keys, (key) => key[at] as number), keys.length, sums)) // prettier-ignore
        expect(Array.from(sums, (sum) => combined.apart(sum))).toEqual(keys)
        const order = [...keys.keys()].sort((a, b) => combined.compare(sums[a] as number, sums[b] as number))
        const naive = [...keys].sort((a, b) => a.reduce((found, code, i) => found || code - (b[i] as number), 0))
        expect(order.map((at) => keys[at])).toEqual(naive)
      }),
      { numRuns: 200 },
    )
  })
})

it('the first of many are those that sorting all gives', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { maxLength: 400 }), fc.nat(450), (values, wanted) => {
      const compare = (a: number, b: number): number => (values[a] as number) - (values[b] as number)
      const most = Math.min(wanted, values.length)
      expect([...atOnce(firstSorted(values.length, most, compare)).subarray(0, most)]).toEqual(
        [...values.keys()].sort(compare).slice(0, most),
      )
    }),
  )
})
