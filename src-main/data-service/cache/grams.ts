import { fold } from '@language/pattern.ts'
import type { RawTexts } from './raw-block.ts'

/** Version of what {@link summarise} makes; a block with another one is summarised again. */
export const gramsLayout = 1
/** Runs of this many characters are noted, one bit a place: 8 kB a block. */
const run = 4
const places = 1 << 16
const quote = '"'

/**
 * What can be found in a block without inflating it. A text between two quotation marks that is a dictionary value of its entry is
 * found by the dictionary and left out; the runs of everything else are noted. Both in folded texts: folding never reaches across a
 * quotation mark.
 */
export interface Summary {
  /** Bits of the attributes of which some value does not stand in its entry's text as it is. */
  readonly strays: number
  readonly runs: Uint8Array
}

/** The folded dictionary values of entry `i`, and which attribute each is of. */
export type ValuesOf = (i: number, add: (folded: string, attribute: number) => void) => void

export function summarise({ bytes, starts }: RawTexts, valuesOf: ValuesOf): Summary {
  const runs = new Uint8Array(places / 8)
  const values: string[] = []
  const attributes: number[] = []
  let strays = 0
  for (let i = 0; i + 1 < starts.length; i++) {
    values.length = attributes.length = 0
    valuesOf(i, (folded, attribute) => {
      values.push(folded)
      attributes.push(attribute)
    })
    const seen = noteText(fold(bytes.toString('utf8', starts[i], starts[i + 1])), values, runs)
    for (let v = 0; v < values.length; v++) if ((seen & (1 << v)) === 0) strays |= 1 << (attributes[v] as number)
  }
  return { strays, runs }
}

/** Notes one text; answers which of the values stand in it between two quotation marks, a bit each. */
function noteText(text: string, values: readonly string[], runs: Uint8Array): number {
  let seen = 0
  for (let from = 0; from <= text.length;) {
    const found = text.indexOf(quote, from)
    const to = found < 0 ? text.length : found
    let here = 0
    for (let v = 0; v < values.length; v++) {
      const value = values[v] as string
      if (value.length === to - from && text.startsWith(value, from)) here |= 1 << v
    }
    if (here === 0) noteRuns(text, from, to, runs)
    seen |= here
    from = to + 1
  }
  return seen
}

function noteRuns(text: string, from: number, to: number, runs: Uint8Array): void {
  let last = 0
  for (let at = from; at < to; at++) {
    last = withNext(last, text.charCodeAt(at))
    if (at - from < run - 1) continue
    const place = placeOf(last)
    runs[place >> 3] = (runs[place >> 3] as number) | (1 << (place & 7))
  }
}

/** The last four characters, a byte of each. */
function withNext(last: number, code: number): number {
  return (last << 8) | ((code ^ (code >> 8)) & 0xff)
}

function placeOf(last: number): number {
  return Math.imul(last, 0x9e3779b1) >>> 16
}

/** The places that must all be noted where the folded needle is; null when it is too short, or reaches across a quotation mark. */
export function placesOf(needle: string): Uint16Array | null {
  if (needle.length < run || needle.includes(quote)) return null
  const found: number[] = []
  let last = 0
  for (let at = 0; at < needle.length; at++) {
    last = withNext(last, needle.charCodeAt(at))
    if (at >= run - 1) found.push(placeOf(last))
  }
  return Uint16Array.from(found)
}

/** Whether all the places are noted. */
export function mayHold(runs: Uint8Array, wanted: Uint16Array): boolean {
  for (const place of wanted) if (((runs[place >> 3] as number) & (1 << (place & 7))) === 0) return false
  return true
}
