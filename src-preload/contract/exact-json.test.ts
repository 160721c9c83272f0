import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactly, parseNumbers } from './exact-json-reader.ts'
import { canonicalText, changesAnything, exactText, memberOf, Numeral, Repeated, sameJson, sameQuantity } from './exact-json.ts'
import { hostileJson } from '../../tests/hostile-json.ts'

describe('JSON read exactly (issues 12.7 and 12.13)', () => {
  it.each([
    '9007199254740993',
    '1.10',
    '1e400',
    '-0',
    '1E+2',
    '0.00000001',
    '12345678901234567890',
    '5e-324',
    '1.0',
    '100',
    '0.5',
    '-1.25',
  ])('has the number %s as it was written, alone, in a list and as a member', (text) => {
    for (const around of [text, `[${text}]`, `[1,${text} ]`, `{"n":${text}}`, `{"n" : \n${text}\t}`]) {
      expect(exactText(parseExactly(around))).toBe(around.replaceAll(/[\s]/g, ''))
      expect(exactText(parseNumbers(around) as never)).toBe(around.replaceAll(/[\s]/g, ''))
    }
  })

  it('is written as it was, but for blanks and escapes', () => {
    fc.assert(
      fc.property(hostileJson(), (text) => {
        const again = exactText(parseExactly(text))
        expect(exactText(parseExactly(again))).toBe(again)
        expect(JSON.parse(again)).toEqual(JSON.parse(text))
        expect(sameJson(parseExactly(text), parseExactly(again))).toBe(true)
      }),
    )
  })

  it('is what JSON.parse makes of it where nothing can be lost', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(exactText(parseExactly(text))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('has every value of a member that is named more than once', () => {
    const read = parseExactly('{"a":1,"b":{"x":"\\":","x":2.0},"a":[],"a":null}')
    expect(read).toEqual({ a: new Repeated([1, [], null]), b: { x: new Repeated(['":', new Numeral('2.0')]) } })
    expect(exactText(read)).toBe('{"a":1,"a":[],"a":null,"b":{"x":"\\":","x":2.0}}')
    expect(parseNumbers('{"a":1.0,"a":2.0}')).toEqual({ a: new Numeral('2.0') })
  })

  it('has members that are called as what every object inherits', () => {
    const read = parseExactly('{"__proto__":{"toString":1.0},"constructor":null}')
    expect(Object.keys(read as object)).toEqual(['__proto__', 'constructor'])
    expect(memberOf(memberOf(read, '__proto__'), 'toString')).toEqual(new Numeral('1.0'))
    expect(memberOf(parseExactly('{}'), 'constructor')).toBeUndefined()
  })

  it('is the same where its text with sorted names is', () => {
    fc.assert(
      fc.property(hostileJson(), hostileJson(), (one, other) => {
        const [a, b] = [parseExactly(one), parseExactly(other)]
        expect(sameJson(a, b)).toBe(canonicalText(a) === canonicalText(b))
        expect(sameJson(a, parseExactly(one))).toBe(true)
      }),
    )
  })

  it('overflows at no depth', () => {
    const deep = `${'{"a":['.repeat(100_000)}9007199254740993${']}'.repeat(100_000)}`
    const read = parseExactly(deep)
    expect(exactText(read)).toBe(deep)
    expect(sameJson(read, parseExactly(deep.replace('993', '992')))).toBe(false)
  })

  it('refuses what is no JSON', () => {
    for (const text of ['{', '', '01', '[1,]', '{"a":1e}', '-']) {
      expect(() => parseExactly(text)).toThrow(SyntaxError)
      expect(() => parseNumbers(text)).toThrow(SyntaxError)
    }
  })

  it.each<[string, string, boolean]>([
    ['1', '1.0', true],
    ['100', '1e2', true],
    ['-0', '0', true],
    ['0.10', '1e-1', true],
    ['1e400', '10e399', true],
    ['9007199254740993', '9007199254740992', false],
    ['1e400', '1e401', false],
    ['-1', '1', false],
    ['"1"', '1', false],
  ])('%s and %s: are they one number? %s', (one, other, same) => {
    expect(sameQuantity(parseExactly(one), parseExactly(other))).toBe(same)
  })

  it.each(['null', '{}', '[]', '""'])('from %s to nothing, nothing changes', (text) => {
    for (const other of [undefined, ...['null', '{}', '[]', '""'].map(parseExactly)]) {
      expect(changesAnything(parseExactly(text), other)).toBe(false)
      expect(changesAnything(other, parseExactly(text))).toBe(false)
    }
    expect(changesAnything(parseExactly(text), 0)).toBe(true)
    expect(changesAnything(false, parseExactly(text))).toBe(true)
  })
})
