import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf, rowOf, separatorOf } from '../../connector/cells.ts'
import { Elements } from './elements.ts'
import { Lines } from './lines.ts'
import type { RecordBatch, Splitter } from './record-batch.ts'
import { Rows } from './rows.ts'

interface Found {
  readonly text: string
  readonly line: number
}

/** Everything that comes out of a splitter which is fed in pieces of these sizes. */
function split(splitter: Splitter, bytes: Buffer, sizes: readonly number[]): { records: Found[]; bad: Found[] } {
  const batches: (RecordBatch | null)[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] as number)
    batches.push(kept(splitter.push(bytes.subarray(at, at + size))))
    at += size
  }
  batches.push(kept(splitter.end()))
  const all = batches.filter((batch) => batch !== null)
  return {
    records: all.flatMap(({ body, starts, ends, lines }) =>
      [...starts].map((start, i) => ({ text: body.toString('utf8', start, ends[i]), line: lines[i] as number })),
    ),
    bad: all.flatMap(({ bad }) => bad.map(({ raw, line }) => ({ text: raw.toString('utf8'), line }))),
  }
}

/** As if the memory were used again at once. */
const kept = (batch: RecordBatch | null): RecordBatch | null => batch && { ...batch, body: Buffer.from(batch.body) }

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 })
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

describe('rows of a table', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', ' ', 'ä', '\t', '€'), maxLength: 8 })
  const separator = fc.constantFrom(',', ';', '\t')

  it('are those that another parser finds, in whatever pieces they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 12 }),
        separator,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        sizes,
        (rows, by, end, ends, pieces) => {
          const header = ['h1', 'h2', 'h3']
          const texts = [header, ...rows].map((cells) => rowOf(cells, by))
          const text = texts.join(end) + (ends ? end : '')
          const { records, bad } = split(new Rows(Buffer.from(rowOf(header, by)), by.charCodeAt(0)), Buffer.from(text), pieces)
          const naive = parse(text, { delimiter: by, relax_column_count: true, record_delimiter: end }).slice(1)
          expect(records.map((record) => cellsOf(record.text, by))).toEqual(naive)
          expect(bad).toEqual([])
          let at = 0
          const lines = texts.map((each) => {
            const line = lineOf(text, at)
            at += each.length + end.length
            return line
          })
          expect(records.map(({ line }) => line)).toEqual(lines.slice(1))
        },
      ),
    )
  })

  it('are the bytes of the file, and anything at all is cut into pieces of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 60 }), sizes, (text, pieces) => {
        const bytes = Buffer.from(text)
        const whole = split(new Rows(Buffer.from('h'), 44), bytes, [])
        const cut = split(new Rows(Buffer.from('h'), 44), bytes, pieces)
        expect(cut).toEqual(whole)
        for (const { text: row } of [...whole.records, ...whole.bad]) expect(text).toContain(row)
      }),
      {
        numRuns: 1000,
        examples: [
          ['a""', [1]],
          ['"a""b",c', [3]],
        ],
      },
    )
  })

  it('leave out the header where it is repeated, empty lines and lines above the header', () => {
    const text = 'sep=;\na;b\n1;2\n\n\na;b\r\n3;4'
    expect(split(new Rows(Buffer.from('a;b'), 59, 1), Buffer.from(text), []).records).toEqual([
      { text: '1;2', line: 3 },
      { text: '3;4', line: 7 },
    ])
  })

  it('lose no more than its line to a quotation mark that is never closed', () => {
    const { records, bad } = split(new Rows(Buffer.from('a,b'), 44), Buffer.from('a,b\n1,2\n3,"4\n5,6\n7,8'), [3])
    expect(bad).toEqual([{ text: '3,"4', line: 3 }])
    expect(records.map(({ text }) => text)).toEqual(['1,2', '5,6', '7,8'])
  })

  it('have a separator that the header tells', () => {
    expect(['a,b;c,d', '"x,y";b;c', 'a\tb', 'a|b|c', 'alone'].map(separatorOf)).toEqual([',', ';', '\t', '|', ','])
  })
})

describe('lines', () => {
  it('are those that a naive reader finds', () => {
    const line = fc.oneof(
      fc.json().filter((text) => !/[\n\r]/.test(text)),
      fc.constantFrom('', '  ', '{', '{"a":1}', ' {"b":"ä"}\r', '[1]', 'null'),
    )
    fc.assert(
      fc.property(fc.array(line), sizes, (lines, pieces) => {
        const { records, bad } = split(new Lines(), Buffer.from(lines.join('\n')), pieces)
        const naive = lines.map((text, i) => ({ text: text.trim(), line: i + 1 })).filter(({ text }) => text !== '')
        expect(records).toEqual(naive.filter(({ text }) => text.startsWith('{')))
        expect(bad).toEqual(naive.filter(({ text }) => !text.startsWith('{')))
      }),
    )
  })

  it('of ten megabytes are records', () => {
    const long = `{"a":"${'x'.repeat(10_000_000)}"}`
    const { records } = split(new Lines(), Buffer.from(`{"b":1}\n${long}\n{"c":1}`), [1_000_000])
    expect(records.map(({ text }) => text.length)).toEqual([7, long.length, 7])
  })

  it('that are not UTF-8 are told apart', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"a":3}')])
    const { records, bad } = split(new Lines(), bytes, [])
    expect(records.map(({ line }) => line)).toEqual([1, 3])
    expect(bad.map(({ line }) => line)).toEqual([2])
  })
})

describe('elements of a list in JSON', () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  const space = fc.constantFrom(undefined, 1, '\t')

  it('are the bytes of the file, wherever the list is and whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 6 }),
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
        fc.constantFrom([], ['items'], ['a', 'b']),
        space,
        sizes,
        (list, around, path, indent, pieces) => {
          const page = path.reduceRight<unknown>((inner, name) => ({ ...around, [name]: inner, z: [1, { y: '"]}' }] }), list)
          const text = JSON.stringify(page, null, indent)
          const { records, bad } = split(new Elements(path), Buffer.from(text), pieces)
          expect(records.map((each) => JSON.parse(each.text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)))
          expect(bad).toEqual([])
          for (const each of records)
            expect(
              text.slice(
                text
                  .split('\n')
                  .slice(0, each.line - 1)
                  .join('\n').length,
              ),
            ).toContain(each.text)
        },
      ),
    )
  })

  it('are told to be cut off wherever the file ends too early', () => {
    const text = '{"items":[{"a":1},{"b":"x]"}],"next":null}'
    for (let end = 1; end < text.length; end++)
      expect(() => split(new Elements(['items']), Buffer.from(text.slice(0, end)), [7])).toThrow(/cut off/)
    expect(split(new Elements(['items']), Buffer.from(text), [1]).records).toHaveLength(2)
  })

  it('are one where the file is one record', () => {
    expect(split(new Elements([]), Buffer.from(' {"a":[1]}\n'), []).records).toEqual([{ text: '{"a":[1]}', line: 1 }])
  })

  it('that are no objects are told apart', () => {
    const { records, bad } = split(new Elements([]), Buffer.from('[{"a":1}, 5, "x", [2], null,\n{"b":2}]'), [2])
    expect(records.map(({ text }) => text)).toEqual(['{"a":1}', '{"b":2}'])
    expect(bad.map(({ text }) => text)).toEqual(['5', '"x"', '[2]', 'null'])
  })
})
