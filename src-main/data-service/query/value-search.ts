import { caseless, fold } from '@language/pattern.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { Dictionary } from '../cache/dictionary/dictionary.ts'

const endOfValue = '\u0000'
const endOfPart = '\u0001'

/** About a millisecond. */
const pieceValues = 1000

/**
 * The folded texts of a dictionary joined into one string: one search over it finds every id that holds a text, about
 * twice as fast as a search value by value (docs/benchmarks.md).
 */
export class ValueSearch {
  private joined = ''
  /** By id, where its texts begin; as many as are `known`. */
  private starts = new Uint32Array(256)
  private known = 0

  /** `pick` chooses the parts that are searched. */
  constructor(
    private readonly dictionary: Pick<Dictionary, 'size' | 'at'>,
    private readonly pick: (parts: Parts) => readonly (string | undefined)[],
  ) {}

  /** Takes in values that are not in it yet, piece by piece: the first search need not wait for all of them. */
  *preparing(): Generator<void, void> {
    while (this.takeIn(pieceValues)) yield
  }

  private partsOf(id: number): string[] {
    return this.pick(this.dictionary.at(id)).filter((part) => part !== undefined)
  }

  private refresh(): void {
    this.takeIn(Infinity)
  }

  /** At most so many of the values that are missing. @returns whether there are more */
  private takeIn(most: number): boolean {
    const { size: all } = this.dictionary
    const size = Math.min(all, this.known + most)
    if (this.known === size) return false
    if (size > this.starts.length) {
      const bigger = new Uint32Array(size + (size >> 3))
      bigger.set(this.starts)
      this.starts = bigger
    }
    let added = ''
    for (let id = this.known; id < size; id++) {
      this.starts[id] = this.joined.length + added.length
      added += fold(this.partsOf(id).join(endOfPart)) + endOfValue
    }
    this.joined += added
    this.known = size
    return size < all
  }

  /** Marks in `table` (by id) every value that holds the folded `needle`. */
  mark(needle: string, table: Uint8Array): void {
    this.refresh()
    if (needle === '') return
    // What keeps texts apart here may be in a text, too: only the text tells which was found.
    const isSure = !needle.includes(endOfPart) && !needle.includes(endOfValue)
    let at = this.joined.indexOf(needle)
    let low = 0
    while (at >= 0) {
      low = this.idAt(at, low)
      if (isSure || this.partsOf(low).some((part) => fold(part).includes(needle))) table[low] = 1
      low++
      if (low === this.known) break
      at = this.joined.indexOf(needle, this.starts[low])
    }
    table[0] = 0
  }

  /** Marks every value of which a whole part is `value`, but for letter case. */
  markWhole(value: string, table: Uint8Array): void {
    this.refresh()
    const [needle, wanted] = [fold(value), caseless(value)]
    if (needle === '') return
    let low = 0
    for (let at = this.joined.indexOf(needle); at >= 0; at = this.joined.indexOf(needle, at + 1)) {
      // Most of what is found is part of something longer, and one look at the next character tells.
      const next = this.joined[at + needle.length]
      if (next !== endOfPart && next !== endOfValue) continue
      low = this.idAt(at, low)
      if (low > 0 && this.partsOf(low).some((part) => caseless(part) === wanted)) table[low] = 1
    }
  }

  /** Whose text is at a position; `from` is at or before it, and often near. */
  private idAt(position: number, from: number): number {
    const { starts, known } = this
    let low = from
    let step = 1
    while (low + step < known && (starts[low + step] as number) <= position) {
      low += step
      step *= 2
    }
    let high = Math.min(low + step, known) - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] as number) <= position) low = middle
      else high = middle - 1
    }
    return low
  }
}
