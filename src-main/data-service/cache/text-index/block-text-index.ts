import { fold } from '@language/pattern.ts'
import { searchedForms } from '../../bytes/unescaped.ts'
import { detachBuffer } from '../../bytes/given-back.ts'
import { compress, expand, type RawTexts } from '../blocks/raw-block.ts'
import { JsonTokens } from './json-tokenizer.ts'
import { holdsAll, addNgrams, addPairs, pairBytes, quotationMark, signatureBytes, type Needle } from './ngram-signature.ts'
import { PostingLists, postingListsHolding, readPostingLists } from './posting-lists.ts'

/** Version of what {@link BlockTextIndexBuilder} makes; what has another one is made again. */
export const textIndexLayout = 4

/**
 * What can be found in consecutive blocks without inflating them. A text between two quotation marks that is a dictionary value of its
 * entry is found by the dictionary and left out; of what else stands between two, keys and values and what is between those, posting lists
 * have the entries. Not listed is what nearly every entry has one of its own of, ids and times: of these each block has a signature, a bit for
 * each run of four characters, and all of them have one of the pairs. All in folded texts: folding never reaches
 * across a quotation mark. A text with escapes is taken in twice, as it was sent and with these read: it is found in either form.
 *
 * Many blocks in one: what is the same in all of them is kept once, and inflated at once.
 */
export interface BlockTextIndex {
  /** For each block, bits of the attributes of which some value does not stand in its entry's text as it is. */
  readonly strays: Uint8Array
  /** Signatures: of the pairs of what is not listed, of the n-grams of what is, and, for each block, of those of what is not. */
  readonly runs: Uint8Array
  /** What is listed; packed. */
  readonly texts: Uint8Array
  /** The lists; packed. */
  readonly lists: Uint8Array
}

/** The folded dictionary values of entry `i`, and which attribute each is of. */
export type ValuesOf = (i: number, add: (folded: string, attribute: number) => void) => void

/** Blocks of more bytes have an entry that is as long as thousands: they are read whatever is searched for. */
const mostIndexed = 16 * 1024 * 1024
const anyStray = 0xff

/** A text index in the making. */
export class BlockTextIndexBuilder {
  private readonly strays: number[] = []
  private readonly signatures: Uint8Array[] = []
  private readonly pairs = new Uint8Array(pairBytes)
  private readonly listed = new Uint8Array(signatureBytes)
  private readonly lists = new PostingLists()
  /** Entries of the blocks in it. */
  entries = 0

  get blocks(): number {
    return this.strays.length
  }

  /** Takes in the next block. */
  take({ bytes, starts }: RawTexts, valuesOf: ValuesOf): void {
    if (bytes.length > mostIndexed) return this.takeUnindexed(starts.length - 1)
    const tokens = new JsonTokens()
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
      for (const form of searchedForms(bytes.toString('utf8', starts[i], starts[i + 1]))) seen |= takeApart(fold(form), values, tokens, i)
      for (let v = 0; v < values.length; v++) if ((seen & (1 << v)) === 0) strays |= 1 << (attributes[v] as number)
    }
    const signature = new Uint8Array(signatureBytes)
    tokens.forEach(
      texts,
      (token, entries) => {
        if (this.lists.add(token, entries, this.entries)) addNgrams(token, this.listed)
      },
      (token) => {
        addNgrams(token, signature)
        addPairs(token, this.pairs)
      },
    )
    this.strays.push(strays)
    this.signatures.push(signature)
    this.entries += texts
  }

  /** Anything may stand in it. */
  private takeUnindexed(texts: number): void {
    this.strays.push(anyStray)
    this.pairs.fill(0xff)
    this.signatures.push(new Uint8Array(signatureBytes).fill(0xff))
    this.entries += texts
  }

  finish(): BlockTextIndex {
    const { texts, lists } = this.lists.pack()
    return {
      strays: Uint8Array.from(this.strays),
      runs: Buffer.concat([this.pairs, this.listed, ...this.signatures]),
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
  detachBuffer(bytes)
  return whole
}

/** Answers which of the values stand in a text between two quotation marks, a bit each. */
function takeApart(text: string, values: readonly string[], tokens: JsonTokens, i: number): number {
  let seen = 0
  tokens.begin()
  for (let from = 0; from <= text.length;) {
    const found = text.indexOf(quotationMark, from)
    const to = found < 0 ? text.length : found
    let here = 0
    for (let v = 0; v < values.length; v++) {
      const value = values[v] as string
      if (value.length === to - from && text.startsWith(value, from)) here |= 1 << v
    }
    tokens.add(text.slice(from, to), i, here !== 0)
    seen |= here
    from = to + 1
  }
  return seen
}

/** Tells the entries whose lists have the needle; answers for each block a 1 where it may stand in texts that are not listed. */
export function probeBlocks(
  { strays, runs }: Pick<BlockTextIndex, 'strays' | 'runs'>,
  read: (what: 'texts' | 'lists') => Uint8Array,
  needle: Needle,
  tell: (from: number, to: number) => void,
): Uint8Array {
  if (holdsAll(runs, needle.ngrams, pairBytes)) {
    const texts = unpacked(read('texts'))
    const found = postingListsHolding(texts, needle.bytes)
    detachBuffer(texts)
    if (found) {
      const lists = unpacked(read('lists'))
      readPostingLists(lists, found, tell)
      detachBuffer(lists)
    }
  }
  const mayHold = holdsAll(runs, needle.pairs)
  return strays.map((_, n) => (mayHold && holdsAll(runs, needle.ngrams, pairBytes + (n + 1) * signatureBytes) ? 1 : 0))
}
