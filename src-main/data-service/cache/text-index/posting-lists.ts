import { finding } from '../../bytes/find.ts'
import { quotationMark } from './ngram-signature.ts'

/** Entries as runs: how many are left out, how many follow less one, in turns. */
interface PostingList {
  readonly bytes: number[]
  /** Where the last run that is written ended. */
  written: number
  /** The run that may go on. */
  from: number
  to: number
}

/** Posting lists in the making: of each text, the entries that it stands in. */
export class PostingLists {
  private readonly lists = new Map<string, PostingList>()

  /** `entries`, from `first` on, ascending and past those that were added before. Answers whether the text is a new one. */
  add(text: string, entries: readonly number[], first: number): boolean {
    const known = this.lists.get(text)
    const list = known ?? { bytes: [], written: 0, from: 0, to: 0 }
    if (!known) this.lists.set(text, list)
    for (const entry of entries) {
      if (first + entry !== list.to) {
        putRun(list)
        list.from = first + entry
      }
      list.to = first + entry + 1
    }
    return !known
  }

  /** The texts with how long each one is and which list it has; and the lists. What stands in the same entries has one list. */
  pack(): { readonly texts: Buffer; readonly lists: Buffer } {
    const numbers = new Map<string, number>()
    const heads = [...this.lists].map(([text, list]) => {
      putRun(list)
      const bytes = Buffer.from(list.bytes).toString('latin1')
      const number = numbers.get(bytes) ?? numbers.size
      numbers.set(bytes, number)
      return { text: Buffer.from(text), number }
    })
    const texts = heads.flatMap(({ text }, n) => (n === 0 ? [text] : [between, text]))
    const lists = [...numbers.keys()].map((bytes) => Buffer.from(bytes, 'latin1'))
    // Steps compress, numbers do not.
    const steps = heads.map(({ number }, n) => number - (heads[n - 1]?.number ?? 0))
    return {
      texts: Buffer.concat([numbersPacked(heads.map(({ text }) => text.length)), numbersPacked(steps), ...texts]),
      lists: Buffer.concat([numbersPacked(lists.map(({ length }) => length)), ...lists]),
    }
  }
}

const between = Buffer.from(quotationMark)

function putRun(list: PostingList): void {
  const { bytes, written, from, to } = list
  if (from === to) return
  putNumber(from - written, bytes)
  putNumber(to - from - 1, bytes)
  list.written = list.from = to
}

/** Seven bits a byte, the lowest first. */
function putNumber(n: number, into: number[]): void {
  for (; n > 127; n >>>= 7) into.push((n & 127) | 128)
  into.push(n)
}

/** How many, then each, four bytes. */
function numbersPacked(numbers: readonly number[]): Buffer {
  const all = Int32Array.from([numbers.length, ...numbers])
  return Buffer.from(all.buffer)
}

/** What {@link numbersPacked} packed, which ends where it says. */
function numbersIn(bytes: Buffer, at: number): { readonly numbers: Int32Array; readonly end: number } {
  const numbers = new Int32Array(bytes.readInt32LE(at))
  const end = at + 4 + numbers.byteLength
  bytes.copy(new Uint8Array(numbers.buffer), 0, at + 4, end)
  return { numbers, end }
}

/** Which lists are of texts that hold a needle, which has no quotation mark: a 1 by number; null when none is. */
export function postingListsHolding(packed: Buffer, needle: Uint8Array): Uint8Array | null {
  const { numbers: lengths, end: to } = numbersIn(packed, 0)
  const { numbers: steps, end: begin } = numbersIn(packed, to)
  // What is the same text is the same in bytes.
  const next = finding(packed.subarray(begin), needle, false)
  let at = next(0)
  if (at < 0) return null
  const found = new Uint8Array(lengths.length)
  let n = 0
  let end = lengths[0] as number
  let list = steps[0] as number
  for (; at >= 0; at = next(end)) {
    while (at >= end) {
      end += 1 + (lengths[++n] as number)
      list += steps[n] as number
    }
    found[list] = 1
  }
  return found
}

/** Tells the runs of entries, `[from, to)`, in the lists that are wanted. */
export function readPostingLists(packed: Buffer, wanted: Uint8Array, tell: (from: number, to: number) => void): void {
  const { numbers: lengths, end: begin } = numbersIn(packed, 0)
  let at = begin
  const next = (): number => {
    let byte = packed[at++] as number
    let n = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = packed[at++] as number
      n |= (byte & 127) << shift
    }
    return n
  }
  for (let list = 0, end = begin; list < lengths.length; list++) {
    end += lengths[list] as number
    if (wanted[list] !== 1) at = end
    for (let entry = 0; at < end;) {
      const from = entry + next()
      entry = from + next() + 1
      tell(from, entry)
    }
  }
}
