import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prettyJson } from '../json/json-text.ts'
import { diffJsonLines, foldLines } from './line-diff.ts'
import type { DiffLine } from './line-diff.ts'

const signs = { same: ' ', added: '+', removed: '-' } as const
const print = (lines: readonly DiffLine[]): string[] =>
  lines.map((line) => `${signs[line.kind]}${'  '.repeat(line.indent)}${line.key}${line.rest}`)

describe('JSON as a unified diff', () => {
  it('marks lines', () => {
    expect(print(diffJsonLines('{"a":1,"l":["x"]}', '{"a":2,"l":["x","y"]}'))).toEqual([
      ' {', '-  "a": 1,', '+  "a": 2,', '   "l": [', '     "x",', '+    "y"', '   ]', ' }',
    ]) // prettier-ignore
  })

  it('takes no value as no lines', () => {
    expect(print(diffJsonLines(null, '[1]'))).toEqual(['+[', '+  1', '+]'])
    expect(diffJsonLines(null, null)).toEqual([])
  })

  it('without the removed lines it is after, but for commas', () => {
    const strip = (text: string): string => text.replace(/,$/gm, '')
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.json({ maxDepth: 3 }), (before, after) => {
        const lines = diffJsonLines(before, after)
        const side = (without: DiffLine['kind']): string =>
          print(lines.filter((line) => line.kind !== without))
            .map((line) => line.slice(1))
            .join('\n')
        expect(strip(side('removed'))).toBe(strip(prettyJson(after)))
        expect(strip(side('added'))).toBe(strip(prettyJson(before)))
      }),
    )
  })

  it('of ten thousand members in another order still ends', () => {
    const members = Array.from({ length: 10_000 }, (_, n) => `m${n}`)
    const lines = diffJsonLines(JSON.stringify(members), JSON.stringify([...members].reverse()))
    expect(lines.filter((line) => line.kind === 'added').length).toBeGreaterThan(9000)
  })
})

describe('folding lines', () => {
  it('keeps three lines beside a change', () => {
    const list = Array.from({ length: 20 }, (_, n) => n)
    const folded = foldLines(diffJsonLines(JSON.stringify(list), JSON.stringify([...list.slice(0, 10), 'new', ...list.slice(10)])))
    expect(folded.map((line) => (line.kind === 'fold' ? line.lines.length : line.kind))).toEqual([
      8,
      'same',
      'same',
      'same',
      'added',
      'same',
      'same',
      'same',
      8,
    ])
  })

  it('loses nothing', () => {
    const line = fc.record({
      kind: fc.constantFrom<DiffLine['kind']>('same', 'same', 'same', 'added', 'removed'),
      indent: fc.nat(2),
      key: fc.constant(''),
      rest: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        expect(foldLines(lines).flatMap((one) => (one.kind === 'fold' ? one.lines : [one]))).toEqual(lines)
      }),
    )
  })
})
