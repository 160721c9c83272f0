import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { caseless, fold } from '@language/pattern.ts'
import { compareTexts, orderKey, orderKeyOfList, sortTexts } from './text-order.ts'

/** Texts that often meet, fold alike, begin alike, or hold what stands between texts. */
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'A', 'ß', 's', 'S', 'k', '\u212a', 'İ', 'i', 'ı', '\u0307', 'é', 'e', '\u0301', 'ﬀ', 'f', '\0', '\x01', '\ud800', '\ue000', '😀', '*', '7'), maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.nat(50).map((n) => `certificate ${n}`) },
) // prettier-ignore

const whole = (text: string): boolean => !/\p{Surrogate}/u.test(text)

describe('the order of texts', () => {
  it('is that of their code points', () => {
    fc.assert(
      fc.property(hostile.filter(whole), hostile.filter(whole), (a, b) => {
        expect(Math.sign(compareTexts(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      }),
    )
  })

  it('is by what is left when letter case is folded, then by the text; texts that a filter takes for one are one', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const expected = compareTexts(fold(caseless(a)), fold(caseless(b))) || compareTexts(caseless(a), caseless(b))
        expect(Math.sign(compareTexts(orderKey(a), orderKey(b)))).toBe(Math.sign(expected))
        expect(orderKey(a) === orderKey(b)).toBe(caseless(a) === caseless(b))
      }),
      { numRuns: 2000 },
    )
  })

  it('compares lists one text after the other', () => {
    const list = fc.array(hostile, { maxLength: 3 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        const at = a.findIndex((text, i) => b[i] === undefined || orderKey(text) !== orderKey(b[i]))
        const expected = at < 0 ? a.length - b.length : b[at] === undefined ? 1 : compareTexts(orderKey(a[at] ?? ''), orderKey(b[at]))
        expect(Math.sign(compareTexts(orderKeyOfList(a), orderKeyOfList(b)))).toBe(Math.sign(expected))
      }),
      { numRuns: 1000 },
    )
  })

  it('sorts as comparing each with each does', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 300 }), (texts) => {
        const order = Uint32Array.from(texts.keys())
        const steps = sortTexts(texts, order)
        while (!steps.next().done);
        const sorted = Array.from(order, (at) => texts[at])
        expect(sorted).toEqual([...texts].sort(compareTexts))
        expect([...order].sort((a, b) => a - b)).toEqual([...texts.keys()])
      }),
      { numRuns: 60 },
    )
  })
})
