import { fold } from '@language/pattern.ts'
import { searchedForms } from '../bytes/unescaped.ts'
import { areNoted, noteRuns, notePairs, pairBytes, quote, runBytes, type Needle } from './grams.ts'
import { Lists, listsHolding, readLists } from './lists.ts'
import { Pieces } from './pieces.ts'
import { compress, expand, giveBack, type RawTexts } from './raw-block.ts'

/** Version of what {@link SummaryDraft} makes; what has another one is made again. */
export const summaryLayout = 4

/**
 * What can be found in consecutive blocks without inflating them. A text between two quotation marks that is a dictionary value of its
 * entry is found by the dictionary and left out; of what else stands between two, keys and values and what is between those, lists tell
 * the entries. Not listed is what nearly every entry has one of its own of, ids and times: of these the runs of four characters in each
 * block are noted, and the pairs in all of them. All in folded texts: folding never reaches
 * across a quotation mark. A text with escapes is taken in twice, as it was sent and with these read: it is found in either form.
 *
 * Many blocks in one: what is the same in all of them is kept once, and inflated at once.
 */
export interface Summary {
  /** For each block, bits of the attributes of which some value does not stand in its entry's text as it is. */
  readonly strays: Uint8Array
  /** Pairs of what is not listed, runs of what is, and, for each block, runs of what is not. */
  readonly runs: Uint8Array
  /** What is listed; packed. */
  readonly texts: Uint8Array
  /** The lists; packed. */
  readonly lists: Uint8Array
}

/** The folded dictionary values of entry `i`, and which attribute each is of. */
export type ValuesOf = (i: number, add: (folded: string, attribute: number) => void) => void

/** Blocks of more bytes have an entry that is as long as thousands: they are read whatever is searched for. */
const mostTold = 16 * 1024 * 1024
const anyStray = 0xff

/** A summary in the making. */
export class SummaryDraft {
  private readonly strays: number[] = []
  private readonly runs: Uint8Array[] = []
  private readonly pairs = new Uint8Array(pairBytes)
  private readonly listed = new Uint8Array(runBytes)
  private readonly lists = new Lists()
  /** Entries of the blocks in it. */
  entries = 0

  get blocks(): number {
    return this.strays.length
  }

  /** Takes in the next block. */
  take({ bytes, starts }: RawTexts, valuesOf: ValuesOf): void {
    if (bytes.length > mostTold) return this.takeUntold(starts.length - 1)
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
      let seen = 0
      for (const form of searchedForms(bytes.toString('utf8', starts[i], starts[i + 1]))) seen |= takeApart(fold(form), values, pieces, i)
      for (let v = 0; v < values.length; v++) if ((seen & (1 << v)) === 0) strays |= 1 << (attributes[v] as number)
    }
    const runs = new Uint8Array(runBytes)
    pieces.forEach(
      texts,
      (piece, entries) => {
        if (this.lists.add(piece, entries, this.entries)) noteRuns(piece, this.listed)
      },
      (piece) => {
        noteRuns(piece, runs)
        notePairs(piece, this.pairs)
      },
    )
    this.strays.push(strays)
    this.runs.push(runs)
    this.entries += texts
  }

  /** Anything may stand in it. */
  private takeUntold(texts: number): void {
    this.strays.push(anyStray)
    this.pairs.fill(0xff)
    this.runs.push(new Uint8Array(runBytes).fill(0xff))
    this.entries += texts
  }

  finish(): Summary {
    const { texts, lists } = this.lists.pack()
    return {
      strays: Uint8Array.from(this.strays),
      runs: Buffer.concat([this.pairs, this.listed, ...this.runs]),
      texts: packed(texts),
      lists: packed(lists),
    }
  }
}

/** After how much room it needs, a byte for the codec. */
function packed(bytes: Buffer): Buffer {
  const { codec, packed } = compress(bytes)
  const head = Buffer.alloc(5)
  head.writeUInt32LE(bytes.length, 0)
  head.writeUInt8(codec, 4)
  return Buffer.concat([head, packed])
}

/** Nobody looks at the packed bytes after. */
function unpacked(bytes: Uint8Array): Buffer {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const whole = expand(head.readUInt8(4), head.subarray(5), Math.max(64, head.readUInt32LE(0)))
  giveBack(bytes)
  return whole
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

/** Tells the entries whose lists have the needle; answers for each block a 1 where it may stand in texts that are not listed. */
export function findInSummary(
  { strays, runs }: Pick<Summary, 'strays' | 'runs'>,
  read: (what: 'texts' | 'lists') => Uint8Array,
  needle: Needle,
  tell: (from: number, to: number) => void,
): Uint8Array {
  if (areNoted(runs, needle.runs, pairBytes)) {
    const texts = unpacked(read('texts'))
    const found = listsHolding(texts, needle.bytes)
    giveBack(texts)
    if (found) {
      const lists = unpacked(read('lists'))
      readLists(lists, found, tell)
      giveBack(lists)
    }
  }
  const mayHold = areNoted(runs, needle.pairs)
  return strays.map((_, n) => (mayHold && areNoted(runs, needle.runs, pairBytes + (n + 1) * runBytes) ? 1 : 0))
}
