/**
 * A set of keys: a bit a key, 32 a word, what is past the end 0. A million entries are 125 kB, so that sets are kept, joined and counted
 * in a fraction of the time that one pass over the entries takes.
 */
export type Bitmap = Int32Array

export function emptyBitmap(n: number): Bitmap {
  return new Int32Array((n + 31) >>> 5)
}

/** The keys `[from, to)` in a set of keys below `n`. */
export function bitmapOfRange(n: number, from: number, to: number): Bitmap {
  return clip(emptyBitmap(n).fill(-1), from, to)
}

export function bitmapOf(keys: Iterable<number>, n: number): Bitmap {
  const bits = emptyBitmap(n)
  for (const key of keys) setBit(bits, key)
  return bits
}

/** Room for more keys, with the same in it. */
export function grown(bits: Bitmap, n: number): Bitmap {
  const bigger = emptyBitmap(n)
  bigger.set(bits)
  return bigger
}

/** Leaves in `bits` what is in both. */
export function intersect(bits: Bitmap, other: Bitmap): Bitmap {
  for (let w = 0; w < bits.length; w++) bits[w] = (bits[w] as number) & (other[w] as number)
  return bits
}

/** What of `bits` is not in the other. */
export function except(bits: Bitmap, other: Bitmap): Bitmap {
  const left = emptyBitmap(bits.length << 5)
  for (let w = 0; w < left.length; w++) left[w] = (bits[w] as number) & ~(other[w] as number)
  return left
}

/** Adds to `bits` what is in the other. */
export function unite(bits: Bitmap, other: Bitmap): Bitmap {
  for (let w = 0; w < bits.length; w++) bits[w] = (bits[w] as number) | (other[w] as number)
  return bits
}

/** What of `[from, to)` is not in it. */
export function inverse(bits: Bitmap, from: number, to: number): Bitmap {
  const inverted = emptyBitmap(bits.length << 5)
  for (let w = from >>> 5; w < bits.length; w++) inverted[w] = ~(bits[w] as number)
  return clip(inverted, from, to)
}

/** Takes out what is not in `[from, to)`. */
export function clip(bits: Bitmap, from: number, to: number): Bitmap {
  const first = from >>> 5
  const last = to >>> 5
  bits.fill(0, 0, first)
  if (first < bits.length) bits[first] = (bits[first] as number) & (-1 << (from & 31))
  if (last < bits.length) bits[last] = (bits[last] as number) & ~(-1 << (to & 31))
  bits.fill(0, last + 1)
  return bits
}

export function setBit(bits: Bitmap, key: number): void {
  bits[key >>> 5] = (bits[key >>> 5] as number) | (1 << (key & 31))
}

/** Adds the keys `[from, to)`. */
export function setRange(bits: Bitmap, from: number, to: number): void {
  if (to === from + 1) return setBit(bits, from)
  const [first, last] = [from >>> 5, (to - 1) >>> 5]
  for (let w = first; w <= last; w++) {
    const low = w === first ? -1 << (from & 31) : -1
    const high = w === last ? -1 >>> (31 - ((to - 1) & 31)) : -1
    bits[w] = (bits[w] as number) | (low & high)
  }
}

export function hasBit(bits: Bitmap, key: number): boolean {
  return ((bits[key >>> 5] as number) & (1 << (key & 31))) !== 0
}

/** Whether any key of `[from, to)` is in it. */
export function hasAny(bits: Bitmap, from: number, to: number): boolean {
  const [first, last] = [from >>> 5, (to - 1) >>> 5]
  for (let w = first; w <= last; w++) {
    const low = w === first ? -1 << (from & 31) : -1
    const high = w === last ? -1 >>> (31 - ((to - 1) & 31)) : -1
    if (((bits[w] as number) & low & high) !== 0) return true
  }
  return false
}

export function countBits(bits: Bitmap): number {
  let count = 0
  const n = bits.length
  for (let w = 0; w < n; w++) count += ones(bits[w] as number)
  return count
}

export function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Writes the keys in it into `room`, ascending; answers how many. */
export function keysIn(bits: Bitmap, room: Uint32Array): number {
  let count = 0
  for (let w = 0; w < bits.length; w++) {
    let word = bits[w] as number
    const first = w << 5
    if (word === -1) {
      for (let key = first; key < first + 32; key++) room[count++] = key
      continue
    }
    for (; word !== 0; word &= word - 1) room[count++] = first + 31 - Math.clz32(word & -word)
  }
  return count
}

/** Those of the keys that are in it, in their order, into `room`; answers how many. */
export function keysOf(keys: Uint32Array, bits: Bitmap, room: Uint32Array): number {
  let count = 0
  const n = keys.length
  for (let i = 0; i < n; i++) {
    const key = keys[i] as number
    room[count] = key
    count += ((bits[key >>> 5] as number) >>> (key & 31)) & 1
  }
  return count
}
