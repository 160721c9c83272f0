import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dictionary, type Parts } from './dictionary.ts'

const part = fc.option(fc.constantFrom('', 'a', 'b', ',', '-', '1,-', 'a\u0000'), { nil: undefined })
const parts = fc.tuple(part, part, part, part)
const key = (value: readonly (string | undefined)[]): string => JSON.stringify(value.map((each) => each ?? null))

describe('a dictionary', () => {
  it.each([0, 1] as const)('gives equal values one id and different values different ids, by part %i', (telling) => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 200 }), (values) => {
        const dictionary = new Dictionary(1, telling)
        const ids = new Map<string, number>()
        for (const value of values) {
          const id = dictionary.idOf(...value)
          expect(id).toBe(ids.get(key(value)) ?? ids.size + 1)
          ids.set(key(value), id)
          expect(key([0, 1, 2, 3].map((i) => (dictionary.values[id] as Parts)[i]))).toBe(key(value))
        }
      }),
    )
  })

  it.each([0, 1] as const)('forgets what was not committed, by part %i', (telling) => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 100 }), fc.array(parts, { maxLength: 100 }), (kept, dropped) => {
        const dictionary = new Dictionary(1, telling)
        const ids = kept.map((value) => dictionary.idOf(...value))
        dictionary.commit()
        const { size } = dictionary
        for (const value of dropped) dictionary.idOf(...value)
        dictionary.rollback()
        expect(dictionary.size).toBe(size)
        expect(kept.map((value) => dictionary.idOf(...value))).toEqual(ids)
        const again = new Map<string, number>()
        for (const value of [...dropped, ...dropped]) {
          const id = dictionary.idOf(...value)
          expect(again.get(key(value)) ?? id).toBe(id)
          again.set(key(value), id)
        }
      }),
    )
  })
})
