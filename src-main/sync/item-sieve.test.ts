import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ItemOutline } from './item-outline.ts'
import { ItemSieve } from './item-sieve.ts'

/** A page's text in pieces of a few bytes. */
function sieved(text: string, path: readonly string[], maxBytes: number, piece: number) {
  const sieve = new ItemSieve(path, maxBytes, 'entry-too-large')
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += piece) sieve.write(bytes.subarray(at, at + piece))
  const { body, leftOut } = sieve.end()
  return { page: JSON.parse(body.toString()) as unknown, leftOut }
}

const value = fc.jsonValue({ stringUnit: 'grapheme' })
const name = fc.constantFrom('items', 'data', 'a', 'ä"\\')
const rest = fc.dictionary(name, value)

describe('a sieve for items', () => {
  it('leaves out every item where none is allowed, and nothing else', () => {
    fc.assert(
      fc.property(
        rest,
        rest,
        fc.array(value),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 2),
        (outer, inner, items, piece, indent) => {
          const page = { ...outer, data: { ...inner, items } }
          const { page: kept, leftOut } = sieved(JSON.stringify(page, null, indent), ['data', 'items'], 0, piece)
          expect(kept).toEqual(JSON.parse(JSON.stringify({ ...page, data: { ...page.data, items: items.map(() => null) } })))
          expect(leftOut.map(({ index }) => index)).toEqual(items.map((_, i) => i))
        },
      ),
    )
  })

  it('keeps what fits', () => {
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 9 }), (items, piece) => {
        expect(sieved(JSON.stringify(items), [], 1_000_000, piece)).toEqual({
          page: JSON.parse(JSON.stringify(items)) as unknown,
          leftOut: [],
        })
      }),
    )
    const { page, leftOut } = sieved(JSON.stringify({ items: [1, 'x'.repeat(100), 2], next: 'c' }), ['items'], 60, 7)
    expect(page).toEqual({ items: [1, null, 2], next: 'c' })
    expect(leftOut).toEqual([{ index: 1, outline: JSON.stringify('x'.repeat(100)), bytes: 102, cause: 'entry-too-large' }])
  })
})

describe('an outline of an item', () => {
  const outlineOf = (text: string): string | null => {
    const outline = new ItemOutline()
    for (const byte of Buffer.from(text)) outline.push(byte)
    return outline.text()
  }

  it('is JSON, and the item itself where that is small', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }), (item) => {
        expect(JSON.parse(outlineOf(JSON.stringify(item)) ?? '')).toEqual(JSON.parse(JSON.stringify(item)))
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 9 }), fc.constantFrom('ä', '\\', '"', '\u2028', '\u0001', 'x'), (item, letter) => {
        const long = { item, text: letter.repeat(3000), list: Array.from({ length: 300 }, (_, n) => ({ n, item })), id: 'e1' }
        expect(JSON.parse(outlineOf(JSON.stringify(long)) ?? '')).toMatchObject({ id: 'e1' })
      }),
      { numRuns: 40 },
    )
  })
})
