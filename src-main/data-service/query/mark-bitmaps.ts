import type { MarkBits } from '@contract/marks.ts'
import type { CacheStore } from '../cache/store.ts'
import { emptyBitmap, type Bitmap } from './bitmap.ts'

/** Kept at once: 125 kB each at a million entries. */
const most = 8

/** Which entries have marks, by key. Never change what it answers. */
export class MarkBitmaps {
  private readonly kept = new Map<MarkBits, Bitmap>()
  private of = { version: -1, length: -1 }

  constructor(
    private readonly store: CacheStore,
    private readonly version: () => number,
  ) {}

  /** Those with at least one of the marks, as far as they are known. */
  any(bits: MarkBits): Bitmap {
    const { length, marks } = this.store.columns
    const version = this.version()
    if (version !== this.of.version || length !== this.of.length) {
      this.kept.clear()
      this.of = { version, length }
    }
    const known = this.kept.get(bits)
    if (known) return known
    const found = withAny(marks, bits, length)
    this.kept.set(bits, found)
    if (this.kept.size > most) this.kept.delete(this.kept.keys().next().value as MarkBits)
    return found
  }
}

function withAny(marks: Uint32Array, bits: MarkBits, length: number): Bitmap {
  const found = emptyBitmap(length)
  for (let w = 0, key = 0; w < found.length; w++) {
    const end = Math.min(length, (w + 1) << 5)
    let word = 0
    for (; key < end; key++) word |= ((marks[key] as number) & bits ? 1 : 0) << (key & 31)
    found[w] = word
  }
  return found
}
