import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkedText, readChecked } from './checked.ts'

const value = fc.dictionary(
  fc.string().filter((name) => name !== 'checksum' && name !== '__proto__'),
  fc.jsonValue(),
)

describe('a small file with a checksum (issue 12.11)', () => {
  it('is read as it was written, and not with one bit that is another, unless nothing is lost by that', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(7), (written, place, bit) => {
        const text = checkedText(written)
        const same = JSON.parse(JSON.stringify(written)) as unknown
        expect(readChecked(text)).toEqual(same)
        const bytes = Buffer.from(text)
        bytes[place % bytes.length]! ^= 1 << bit
        try {
          const { chdcksum: _, ...read } = readChecked(bytes.toString('utf8'))
          // The name of the checksum itself may be another one; what it was of is not.
          const [name] = Object.keys(read).filter((each) => !Object.hasOwn(written, each))
          if (name !== undefined) Reflect.deleteProperty(read, name)
          expect(read).toEqual(same)
        } catch (error) {
          if ((error as Error).name === 'AssertionError') throw error
        }
      }),
      { numRuns: 500 },
    )
  })

  it('may be without one', () => {
    expect(readChecked('{"a": 1}')).toEqual({ a: 1 })
    for (const text of ['[]', 'null', '', '{', '{"checksum": "x"}']) expect(() => readChecked(text)).toThrow()
  })
})
