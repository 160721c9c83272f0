import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChangedCells } from './changed-cells.ts'
import { csvCell, lineEnd } from './csv.ts'
import { parseCsv } from './fixtures/parse-csv.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
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
  ),
  fc.tuple(fc.constantFrom('=', '+', '-', '@', '"', ',', '\n', '\r', "'"), fc.string()).map((parts) => parts.join('')),
)

describe('a cell', () => {
  it('reads back as it was when it is exact', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hostile, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = rows.map((row) => row.map((cell) => csvCell(cell, true).text).join(',') + lineEnd).join('')
        expect(parseCsv(text)).toEqual(rows)
      }),
    )
  })

  it('never begins like a formula when it is safe, and the record of changed cells gives the original back', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('a', 'b'), (value, beside) => {
        const { text, changed } = csvCell(value, false)
        const [read = ''] = parseCsv(`${text},${beside}${lineEnd}`)[0] ?? []
        expect(read).not.toMatch(/^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n\0]/)
        expect(changed ? read.slice(1) : read).toBe(value)
      }),
    )
  })

  it.each(['=cmd()', '+1', '-1', '@x', '\tx', '\rx', '\nx', '\0x', '＝x', '＋x', '－x', '＠x'])('%j gets a quote mark', (value) => {
    expect(csvCell(value, false).changed).toBe(true)
    expect(csvCell(value, true).changed).toBe(false)
  })
})

it('the record of changed cells stays bounded, and says so', () => {
  const record = new ChangedCells()
  for (let row = 1; row <= 10_001; row++) record.note(row, 'user')
  expect(record.summary).toMatchObject({ cells: 10_001, columns: { user: 10_001 }, complete: false })
  expect(record.summary.listed).toHaveLength(10_000)
})
