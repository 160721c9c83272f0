import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { xlsxCell } from './cell.ts'

const shown = (text: string): string =>
  (/<t(?: xml:space="preserve")?>([^<]*)</.exec(xlsxCell(text).text)?.[1] ?? '')
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '')
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))

it('reads back as the text, or says that it does not', () => {
  const piece = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.constantFrom('_x0041_', '<t>', '&amp;', ' ', '\n', '\t', '=1+1', '\u202E', '\u0000', '😀'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('')
      const { changes } = xlsxCell(text)
      if (changes.length === 0) expect(shown(text)).toBe(text)
      else expect(shown(text)).toContain('⟨U+')
      // eslint-disable-next-line no-control-regex
      expect(xlsxCell(text).text).not.toMatch(/[\u0000-\u0008\u000B-\u001F\uD800-\uDFFF\u202E\uFFFE]/u)
    }),
  )
})

it.each(['x'.repeat(32_768), '😀'.repeat(20_000), '\u0001'.repeat(10_000)])('a text that no cell takes is cut, and says so', (text) => {
  expect(shown(text).length).toBeLessThanOrEqual(32_767)
  expect(shown(text)).toMatch(/ … \(cut: \d+ characters\)$/)
  expect(shown(text)).not.toMatch(/[\uD800-\uDFFF]/u)
})
