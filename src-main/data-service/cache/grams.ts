import { fold } from '@language/pattern.ts'
import { findPieces, Pieces } from './pieces.ts'
import { compress, expand, type RawTexts } from './raw-block.ts'

/** Version of what {@link summarise} makes; a block with another one is summarised again. */
export const gramsLayout = 2
/** Runs of this many characters are noted, one bit a place: 8 kB a block. */
const run = 4
const runBytes = 2 ** 13
/** Every pair of bytes has a place of its own. */
const pairBytes = 2 ** 13
const quote = '"'
/** Room for what lists inflate to, nearly always. */
const listsChunk = 64 * 1024

/**
 * What can be found in a block without inflating it. A text between two quotation marks that is a dictionary value of its entry is
 * found by the dictionary and left out; of what else stands between two, keys and values and what is between those, the runs are
 * noted, and where these are all there, a list tells the entries. Not listed is what nearly every entry has one of its own of, ids and
 * times: the pairs of characters in it tell a word from these. All in folded texts: folding never reaches across a quotation mark.
 */
export interface Summary {
  /** Bits of the attributes of which some value does not stand in its entry's text as it is. */
  readonly strays: number
  readonly runs: Uint8Array
}

/** The folded dictionary values of entry `i`, and which attribute each is of. */
export type ValuesOf = (i: number, add: (folded: string, attribute: number) => void) => void

/** With the lists, for {@link findListed}. */
export function summarise({ bytes, starts }: RawTexts, valuesOf: ValuesOf): Summary & { readonly lists: Buffer } {
  const pieces = new Pieces()
  const values: string[] = []
  const attributes: number[] = []
  const texts = starts.length - 1
  let strays = 0
  for (let i = 0; i < texts; i++) {
    values.length = attributes.length = 0
    valuesOf(i, (folded, attribute) => {
      values.push(folded)
      attributes.push(attribute)
    })
    const seen = takeApart(fold(bytes.toString('utf8', starts[i], starts[i + 1])), values, pieces, i)
    for (let v = 0; v < values.length; v++) if ((seen & (1 << v)) === 0) strays |= 1 << (attributes[v] as number)
  }
  const runs = new Uint8Array(runBytes)
  pieces.forEach((piece) => noteRuns(piece, runs))
  const pairs = new Uint8Array(pairBytes)
  const listed = pieces.pack(texts, (piece) => notePairs(piece, pairs))
  const { codec, packed } = compress(Buffer.concat([pairs, listed]))
  return { strays, runs, lists: Buffer.concat([Buffer.of(codec), packed]) }
}

/** Answers which of the values stand in a text between two quotation marks, a bit each. */
function takeApart(text: string, values: readonly string[], pieces: Pieces, i: number): number {
  let seen = 0
  pieces.begin()
  for (let from = 0; from <= text.length;) {
    const found = text.indexOf(quote, from)
    const to = found < 0 ? text.length : found
    let here = 0
    for (let v = 0; v < values.length; v++) {
      const value = values[v] as string
      if (value.length === to - from && text.startsWith(value, from)) here |= 1 << v
    }
    pieces.add(text.slice(from, to), i, here !== 0)
    seen |= here
    from = to + 1
  }
  return seen
}

function noteRuns(text: string, runs: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    if (at >= run - 1) note(runs, placeOf(last))
  }
}

function notePairs(text: string, pairs: Uint8Array): void {
  let last = 0
  for (let at = 0; at < text.length; at++) {
    last = withNext(last, text.charCodeAt(at))
    if (at > 0) note(pairs, last & 0xffff)
  }
}

function note(bits: Uint8Array, place: number): void {
  bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7))
}

function areNoted(bits: Uint8Array, places: Uint16Array): boolean {
  for (const place of places) if (((bits[place >> 3] as number) & (1 << (place & 7))) === 0) return false
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
  /** Its bytes in UTF-8, a character each. */
  readonly bytes: string
  /** Places of its runs and pairs, which must all be noted where it is; none when it is too short to tell. */
  readonly runs: Uint16Array
  readonly pairs: Uint16Array
}

/** Null when no summary can tell: it reaches across a quotation mark, or is no text. */
export function needleOf(folded: string): Needle | null {
  if (folded === '' || folded.includes(quote) || /\p{Surrogate}/u.test(folded)) return null
  const runs: number[] = []
  const pairs: number[] = []
  let last = 0
  for (let at = 0; at < folded.length; at++) {
    last = withNext(last, folded.charCodeAt(at))
    if (at > 0) pairs.push(last & 0xffff)
    if (at >= run - 1) runs.push(placeOf(last))
  }
  return { bytes: Buffer.from(folded).toString('latin1'), runs: Uint16Array.from(runs), pairs: Uint16Array.from(pairs) }
}

/** Whether it may be somewhere that no dictionary tells of. */
export function mayHold({ runs }: Summary, needle: Needle): boolean {
  return areNoted(runs, needle.runs)
}

/** Tells the entries, of `texts` of them, in whose lists it is; false when it may be in others too. */
export function findListed(lists: Uint8Array, needle: Needle, texts: number, hit: (i: number) => void): boolean {
  const whole = expand(lists[0] ?? 0, lists.subarray(1), listsChunk)
  findPieces(whole.subarray(pairBytes), needle.bytes, texts, hit)
  return !areNoted(whole, needle.pairs)
}
