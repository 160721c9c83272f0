import fc from 'fast-check'

const [firstHalf, halves] = [0xd800, 0x800]

/**
 * Any character of Unicode, as the unit of a text. fast-check's own `binary` unit numbers all of them in a table when it is made: seconds on
 * a busy machine, in every file.
 */
export const codePoint: fc.Arbitrary<string> = fc.integer({ min: 0, max: 0x10ffff - halves }).map(
  (n) => String.fromCodePoint(n < firstHalf ? n : n + halves),
  // By it fast-check finds out which of the texts it knows to be trouble (`__proto__`) it may use.
  (character) => {
    const code = typeof character === 'string' && [...character].length === 1 ? (character.codePointAt(0) ?? NaN) : NaN
    if (Number.isNaN(code) || (code >= firstHalf && code < firstHalf + halves)) throw new Error('no character')
    return code < firstHalf ? code : code - halves
  },
)
