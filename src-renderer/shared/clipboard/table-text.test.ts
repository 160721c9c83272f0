import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableText } from './table-text.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', '\t', '\n', '\r', ';', '|', ' ', 'a', '<', '>', '&', '＝') }),
)
const table = fc.array(fc.array(hostile, { minLength: 3, maxLength: 3 }), { maxLength: 6 })
const titles = ['One', 'Two', 'Three']

/** A text as it was, from a cell without formulas. */
const pictured = (text: string): string => text.replaceAll('\t', '␉').replaceAll('\n', '␊').replaceAll('\r', '␍')
/** HTML text as a reader has it. */
const read = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

describe('a copied table', () => {
  it('has as many lines and cells as were asked for, whatever is in them, and both ways say the same', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { text, html } = tableText(titles, rows)
        const lines = text.split('\n')
        expect(lines.pop()).toBe('')
        const cells = lines.map((line) => line.split('\t'))
        expect(cells.map((row) => row.length)).toEqual([3, ...rows.map(() => 3)])
        const inHtml = [...html.matchAll(/<tr>(.*?)<\/tr>/gsu)].map(([, row = '']) =>
          [...row.matchAll(/<t[hd]>(.*?)<\/t[hd]>/gsu)].map(([, cell = '']) => read(cell)),
        )
        expect(inHtml).toEqual(cells)
      }),
    )
  })

  it('begins no cell like a formula, and is otherwise what was there', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { text, changed } = tableText(titles, rows)
        const cells = text
          .split('\n')
          .slice(1, -1)
          .flatMap((line) => line.split('\t'))
        let other = 0
        rows.flat().forEach((was, at) => {
          const cell = cells[at] ?? ''
          expect(cell).not.toMatch(/^[\s"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u)
          if (cell !== was) other += 1
          if (!/[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(was) && !/^'*[\t\r\n]/.test(was)) expect(cell).toBe(pictured(was))
        })
        expect(changed).toBe(other)
      }),
    )
  })

  it('is never markup', () => {
    expect(tableText(['A'], [['<img src=x onerror=alert(1)>&"']]).html).toBe(
      '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>&lt;img src=x onerror=alert(1)&gt;&amp;&quot;</td></tr></tbody></table>',
    )
  })
})
