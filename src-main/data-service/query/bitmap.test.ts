import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bitmapOf, clip, countBits, except, grown, hasBit, intersect, inverse, keysIn, keysOf, emptyBitmap, bitmapOfRange, setBit, unite, type Bitmap,
} from './bitmap.ts' // prettier-ignore

const setOf = (members: readonly boolean[]): Bitmap => {
  const bits = emptyBitmap(members.length)
  members.forEach((is, key) => is && setBit(bits, key))
  return bits
}
const read = (bits: Bitmap, n: number): boolean[] => Array.from({ length: n }, (_, key) => hasBit(bits, key))
/* Long stretches of one kind, so that whole words are full or empty. */
const stretch = fc.tuple(fc.boolean(), fc.nat(70)).map(([is, length]): boolean[] => Array<boolean>(length).fill(is))
const members = fc.array(fc.oneof(stretch, fc.array(fc.boolean(), { maxLength: 40 })), { maxLength: 6 }).map((parts) => parts.flat())

describe('a set of keys', () => {
  it('answers as a list of booleans does', () => {
    fc.assert(
      fc.property(members, members, fc.nat(200), fc.nat(200), (a, b, one, other) => {
        const n = Math.min(a.length, b.length)
        const [left, right] = [a.slice(0, n), b.slice(0, n)]
        const [from, to] = [Math.min(one, other, n), Math.min(Math.max(one, other), n)]
        const inside = (key: number): boolean => key >= from && key < to
        const keys = left.flatMap((is, key) => (is ? [key] : []))

        expect(read(intersect(setOf(left), setOf(right)), n)).toEqual(left.map((is, i) => is && right[i]))
        expect(read(unite(setOf(left), setOf(right)), n)).toEqual(left.map((is, i) => is || right[i]))
        expect(read(except(setOf(left), setOf(right)), n)).toEqual(left.map((is, i) => is && !right[i]))
        expect(read(inverse(setOf(left), from, to), n)).toEqual(left.map((is, i) => !is && inside(i)))
        expect(countBits(inverse(setOf(left), from, n))).toBe(n - from - keys.filter((key) => key >= from).length)
        expect(read(clip(setOf(left), from, to), n)).toEqual(left.map((is, i) => is && inside(i)))
        expect(countBits(bitmapOfRange(n, from, to))).toBe(to - from)
        expect(read(grown(setOf(left), n + 50), n + 50)).toEqual([...left, ...Array<boolean>(50).fill(false)])
        expect(bitmapOf(keys, n)).toEqual(setOf(left))

        const room = new Uint32Array(n)
        expect([...room.subarray(0, keysIn(setOf(left), room))]).toEqual(keys)
        const order = Uint32Array.from(left, (_, i) => n - 1 - i)
        expect([...room.subarray(0, keysOf(order, setOf(left), room))]).toEqual(keys.reverse())
      }),
    )
  })
})
