/** Runs of this many characters are noted, one bit a place: 8 kB a block. */
const run = 4
export const runBytes = 2 ** 13
/** Every pair of bytes has a place of its own, and every byte after nothing. */
export const pairBytes = 2 ** 13
export const quote = '"'

/** Notes the runs of four characters in a text. */
export function noteRuns(text: string, runs: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    if (at >= run - 1) note(runs, placeOf(last))
  }
}

/** Notes the characters and the pairs of them in a text. */
export function notePairs(text: string, pairs: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    note(pairs, last & 0xff)
    note(pairs, last & 0xffff)
  }
}

function note(bits: Uint8Array, place: number): void {
  bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7))
}

/** Whether all the places are noted, in the bits that begin there. */
export function areNoted(bits: Uint8Array, places: Uint16Array, from = 0): boolean {
  for (const place of places) if (((bits[from + (place >> 3)] as number) & (1 << (place & 7))) === 0) return false
  return true
}

/** The last four characters, a byte of each. */
function withNext(last: number, code: number): number {
  return (last << 8) | ((code ^ (code >> 8)) & 0xff)
}

function placeOf(last: number): number {
  return Math.imul(last, 0x9e3779b1) >>> 16
}

/** A folded text as summaries are asked for it. */
export interface Needle {
  /** In UTF-8. */
  readonly bytes: Buffer
  /** Places of its runs, which must all be noted where it is; none when it is too short. */
  readonly runs: Uint16Array
  /** Likewise of its pairs, or of the one character that it is. */
  readonly pairs: Uint16Array
}

/** Null when no summary can tell: it reaches across a quotation mark, or is no text. */
export function needleOf(folded: string): Needle | null {
  // In UTF-8, halves of characters are all written as the replacement character.
  if (folded === '' || folded.includes(quote) || /[\p{Surrogate}\ufffd]/u.test(folded)) return null
  const runs: number[] = []
  const pairs: number[] = []
  let last = 0
  for (let at = 0; at < folded.length; at++) {
    last = withNext(last, folded.charCodeAt(at))
    if (at > 0 || folded.length === 1) pairs.push(last & 0xffff)
    if (at >= run - 1) runs.push(placeOf(last))
  }
  return { bytes: Buffer.from(folded), runs: Uint16Array.from(runs), pairs: Uint16Array.from(pairs) }
}
