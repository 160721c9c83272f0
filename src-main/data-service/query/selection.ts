import type { TimeOrder } from '../cache/time-order.ts'
import { countBits, hasBit, keysOf, type Bits } from './bits.ts'

/** The entries that a filter selected when it was made: what arrives later has no bit. Their keys by time once somebody needs them all. */
export class Selected {
  readonly length: number
  private made: Uint32Array | null = null

  constructor(
    readonly bits: Bits,
    private readonly order: TimeOrder,
  ) {
    this.length = countBits(bits)
  }

  /** By time, oldest first. */
  get keys(): Uint32Array {
    if (!this.made) {
      const room = new Uint32Array(this.order.length)
      const count = keysOf(this.order.keys, this.bits, room)
      this.made = count < room.length / 2 ? room.slice(0, count) : room.subarray(0, count)
    }
    return this.made
  }

  /** Rows `[offset, offset + limit)` in reading order. */
  rows(direction: 'asc' | 'desc', offset: number, limit: number): readonly number[] {
    if (offset === 0 && !this.made) return this.first(direction, Math.min(limit, this.length))
    const { keys } = this
    const end = Math.min(keys.length, offset + limit)
    const found: number[] = []
    for (let i = offset; i < end; i++) found.push(keys[direction === 'asc' ? i : keys.length - 1 - i] as number)
    return found
  }

  /** Without going through all of them. */
  private first(direction: 'asc' | 'desc', count: number): number[] {
    const { keys } = this.order
    const found: number[] = []
    for (let i = 0; found.length < count; i++) {
      const key = keys[direction === 'asc' ? i : keys.length - 1 - i] as number
      if (hasBit(this.bits, key)) found.push(key)
    }
    return found
  }

  /** Numbers of four bytes that are held for it. */
  get held(): number {
    return this.bits.length + (this.made?.length ?? 0)
  }
}
