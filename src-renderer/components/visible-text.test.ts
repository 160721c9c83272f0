import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { clampText, isPlain, visiblePieces, visibleString } from './visible-text.ts'

const hostile = ['\0', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u00a0', '\u00ad', '\u034f', '\u061c', '\u115f', '\u180e', '\u2003', '\u200b', '\u200d', '\u200f', '\u2028', '\u202e', '\u2066', '\u2069', '\u2800', '\u3000', '\u3164', '\ufe0f', '\ufeff', '\ufffe', '\ud800', '\udc00', '\u{e0041}', '\u{f0000}', ' ', '\u0301'] // prettier-ignore
const anyText = fc.oneof(
  fc.string({ unit: codePoint }),
  fc
    .array(fc.oneof(fc.constantFrom(...hostile), fc.constantFrom('a', 'B', '<b>', 'é', 'ש', '漢', '😀', ' ')), { maxLength: 60 })
    .map((all) => all.join('')),
)
const original = (text: string): string =>
  visiblePieces(text)
    .map((piece) => (piece.kind === 'text' ? piece.text : piece.raw))
    .join('')

describe('visible text', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of [
      '',
      'mara.lindqvist@acme.test',
      'Zoë Ålesund',
      'שלום',
      '漢字',
      'Ελλάδα',
      'naïve e\u0301',
      '😀',
      'a b c',
      '<script>alert(1)</script>',
    ])
      expect([isPlain(text), visibleString(text)]).toEqual([true, text])
  })

  it('shows controls as pictures and the rest by number', () => {
    expect(visibleString('a\0b')).toBe('a␀b')
    expect(visibleString('gpj\u202eexe')).toBe('gpj⟨U+202E⟩exe')
    expect(visibleString('a\u200bb')).toBe('a⟨U+200B⟩b')
    expect(visibleString('tag\u{e0041}')).toBe('tag⟨U+E0041⟩')
    expect(visibleString('half\ud800')).toBe('half⟨U+D800⟩')
  })

  it('shows spaces that would be lost, and no others', () => {
    expect(visibleString(' admin')).toBe('␠admin')
    expect(visibleString('admin ')).toBe('admin␠')
    expect(visibleString('ad  min team')).toBe('ad␠␠min team')
    expect(visibleString('a\u00a0b')).toBe('a⟨U+00A0⟩b')
  })

  it('names what it marks', () => {
    expect(visiblePieces('\u202e')).toEqual([
      { kind: 'mark', raw: '\u202e', shown: 'U+202E', label: 'U+202E', name: 'U+202E right-to-left override', breaks: false },
    ])
  })

  it('draws controls by their abbreviations', () => {
    expect(visiblePieces('\0\t\u001b\u007f\u0085')).toMatchObject([
      { label: 'NUL' },
      { label: 'TAB' },
      { label: 'ESC' },
      { label: 'DEL' },
      { label: 'U+0085' },
    ])
  })

  it('keeps lines: every line break breaks once, CR LF is one', () => {
    const breaks = visiblePieces('a\n\n\n\n\n\r\nb').filter((piece) => piece.kind === 'mark' && piece.breaks)
    expect(breaks).toHaveLength(6)
  })

  it('folds a long run of the same mark into one', () => {
    const pieces = visiblePieces('\0'.repeat(10_000))
    expect(pieces).toMatchObject([{ shown: '␀×10,000' }])
  })

  it('marks combining characters stacked higher than four', () => {
    expect(visiblePieces(`e${'\u0301'.repeat(40)}`)).toMatchObject([{ text: 'e\u0301\u0301\u0301\u0301' }, { shown: 'U+0301×36' }])
  })

  it('never shows a character that cannot be seen', () => {
    const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800\u00a0\u2000-\u200a\u202f\u205f\u3000]|^ | $| {2}/u
    fc.assert(fc.property(anyText, (text) => !invisible.test(visibleString(text))))
  })

  it('loses nothing: the pieces joined are the text', () => {
    fc.assert(fc.property(anyText, (text) => original(text) === text))
  })

  it('is marked exactly when the fast path says so', () => {
    fc.assert(fc.property(anyText, (text) => isPlain(text) === visiblePieces(text).every((piece) => piece.kind === 'text')))
  })

  it('clamps to whole characters', () => {
    expect(clampText('abc', 3)).toBe('abc')
    expect(clampText('ab😀', 3)).toBe('ab')
    expect(clampText('ab cd', 3)).toBe('ab')
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const cut = clampText(text, limit)
        return cut.length <= limit && text.startsWith(cut)
      }),
    )
  })
})
