import type { Direction } from '@contract/log.ts'
import type { Columns } from '../cache/columns/columns.ts'
import { knownIn, type TimeOrder } from '../cache/columns/time-order.ts'
import { countBits, hasBit, keysOf, type Bitmap } from './bitmap.ts'
import type { Written } from './bookmark-keys.ts'

/**
 * The entries that a filter selected when it was made: what arrives later has no bit. Their keys by time once somebody needs them all.
 * Rows are read in either order of time; entries without a time are the last rows in both.
 */
export class Selected {
  readonly length: number
  private made: Uint32Array | null = null
  /** Its keys in another order than by time: the one that was asked for last. */
  arranged: { readonly name: string; readonly keys: Uint32Array } | null = null
  /** What was written about entries when it was first asked for in an order of that: edits move none of its rows. */
  written: ReadonlyMap<number, Written> | null = null

  constructor(
    readonly bits: Bitmap,
    private readonly order: TimeOrder,
    private readonly columns: Pick<Columns, 'time'>,
  ) {
    this.length = countBits(bits)
  }

  /** By time, oldest first, those without a time last. */
  get keys(): Uint32Array {
    return (this.made ??= this.gathered)
  }

  /** The same, not kept for the next time. */
  get gathered(): Uint32Array {
    if (this.made) return this.made
    const room = new Uint32Array(this.order.length)
    const count = keysOf(this.order.keys, this.bits, room)
    return count < room.length / 2 ? room.slice(0, count) : room.subarray(0, count)
  }

  /** Gives up the keys that can be made again, but for those in the order that was asked for last. */
  lighten(): void {
    this.made = null
  }

  /** How many of them have a time. */
  get known(): number {
    return knownIn(this.keys, this.columns.time)
  }

  /** Rows `[offset, offset + limit)` in reading order. */
  rows(direction: Direction, offset: number, limit: number): readonly number[] {
    if (offset === 0 && !this.made) return this.first(direction, Math.min(limit, this.length))
    const { keys, known } = this
    const end = Math.min(keys.length, offset + limit)
    const found: number[] = []
    for (let row = offset; row < end; row++) found.push(keys[placeOf(row, direction, known)] as number)
    return found
  }

  /** The keys of several stretches of rows, ascending and apart, in the order of {@link keys}. */
  inTime(direction: Direction, stretches: readonly { readonly from: number; readonly to: number }[]): Uint32Array {
    const { keys, known } = this
    const places = stretches.flatMap(({ from, to }) => {
      const [end, last] = [Math.min(to, keys.length), Math.min(to, known)]
      const dated = from < last ? [direction === 'asc' ? { from, to: last } : { from: known - last, to: known - from }] : []
      return [...dated, ...(end > known ? [{ from: Math.max(from, known), to: end }] : [])]
    })
    const parts = places.sort((a, b) => a.from - b.from).map(({ from, to }) => keys.subarray(from, to))
    const found = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      found.set(part, at)
      at += part.length
    }
    return found
  }

  /** In which row a place among {@link keys} is read. */
  rowOf(place: number, direction: Direction): number {
    return placeOf(place, direction, this.known)
  }

  /** Without going through all of them. */
  private first(direction: Direction, count: number): number[] {
    const { keys } = this.order
    const known = knownIn(keys, this.columns.time)
    const found: number[] = []
    for (let row = 0; found.length < count; row++) {
      const key = keys[placeOf(row, direction, known)] as number
      if (hasBit(this.bits, key)) found.push(key)
    }
    return found
  }

  /** Numbers of four bytes that are held for it. */
  get held(): number {
    return this.bits.length + (this.made?.length ?? 0) + (this.arranged?.keys.length ?? 0)
  }
}

/** Keys by time in the order in which they are read. */
export function inReadingOrder(keys: Uint32Array, direction: Direction, time: Float64Array): Uint32Array {
  if (direction === 'asc') return keys
  const read = keys.slice()
  read.subarray(0, knownIn(keys, time)).reverse()
  return read
}

/** The place in the order of time of a row in reading order, and the row of a place; the first `known` places have a time. */
export function placeOf(row: number, direction: Direction, known: number): number {
  return direction === 'asc' || row >= known ? row : known - 1 - row
}
