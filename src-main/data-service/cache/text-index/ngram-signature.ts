/** An n-gram is a run of this many characters. */
const ngramLength = 4
/** A signature has a bit for each place that an n-gram may have: 8 kB a block. */
export const signatureBytes = 2 ** 13
/** Every pair of bytes has a place of its own, and every byte after nothing. */
export const pairBytes = 2 ** 13
export const quotationMark = '"'

/** Adds the n-grams of a text. */
export function addNgrams(text: string, signature: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    if (at >= ngramLength - 1) add(signature, placeOf(last))
  }
}

/** Adds the characters of a text and the pairs of them. */
export function addPairs(text: string, pairs: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    add(pairs, last & 0xff)
    add(pairs, last & 0xffff)
  }
}

function add(bits: Uint8Array, place: number): void {
  bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7))
}

/** Whether all the places are set, in the bits that begin there. */
export function holdsAll(bits: Uint8Array, places: Uint16Array, from = 0): boolean {
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

/** A folded text as text indexes are asked for it. */
export interface Needle {
  /** In UTF-8. */
  readonly bytes: Buffer
  /** Places of its n-grams, which must all be set where it is; none when it is too short. */
  readonly ngrams: Uint16Array
  /** Likewise of its pairs, or of the one character that it is. */
  readonly pairs: Uint16Array
}

/** Null when no text index can tell: it reaches across a quotation mark, or is no text. */
export function needleOf(folded: string): Needle | null {
  // In UTF-8, halves of characters are all written as the replacement character.
  if (folded === '' || folded.includes(quotationMark) || /[\p{Surrogate}\ufffd]/u.test(folded)) return null
  const ngrams: number[] = []
  const pairs: number[] = []
  let last = 0
  for (let at = 0; at < folded.length; at++) {
    last = withNext(last, folded.charCodeAt(at))
    if (at > 0 || folded.length === 1) pairs.push(last & 0xffff)
    if (at >= ngramLength - 1) ngrams.push(placeOf(last))
  }
  return { bytes: Buffer.from(folded), ngrams: Uint16Array.from(ngrams), pairs: Uint16Array.from(pairs) }
}
