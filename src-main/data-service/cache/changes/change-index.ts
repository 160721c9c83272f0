import { fold } from '@language/pattern.ts'
import { compress, expand } from '../blocks/raw-block.ts'
import type { Dictionary } from '../dictionary/dictionary.ts'
import { Translation } from '../dictionary/page-dictionary.ts'
import type { ChangeFacts, ChangeKind } from './fact-batch.ts'

/** Number of the dictionary on disk; see `dictionaryKind`. */
export const changeDictionaryKind = 8
/** Version of the packed form; a block with another one is derived again from its raw texts. */
export const packedTokens = 1

/**
 * For every entry the numbers of what its change added, removed and touched, so that `added:iam:*` is a pass over
 * numbers and not over a million JSON texts. About 12 bytes an entry.
 */
export class ChangeIndex {
  private tokens = new Uint32Array(4096)
  /** Where the tokens of each key from `base` on begin; one more than keys. */
  private starts = new Uint32Array(1024)
  private readonly folded: string[] = []
  /** Keys in it. */
  length = 0

  /**
   * @param dictionary values with their kind as second part
   * @param base the first key in it
   */
  constructor(
    private readonly dictionary: Dictionary,
    readonly base = 0,
  ) {}

  /** Takes in the next keys: all entries of a batch, or those at `places`. Adds what the dictionary does not know yet. */
  append({ ends, facts, values }: ChangeFacts, places?: Uint32Array): void {
    const length = places?.length ?? ends.length
    this.reserve(this.length + length, this.end + facts.length)
    const translation = new Translation(values, this.dictionary)
    const { tokens, starts } = this
    let end = this.end
    for (let i = 0; i < length; i++) {
      const place = places ? (places[i] as number) : i
      for (let at = place === 0 ? 0 : (ends[place - 1] as number); at < (ends[place] as number); at++) {
        tokens[end++] = translation.idOf(facts[at] as number)
      }
      starts[++this.length] = end
    }
  }

  /** How many tokens each key of `[from, to)` has, then the tokens; all u32, compressed after a byte for the codec. */
  pack(from: number, to: number): Buffer {
    const first = from - this.base
    const counts = new Uint32Array(to - from)
    for (let i = 0; i < counts.length; i++) counts[i] = this.startAt(first + i + 1) - this.startAt(first + i)
    const tokens = this.tokens.slice(this.startAt(first), this.startAt(first + counts.length))
    const { codec, packed } = compress(Buffer.concat([bytesOf(counts), bytesOf(tokens)]))
    return Buffer.concat([Buffer.of(codec), packed])
  }

  /** Reads what {@link pack} wrote, at the end. Throws on damage. */
  unpack(packed: Uint8Array, n: number): void {
    // A copy begins where its buffer does, as the numbers must.
    const copy = Uint8Array.from(expand(packed[0] ?? 0, packed.subarray(1)))
    if (copy.length < n * 4 || copy.length % 4 !== 0) throw new RangeError('packed change tokens have a wrong length')
    const counts = new Uint32Array(copy.buffer, 0, n)
    const tokens = new Uint32Array(copy.buffer, n * 4)
    if (counts.reduce((sum, count) => sum + count, 0) !== tokens.length) throw new RangeError('packed change tokens do not add up')
    this.reserve(this.length + n, this.end + tokens.length)
    this.tokens.set(tokens, this.end)
    for (const count of counts) {
      this.starts[this.length + 1] = this.startAt(this.length) + count
      this.length++
    }
  }

  /** Takes over what another index has of the keys that follow. */
  join(next: ChangeIndex): void {
    const { end } = this
    this.reserve(this.length + next.length, end + next.end)
    this.tokens.set(next.tokens.subarray(0, next.end), end)
    for (let i = 0; i < next.length; i++) this.starts[++this.length] = end + next.startAt(i + 1)
  }

  /** Forgets this key and all after it. */
  truncate(key: number): void {
    this.length = Math.min(this.length, key - this.base)
  }

  /** By token: 1 where the kind is asked for and the folded value matches. */
  table(kind: ChangeKind, matches: (folded: string) => boolean): Uint8Array {
    const { dictionary, folded } = this
    for (let id = folded.length; id < dictionary.size; id++) folded.push(fold(dictionary.firstPart(id) ?? ''))
    return dictionary.table(([, of], id) => of === kind && matches(folded[id] as string))
  }

  /** Sets a bit, 32 a word, for each key from `from` on with a token that the table accepts. */
  mark(table: Uint8Array, bits: Int32Array, from = 0): Int32Array {
    const { base, tokens, starts } = this
    const end = Math.min(bits.length << 5, base + this.length)
    for (let key = Math.max(from, base), at = this.startAt(Math.max(0, key - base)); key < end; key++) {
      const next = starts[key - base + 1] as number
      let found = 0
      for (; at < next; at++) found |= table[tokens[at] as number] as number
      bits[key >>> 5] = (bits[key >>> 5] as number) | (found << (key & 31))
    }
    return bits
  }

  get bytes(): number {
    return this.tokens.byteLength + this.starts.byteLength
  }

  private get end(): number {
    return this.startAt(this.length)
  }

  private startAt(place: number): number {
    return this.starts[place] as number
  }

  private reserve(keys: number, tokens: number): void {
    if (keys + 1 > this.starts.length) this.starts = grown(this.starts, keys + 1)
    if (tokens > this.tokens.length) this.tokens = grown(this.tokens, tokens)
  }
}

function grown(old: Uint32Array<ArrayBuffer>, least: number): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(Math.max(least, old.length + (old.length >> 1)))
  bigger.set(old)
  return bigger
}

function bytesOf(array: Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
