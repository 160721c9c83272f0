import { randomBytes } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import { fold } from '@language/pattern.ts'

const [fnvBasis, fnvPrime] = [0x811c9dc5, 0x01000193]
/** Stand for the end of a text and for a text that is absent: no code unit is as large. */
const [endOfText, noText] = [0x10000, 0x10001]
/** What a log says is hostile: which of its values share a place is not for it to choose. A thread has the seed of who started it. */
export const hashSeed = (workerData as { readonly hashSeed?: number } | null)?.hashSeed ?? randomBytes(4).readUInt32LE()

/**
 * FNV-1a over UTF-16 code units of the folded id, then mixed; 32 bits, never 0. Written to disk, and so by no seed: a tenant can choose ids that share it, and those
 * that differ in case alone always do. Who looks for an id by it uses `IdIndex`, which bears that.
 */
export function hashId(id: string): number {
  const folded = fold(id)
  return mixed(hashText(fnvBasis, folded, 0, folded.length)) || 1
}

/** The hash of up to four texts, another one in each process. */
export function hashParts(a: string | undefined, b?: string, c?: string, d?: string): number {
  return mixed(hashPart(hashPart(hashPart(hashPart(hashSeed, a), b), c), d))
}

function hashPart(hash: number, text: string | undefined): number {
  return Math.imul((text === undefined ? hash : hashText(hash, text, 0, text.length)) ^ (text === undefined ? noText : endOfText), fnvPrime)
}

function hashText(hash: number, text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime)
  return hash
}

function mixed(hash: number): number {
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return hash >>> 0
}

/** The highest bits say which table, the lowest which place in it. */
const tableBits = 6
const none: readonly number[] = []

interface Table {
  places: Uint32Array
  used: number
}

/**
 * Finds numbers (keys, ids) by the hash of what they stand for: open addressing, 4 bytes a place, at most half full. Many small
 * tables, which grow one by one: to grow a table of a million keys would keep everything else waiting. Which hashes are neighbours is
 * another matter in each process.
 *
 * `hashes` is always the column of hashes by number.
 */
export class HashIndex {
  private readonly tables: Table[]

  /** `expected`: how many numbers it will hold at first. */
  constructor(expected = 0) {
    const each = 2 ** Math.ceil(Math.log2(Math.max(64, (expected * 2.5) / (1 << tableBits))))
    this.tables = Array.from({ length: 1 << tableBits }, () => ({ places: new Uint32Array(each), used: 0 }))
  }

  /** @returns how many places were taken on the way: many where many share a hash */
  add(number: number, hashes: Uint32Array): number {
    const hash = spread(hashes[number] as number)
    const table = this.tableOf(hash)
    if (++table.used * 2 > table.places.length) {
      const old = table.places
      table.places = new Uint32Array(old.length * 2)
      // Each in its turn: the newest number must be the last that was placed.
      for (const stored of old.filter((each) => each !== 0).sort()) place(table.places, stored, spread(hashes[stored - 1] as number))
    }
    return place(table.places, number + 1, hash)
  }

  /** Takes back the number that was added last. */
  removeLast(number: number, hashes: Uint32Array): void {
    const hash = spread(hashes[number] as number)
    const table = this.tableOf(hash)
    const mask = table.places.length - 1
    let at = hash & mask
    while (table.places[at] !== number + 1) at = (at + 1) & mask
    table.places[at] = 0
    table.used--
  }

  /** The number under this hash that is the one; null when there is none. */
  find(hash: number, hashes: Uint32Array, isIt: (number: number) => boolean): number | null {
    const first = spread(hash)
    const { places } = this.tableOf(first)
    const mask = places.length - 1
    for (let at = first & mask; places[at] !== 0; at = (at + 1) & mask) {
      const number = (places[at] as number) - 1
      if (hashes[number] === hash && isIt(number)) return number
    }
    return null
  }

  /** Every number under this hash. */
  candidates(hash: number, hashes: Uint32Array): readonly number[] {
    let found = none as number[]
    this.find(hash, hashes, (number) => {
      if (found === none) found = [number]
      else found.push(number)
      return false
    })
    return found
  }

  private tableOf(hash: number): Table {
    return this.tables[hash >>> (32 - tableBits)] as Table
  }
}

/** A bijection that is another one in each process. */
function spread(hash: number): number {
  return mixed(Math.imul(hash ^ hashSeed, 0x9e3779b1))
}

function place(places: Uint32Array, stored: number, hash: number): number {
  const mask = places.length - 1
  let at = hash & mask
  let taken = 0
  for (; places[at] !== 0; at = (at + 1) & mask) taken++
  places[at] = stored
  return taken
}
