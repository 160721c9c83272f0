const quote = '"'
/** What stands between strings begins with one of these; where a string does, too, no more is lost than its field. */
const between = ':,{}[]'
/** A step in a list of entries that is longer than a byte goes on in the next. */
const longest = 255
/** A field is not worth a list when most entries have it and nearly each has a text of its own: ids, times. */
const fewest = 16
const most = 0.5
const nearlyAll = 0.9

interface Piece {
  /** The field that it was first seen in. */
  readonly field: string
  readonly entries: number[]
}

interface Field {
  count: number
  singles: number
}

/** What stands between quotation marks in a block's texts, with the entries it stands in. */
export class Pieces {
  private readonly pieces = new Map<string, Piece>()
  private readonly fields = new Map<string, Field>()
  private field = ''
  private last = ''
  private isList = false

  /** A new text begins. */
  begin(): void {
    this.field = this.last = ''
  }

  /** The next piece of entry `i`: strings and what is between them in turns. `isKnown`: a dictionary has it. */
  add(piece: string, i: number, isKnown: boolean): void {
    const isBetween = between.includes(piece.charAt(0))
    if (piece.startsWith(':')) {
      this.field = this.last
      this.isList = piece.endsWith('[')
    } else if (isBetween && !(this.isList && piece.startsWith(','))) this.field = ''
    this.last = piece
    if (isKnown) return
    const of = isBetween ? '' : this.field
    const known = this.pieces.get(piece)
    if (!known) this.pieces.set(piece, { field: of, entries: [i] })
    else if (known.entries.at(-1) !== i) known.entries.push(i)
    const field = this.fields.get(of)
    if (field) field.count++
    else this.fields.set(of, { count: 1, singles: 0 })
  }

  /** Every piece that is not known to a dictionary. */
  forEach(tell: (piece: string) => void): void {
    for (const piece of this.pieces.keys()) tell(piece)
  }

  /**
   * Of the pieces, those that are worth it: their texts, then how long each one's list of entries is, then the lists, in steps; an
   * empty list is all of them. `others` is told the rest.
   */
  pack(texts: number, others: (piece: string) => void): Buffer {
    for (const { field, entries } of this.pieces.values()) if (entries.length === 1) (this.fields.get(field) as Field).singles++
    const kept: string[] = []
    const lists: number[] = []
    const lengths: number[] = []
    for (const [piece, { field, entries }] of this.pieces) {
      const { count, singles } = this.fields.get(field) as Field
      if (entries.length === 1 && count >= Math.max(fewest, texts * most) && singles > count * nearlyAll) others(piece)
      else {
        const before = lists.length
        if (entries.length < texts) putSteps(entries, lists)
        kept.push(piece)
        lengths.push(lists.length - before)
      }
    }
    const text = Buffer.from(kept.join(quote))
    const head = Buffer.alloc(8 + lengths.length * 2)
    head.writeUInt32LE(text.length, 0)
    head.writeUInt32LE(lengths.length, 4)
    lengths.forEach((length, n) => head.writeUInt16LE(length, 8 + n * 2))
    return Buffer.concat([head, text, Buffer.from(lists)])
  }
}

function putSteps(entries: readonly number[], into: number[]): void {
  let before = -1
  for (const entry of entries) {
    let step = entry - before
    for (; step >= longest; step -= longest) into.push(longest)
    into.push(step)
    before = entry
  }
}

/**
 * Tells the entries, of `texts` of them, with a piece that holds the needle. Both are searched as they are written in bytes, a character
 * a byte: what is the same in UTF-8 is the same so, and no text is made. The needle has no quotation mark.
 */
export function findPieces(packed: Buffer, needle: string, texts: number, hit: (i: number) => void): void {
  const length = packed.readUInt32LE(0)
  const from = 8 + packed.readUInt32LE(4) * 2
  const text = packed.toString('latin1', from, from + length)
  let piece = 0
  let start = 0
  let list = from + length
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, start)) {
    for (let end = text.indexOf(quote, start); end >= 0 && end < at; end = text.indexOf(quote, start)) {
      start = end + 1
      list += packed.readUInt16LE(8 + piece++ * 2)
    }
    const steps = packed.readUInt16LE(8 + piece * 2)
    if (steps === 0) for (let i = 0; i < texts; i++) hit(i)
    else readSteps(packed, list, list + steps, hit)
    // The rest of this piece tells nothing new.
    const end = text.indexOf(quote, at)
    if (end < 0) return
    start = end + 1
    list += steps
    piece++
  }
}

function readSteps(packed: Buffer, from: number, to: number, hit: (i: number) => void): void {
  let entry = -1
  for (let at = from; at < to; at++) {
    const step = packed[at] as number
    entry += step
    if (step < longest) hit(entry)
  }
}
