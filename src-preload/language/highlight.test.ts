import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'
import { parse } from './parse.ts'
import { anyQuery } from './testing/arbitrary.ts'

const shown = (text: string) => highlight(text).map(({ from, to, kind }) => `${kind}:${text.slice(from, to)}`)

describe('highlight', () => {
  it('names every part', () => {
    expect(shown('-action:(a OR "b") NOT x')).toEqual([
      'negation:-',
      'field:action:',
      'operator:(',
      'value:a',
      'space: ',
      'operator:OR',
      'space: ',
      'string:"b"',
      'operator:)',
      'space: ',
      'negation:NOT',
      'space: ',
      'text:x',
    ])
  })

  it('marks the error and only it', () => {
    expect(shown('a actoin:x')).toEqual(['text:a', 'space: ', 'error:actoin', 'error::x'])
    expect(shown('status:fail b')).toEqual(['field:status:', 'error:fail', 'space: ', 'text:b'])
    expect(shown('a "open x')).toEqual(['text:a', 'space: ', 'error:"open x'])
  })

  it('covers the text without holes or overlaps', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const spans = highlight(text)
        expect(spans.map((span) => text.slice(span.from, span.to)).join('')).toBe(text)
        expect(spans.every((span) => span.from < span.to)).toBe(true)
        if (!parse(text).ok) expect(spans.some((span) => span.kind === 'error')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
