import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hitsIn, searchedTerms } from './hits.ts'
import { parse } from './parse.ts'
import { containing, fold } from './pattern.ts'

const letters = fc.string({
  unit: fc.constantFrom(
    'a',
    'A',
    's',
    'S',
    'ß',
    'ſ',
    'i',
    'I',
    'İ',
    'ı',
    'e',
    'é',
    '\u0301',
    '\u0307',
    'σ',
    'ς',
    'Σ',
    'ﬁ',
    '한',
    '\u1112',
    '\u1161',
    '\u11ab',
    '@',
    ' ',
    '😀',
    '\u202e',
    '\ud800',
  ),
  maxLength: 12,
})
const texts = fc.oneof(letters, fc.string({ unit: 'binary', maxLength: 12 }))

describe('hits of a text search', () => {
  it('are there exactly where the filter finds the text', () => {
    fc.assert(
      fc.property(texts, texts, (text, part) => {
        fc.pre(fold(part) !== '')
        expect(hitsIn(text, [fold(part)]).length > 0).toBe(containing(part)(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('hold what was looked for: each by itself is found by the same search, and all of them lie apart within the text', () => {
    fc.assert(
      fc.property(texts, fc.array(letters, { minLength: 1, maxLength: 3 }), (text, parts) => {
        const needles = parts.map(fold).filter((needle) => needle !== '')
        let end = -1
        for (const { from, to } of hitsIn(text, needles)) {
          expect(from).toBeGreaterThan(end)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(text.length)
          expect(needles.some((needle) => containing(needle)(text.slice(from, to)))).toBe(true)
          end = to
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('are whole letters, by case and composition alike', () => {
    const cut = (text: string, part: string): string[] => hitsIn(text, [fold(part)]).map(({ from, to }) => text.slice(from, to))
    expect(cut('Straße 5, STRASSE 7', 'strasse')).toEqual(['Straße', 'STRASSE'])
    expect(cut('Strasse', 'ß')).toEqual(['ss'])
    expect(cut('Zoe\u0308 and Zoë', 'zoë')).toEqual(['Zoe\u0308', 'Zoë'])
    expect(cut('aaa', 'aa')).toEqual(['aaa'])
    expect(cut('ISTANBUL İstanbul', 'istanbul')).toEqual(['ISTANBUL', 'İstanbul'])
  })

  it('are of what is asked for, not of what is ruled out', () => {
    const termsOf = (query: string): unknown => {
      const parsed = parse(query)
      return parsed.ok ? searchedTerms(parsed.filter) : parsed.error
    }
    expect(termsOf('Ann -bob "of two words" (eve OR agent:CURL) -agent:wget status:failed')).toEqual({
      names: ['ann', 'of two words', 'eve'],
      agents: ['curl'],
    })
    expect([termsOf('status:failed'), termsOf('-ann'), termsOf('')]).toEqual([null, null, null])
  })
})
