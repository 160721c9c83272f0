import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines, jsonTokens, prettyJson, sliceAt } from './json-text.ts'

const tokens = (text: string): string[] => [...jsonTokens(text)].map((token) => text.slice(token.from, token.to))
/** A JSON text with odd but legal blanks. */
const jsonText = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, '\t', ' \r\n'))
  .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent))

describe('printing JSON', () => {
  it('puts every value on its line', () => {
    expect(prettyJson('{"a":1,"b":[1,{"c":null}],"d":{},"e":[ ]}')).toBe(
      ['{', '  "a": 1,', '  "b": [', '    1,', '    {', '      "c": null', '    }', '  ],', '  "d": {},', '  "e": []', '}'].join('\n'),
    )
  })

  it('keeps digits, escapes, key order and doubled keys as received', () => {
    const raw = '{"b":1.10,"a":12345678901234567890,"a":1E+2,"s":"\\u202e\\/é"}'
    expect(prettyJson(raw)).toBe('{\n  "b": 1.10,\n  "a": 12345678901234567890,\n  "a": 1E+2,\n  "s": "\\u202e\\/é"\n}')
  })

  it('leaves what is no JSON as it is', () => {
    expect([...jsonLines('{"a":\n<html>')]).toEqual([{ indent: 0, key: '', rest: '{"a":' }, { indent: 0, key: '', rest: '<html>' }]) // prettier-ignore
  })

  it('does not read strings as structure', () => {
    expect(prettyJson('["{","}","[,]:","\\"{",{"k{":"[v"}]').split('\n')).toHaveLength(9)
  })

  it('keeps every token, in order', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(tokens(prettyJson(text))).toEqual(tokens(text))
      }),
    )
  })

  it('means the same as before', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is what JSON.stringify prints, where nothing can be lost', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }), (value) => {
        expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('is lazy: the first lines of a huge text cost little', () => {
    const lines = jsonLines(`[${'1,'.repeat(2_000_000)}1]`)
    expect([lines.next().value, lines.next().value]).toEqual([{ indent: 0, key: '', rest: '[' }, { indent: 1, key: '', rest: '1,' }]) // prettier-ignore
  })
})

describe('the text of one value', () => {
  it('is found by its path', () => {
    const raw = '{"x":{"changes":{"before":0}},"changes":{ "before" : {"n": 1.0 }, "after":null,"list":[{"before":2}]},"before":9}'
    expect(sliceAt(raw, ['changes', 'before'])).toBe('{"n": 1.0 }')
    expect(sliceAt(raw, ['changes', 'after'])).toBe('null')
    expect(sliceAt(raw, ['before'])).toBe('9')
    expect(sliceAt(raw, ['changes', 'nothing'])).toBeNull()
    expect(sliceAt('[{"before":1}]', ['before'])).toBeNull()
    expect(sliceAt('no', ['before'])).toBeNull()
  })

  it('is the value JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (before, other) => {
        const text = sliceAt(JSON.stringify({ other, changes: { other, before } }), ['changes', 'before'])
        expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(before)))
      }),
    )
  })
})
