import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finding, mostBytes } from './find.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '@', '`', '[', '{', 'é', '\n', '1'), maxLength: 80 })
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Every place, one after the other. */
function placesIn(bytes: Buffer, needle: string, anyCase: boolean): number[] {
  const places: number[] = []
  const next = finding(bytes, Buffer.from(needle, 'latin1'), anyCase)
  for (let at = next(0); at >= 0; at = next(at + 1)) places.push(at)
  return places
}

function naively(text: string, needle: string): number[] {
  return Array.from({ length: text.length }, (_, at) => at).filter((at) => text.startsWith(needle, at))
}

describe('a search in bytes', () => {
  it('finds every place, and none across the end', () => {
    // What is left in memory by those before must not be found.
    finding(Buffer.alloc(1000, 'aAbB'), Buffer.from('a'), true)
    fc.assert(
      fc.property(letters, letters, fc.nat(80), fc.integer({ min: 1, max: 40 }), fc.boolean(), (text, other, from, length, anyCase) => {
        const part = (from % 2 ? text : other).slice(from, from + length)
        const needle = anyCase ? lower(part) : part
        fc.pre(needle !== '' && !(anyCase && needle.includes('é')))
        const expected = naively(anyCase ? lower(text) : text, needle)
        expect(placesIn(Buffer.from(text, 'latin1'), needle, anyCase)).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('is the same in more bytes than are copied, and for a needle that is too long', () => {
    const bytes = Buffer.alloc(mostBytes + 10, '.')
    bytes.write('Needle', mostBytes - 2)
    expect([placesIn(bytes, 'needle', true), placesIn(bytes, 'needle', false)]).toEqual([[mostBytes - 2], []])
    expect(placesIn(bytes.subarray(mostBytes - 5), '.'.repeat(5000), false)).toEqual([])
    expect(placesIn(Buffer.alloc(5001, '.'), '.'.repeat(5000), false)).toEqual([0, 1])
  })
})
