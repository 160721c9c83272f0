import { describe, expect, it } from 'vitest'
import { jsonLine, visible as inTerminal } from '../../src-main/cli/printing.ts'
import { visible as inExport } from '../../src-main/data-service/export/visible.ts'
import { isPlain, visibleString as inWindow } from '../../src-renderer/components/visible-text.ts'
import { invisible } from './invisible.ts'
import { quote as inQuery } from './quote.ts'

const isInvisible = new RegExp(`^${invisible}$`, 'u')
const isBlank = /^(?! )\p{Zs}$/u
const codePoints = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code))
const hex = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16)}`

/** Where one of the places that show texts marks another set of characters than the rest. */
function disagreements(
  isMarked: (character: string) => boolean,
  wanted = (character: string): boolean => isInvisible.test(character),
): readonly string[] {
  return codePoints.filter((character) => isMarked(character) !== wanted(character)).map(hex)
}

describe('an invisible character', () => {
  it('is what the command line marks in a text, at every code point', () => {
    expect(disagreements((character) => inTerminal(character) !== character)).toEqual([])
  })

  it('is what the command line escapes in JSON, which itself escapes quotation marks and backslashes', () => {
    const escaped = (character: string): boolean => jsonLine(character) !== `"${character}"\n`
    expect(disagreements(escaped, (character) => isInvisible.test(character) || '"\\'.includes(character))).toEqual([])
    expect(JSON.parse(jsonLine(codePoints.join('')))).toBe(codePoints.join(''))
  })

  it('is what an export marks', () => {
    expect(disagreements((character) => inExport(character) !== character)).toEqual([])
  })

  it('is what a printed query escapes beside its own signs', () => {
    expect(
      disagreements(
        (character) => inQuery(character) !== `"${character}"`,
        (character) => isInvisible.test(character) || '"\\'.includes(character),
      ),
    ).toEqual([])
  })

  it('is what the window marks, besides blanks that look like a space', () => {
    const wanted = (character: string): boolean => isInvisible.test(character) || isBlank.test(character)
    expect(disagreements((character) => !isPlain(`a${character}b`), wanted)).toEqual([])
    expect(disagreements((character) => inWindow(`a${character}b`) !== `a${character}b`, wanted)).toEqual([])
  })

  it.each(['\u3164', '\u034f', '\ufe0f', '\u2800', '\ue000', '\u202e', '\ud800', '\u0007'])('is %j', (character) => {
    expect(isInvisible.test(character)).toBe(true)
  })
})
