import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { splitPage } from './json-items.ts'

const space = fc.constantFrom('', ' ', '\n', '\r\n\t ')
const codeOf = (text: string): string => {
  try {
    splitPage(Buffer.from(text), ['items'])
    return 'ok'
  } catch (error) {
    return error instanceof AppFailure ? error.error.code : 'other'
  }
}

describe('splitPage', () => {
  it('gives every item its exact bytes and text, and the other members by name, whatever is in them', () => {
    const string = fc.string({ unit: codePoint })
    const value = fc.jsonValue({ stringUnit: 'grapheme' })
    const item = fc.tuple(value, fc.boolean()).map(([each, pretty]) => JSON.stringify(each, null, pretty ? 2 : 0))
    fc.assert(
      fc.property(fc.array(item), fc.tuple(string, value), space, fc.boolean(), (items, [name, other], gap, mark) => {
        fc.pre(name !== 'items' && name !== '__proto__')
        const text = `${mark ? '\uFEFF' : ''}${gap}{${gap}${JSON.stringify(name)}${gap}:${gap}${JSON.stringify(other)}${gap},"items":${gap}[${items.join(`${gap},${gap}`)}${gap}]${gap}}${gap}`
        const page = splitPage(Buffer.from(text), ['items'])
        expect(page.items).toEqual(items)
        expect(page.raws.map(String)).toEqual(items)
        expect(page.rest).toEqual({ [name]: JSON.parse(JSON.stringify(other)) as unknown })
      }),
    )
  })

  it('notices a page cut off anywhere', () => {
    const text = '{"items":[{"id":"a","n":"\\\\\\"]}"},{"id":"b"}],"next_cursor":"x","retention":{"days":90}}'
    for (let length = 1; length < text.length; length++) expect(codeOf(text.slice(0, length))).toBe('invalid-page')
    expect(codeOf(text)).toBe('ok')
  })

  it('knows a web page when it gets one', () => {
    expect(codeOf('\n <!DOCTYPE html><html></html>')).toBe('not-the-tenant')
  })

  it('refuses what is not a page, without throwing anything else', () => {
    expect(codeOf('[]')).toBe('invalid-page')
    expect(codeOf('{"items":{}}')).toBe('invalid-page')
    expect(codeOf('{"items":[1,]}')).toBe('invalid-page')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['ok', 'invalid-page', 'not-the-tenant']).toContain(codeOf(text))
      }),
    )
  })
})
