import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bandsOf } from './use-missing-entries.ts'

const stretch = (from: number, to: number) => ({ from, to, what: '', aspect: '', earlier: 0, later: 1 })

it('bands cover every stretch that lies in the range, and nothing outside of it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5000), fc.nat(800)), { maxLength: 60 }), (pairs) => {
      const range = { from: 1000, to: 4000 }
      const stretches = pairs
        .map(([from, length]) => stretch(from, from + length))
        .filter(({ from, to }) => from < range.to && to >= range.from)
      const bands = bandsOf(stretches, range)
      for (const { from, to } of stretches)
        expect(bands.some((band) => band.from <= Math.max(from, range.from) && band.to >= Math.min(to, range.to))).toBe(true)
      for (const [at, { from, to }] of bands.entries()) {
        expect(from).toBeGreaterThanOrEqual(range.from)
        expect(to).toBeLessThanOrEqual(range.to)
        expect(to).toBeGreaterThanOrEqual(from)
        expect(from).toBeGreaterThan(bands[at - 1]?.to ?? -1)
      }
    }),
  )
})
it('thousands of stretches are no more bands than the eye can tell apart', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => stretch(at, at + 1))
  expect(bandsOf(many, { from: 0, to: 20_000 }).length).toBe(1)
  expect(bandsOf(many.filter((_, at) => at % 100 === 0), { from: 0, to: 20_000 }).length).toBeLessThanOrEqual(500)
}) // prettier-ignore
