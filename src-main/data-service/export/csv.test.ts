import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { ChangedCells } from './changed-cells.ts'
import { csvCell, lineEnd } from './csv.ts'
import { parseCsv } from './fixtures/parse-csv.ts'
import { restored } from './fixtures/restored.ts'

const hostile = fc.oneof(
  fc.string({ unit: codePoint }),
  fc.constantFrom(
    '=1+1',
    '+41',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    '"',
    '""',
    ',',
    ';',
    ' ',
    '',
    '"=1"',
    'a;=1+1',
    "=1;'=2",
    'a\t"+1',
    'a|\uFF1D1',
    'two\r\n@lines',
  ),
  // Of separators, what is skipped, formulas and letters, in any order.
  fc
    .array(fc.constantFrom(';', '|', '\t', '\r', '\n', ',', '"', "'", ' ', '\u00A0', '\0', '=', '-', '\uFF20', 'x', 'é'), { maxLength: 9 })
    .map((all) => all.join('')),
  fc.tuple(fc.constantFrom('=', '+', '-', '@', '"', ',', '\n', '\r', "'"), fc.string()).map((parts) => parts.join('')),
)

/** With these characters as the manifest says that they stand. */
const visibly = (text: string, characters: RegExp): string =>
  text.replace(characters, (each) => `⟨U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)

describe('a cell', () => {
  it('reads back as it was when it is exact', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hostile, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = rows.map((row) => row.map((cell) => csvCell(cell, true).text).join(',') + lineEnd).join('')
        expect(parseCsv(text)).toEqual(rows)
      }),
    )
  })

  it('has no half of a character in its bytes, exact or not, and says so', () => {
    const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(fc.array(fc.oneof(half, fc.constantFrom('a', '\0', '😀', '=')), { maxLength: 5 }), fc.boolean(), (pieces, exact) => {
        const value = pieces.join('')
        const { text, changes } = csvCell(value, exact)
        expect(Buffer.from(text).toString()).toBe(text)
        expect(changes.includes('replaced')).toBe(/\p{Surrogate}/u.test(value) || (!exact && value.includes('\0')))
        if (exact) expect(parseCsv(`${text},x${lineEnd}`)[0]?.[0]).toBe(visibly(value, /\p{Surrogate}/gu))
      }),
    )
  })

  it('never begins like a formula when it is safe, and the record of changed cells gives the original back', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('a', 'b'), (value, beside) => {
        const { text, changes } = csvCell(value, false)
        const [read = ''] = parseCsv(`${text},${beside}${lineEnd}`)[0] ?? []
        expect(read).not.toMatch(/^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n\0]/)
        const whole = visibly(value, /[\0\p{Surrogate}]/gu)
        expect(changes.includes('neutralised') ? restored(read) : read).toBe(whole)
        expect(changes.includes('replaced')).toBe(whole !== value)
      }),
    )
  })

  it('begins no formula either where another character separates cells (issue 12.26)', () => {
    const beside = fc.constantFrom('2026-11-23T10:00:00.000Z', 'alice@acme.test', '')
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, beside), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(';', '\t', '|'),
        (row, separator) => {
          const line = row.map((cell) => csvCell(cell, false).text).join(',') + lineEnd
          for (const cells of [readBy(line, separator, true), readBy(line, separator, false)])
            for (const cell of cells) expect(cell).not.toMatch(/^[\s"\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('of nothing but separators is looked at in one pass', () => {
    const text = `${'\t;'.repeat(500_000)}=1`
    expect(csvCell(text, false).text.length).toBeGreaterThan(text.length)
  })

  it.each(['a;=1', 'a\t=1', 'a|=1', 'a;"=1"', 'a\n=1', 'a\r\n+1', 'a; -1', 'a;\uFF1D1', 'a;\t@x', '"=1', ' =1', "'=1"])(
    '%j is marked',
    (value) => {
      const { text, changes } = csvCell(value, false)
      expect(changes).toEqual(['neutralised'])
      expect(restored(parseCsv(`${text},x${lineEnd}`)[0]?.[0] ?? '')).toBe(value)
    },
  )

  it.each(['a;b', 'a=1', 'a,=1', '{"a":"-","b":[1,-2]}', 'Mozilla/5.0 (X11; Linux x86_64)', 'two\r\nlines', 'a|b'])(
    '%j stays as it is',
    (value) => {
      expect(csvCell(value, false).changes).toEqual([])
    },
  )

  it.each(['=cmd()', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝x', '＋x', '－x', '＠x'])('%j gets a quote mark', (value) => {
    expect(csvCell(value, false).changes).toEqual(['neutralised'])
    expect(csvCell(value, true).changes).toEqual([])
  })
})

/** As a spreadsheet that separates cells by another character reads a file: a quotation mark counts where a cell begins with it, or never. */
function readBy(text: string, separator: string, quoting: boolean): string[] {
  const cells: string[] = []
  let cell = ''
  let inside = false
  let begins = true
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (inside && character === '"' && text[i + 1] === '"') cell += text[++i] ?? ''
    else if (inside && character === '"') inside = false
    else if (inside) cell += character
    else if (quoting && begins && character === '"') inside = true
    else if (character === separator || character === '\r' || character === '\n') {
      cells.push(cell)
      cell = ''
      begins = true
      continue
    } else cell += character
    begins = false
  }
  return [...cells, cell]
}

it('the record of changed cells stays bounded, and says so', () => {
  const record = new ChangedCells()
  for (let row = 1; row <= 10_001; row++) record.note(row, 'user', ['neutralised'])
  const { neutralised, cut } = record.summary({ neutralised: 'so', cut: 'thus' })
  expect(neutralised).toMatchObject({ how: 'so', cells: 10_001, columns: { user: 10_001 }, complete: false })
  expect(neutralised.listed).toHaveLength(10_000)
  expect(cut).toEqual({ how: 'thus', cells: 0, columns: {}, listed: [], complete: true })
})
