import { fold } from '@language/pattern.ts'

/** FNV-1a over UTF-16 code units of the folded id, then mixed; 32 bits, never 0 (0 marks a free place). */
export function hashId(id: string): number {
  const folded = fold(id)
  let hash = 0x811c9dc5
  for (let i = 0; i < folded.length; i++) {
    hash ^= folded.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return hash >>> 0 || 1
}

/** Finds keys by the hash of their id: open addressing over keys, 4 bytes a place, at most half full. */
export class IdIndex {
  private places: Uint32Array
  private used = 0

  /** `expected`: how many keys it will hold at first. */
  constructor(expected = 0) {
    this.places = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(4096, expected + 1) * 2)))
  }

  get bytes(): number {
    return this.places.byteLength
  }

  /** `hashes` is the column of hashes by key. A key is stored as key + 1. */
  add(key: number, hashes: Uint32Array): void {
    if (this.used * 2 >= this.places.length) this.grow(hashes)
    this.place(key, hashes[key] as number)
    this.used++
  }

  /** Every key whose id has this hash; the caller compares the ids. */
  candidates(hash: number, hashes: Uint32Array): number[] {
    const found: number[] = []
    const mask = this.places.length - 1
    for (let at = hash & mask; this.places[at] !== 0; at = (at + 1) & mask) {
      const key = (this.places[at] as number) - 1
      if (hashes[key] === hash) found.push(key)
    }
    return found
  }

  private place(key: number, hash: number): void {
    const mask = this.places.length - 1
    let at = hash & mask
    while (this.places[at] !== 0) at = (at + 1) & mask
    this.places[at] = key + 1
  }

  private grow(hashes: Uint32Array): void {
    const old = this.places
    this.places = new Uint32Array(old.length * 2)
    for (const stored of old) if (stored !== 0) this.place(stored - 1, hashes[stored - 1] as number)
  }
}
