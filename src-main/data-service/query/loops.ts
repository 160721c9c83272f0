import type { Ids } from '../cache/columns/columns.ts'
import { emptyBitmap, type Bitmap } from './bitmap.ts'

/*
 * The loops over a million ids, one a width: a loop that has met several widths is compiled for none of them, and takes three times as
 * long. They differ in nothing else.
 */

/** Counts the ids of keys. */
export function countIds(ids: Ids, keys: Uint32Array, counts: Uint32Array): void {
  if (ids instanceof Uint8Array) countBytes(ids, keys, counts)
  else if (ids instanceof Uint16Array) countShorts(ids, keys, counts)
  else countLongs(ids, keys, counts)
}

function countBytes(ids: Uint8Array, keys: Uint32Array, counts: Uint32Array): void {
  const n = keys.length
  for (let i = 0; i < n; i++) (counts[ids[keys[i] as number] as number] as number)++
}

function countShorts(ids: Uint16Array, keys: Uint32Array, counts: Uint32Array): void {
  const n = keys.length
  for (let i = 0; i < n; i++) (counts[ids[keys[i] as number] as number] as number)++
}

function countLongs(ids: Uint32Array, keys: Uint32Array, counts: Uint32Array): void {
  const n = keys.length
  for (let i = 0; i < n; i++) (counts[ids[keys[i] as number] as number] as number)++
}

/** The keys of `[from, to)` whose id has a 1 in the table. */
export function lookUp(table: Uint8Array, ids: Ids, from: number, to: number): Bitmap {
  const bits = emptyBitmap(to)
  if (ids instanceof Uint8Array) lookUpBytes(table, ids, from, to, bits)
  else if (ids instanceof Uint16Array) lookUpShorts(table, ids, from, to, bits)
  else lookUpLongs(table, ids, from, to, bits)
  return bits
}

function lookUpBytes(table: Uint8Array, ids: Uint8Array, from: number, to: number, bits: Bitmap): void {
  for (let w = from >>> 5, key = from; w < bits.length; w++) {
    const end = Math.min(to, (w + 1) << 5)
    let word = 0
    for (; key < end; key++) word |= (table[ids[key] as number] as number) << (key & 31)
    bits[w] = word
  }
}

function lookUpShorts(table: Uint8Array, ids: Uint16Array, from: number, to: number, bits: Bitmap): void {
  for (let w = from >>> 5, key = from; w < bits.length; w++) {
    const end = Math.min(to, (w + 1) << 5)
    let word = 0
    for (; key < end; key++) word |= (table[ids[key] as number] as number) << (key & 31)
    bits[w] = word
  }
}

function lookUpLongs(table: Uint8Array, ids: Uint32Array, from: number, to: number, bits: Bitmap): void {
  for (let w = from >>> 5, key = from; w < bits.length; w++) {
    const end = Math.min(to, (w + 1) << 5)
    let word = 0
    for (; key < end; key++) word |= (table[ids[key] as number] as number) << (key & 31)
    bits[w] = word
  }
}
