import type { Direction } from '@contract/order.ts'
import type { Codes } from './rankings.ts'

/** Keys between two places where work may stop. */
export const stepKeys = 8192

/**
 * Keys in the order of their codes, those without a value last, those of one value newest first (contract/order.ts). A counting sort: a pass counts, a
 * pass puts each key where it belongs, and nothing is compared. Beside the answer, 4 bytes a key, it needs 4 bytes a different value.
 * @param keys by time, oldest first; the first `known` have one
 */
export function* arranged(keys: Uint32Array, known: number, codes: Codes, direction: Direction): Generator<void, Uint32Array> {
  const { distinct, fill } = codes
  const places = new Uint32Array(distinct + 1)
  const room = new Uint32Array(stepKeys)
  for (let from = 0; from < keys.length; from += stepKeys) {
    const to = Math.min(keys.length, from + stepKeys)
    fill(keys, from, to, room)
    count(room, to - from, places)
    yield
  }
  makePlaces(places, distinct, direction)
  const found = new Uint32Array(keys.length)
  for (let to = known; to > 0; to -= stepKeys) {
    const from = Math.max(0, to - stepKeys)
    fill(keys, from, to, room)
    putBackwards(keys, from, to, room, places, found)
    yield
  }
  for (let from = known; from < keys.length; from += stepKeys) {
    const to = Math.min(keys.length, from + stepKeys)
    fill(keys, from, to, room)
    for (let i = from; i < to; i++) found[(places[room[i - from] as number] as number)++] = keys[i] as number
    yield
  }
  return found
}

function count(codes: Uint32Array, n: number, counts: Uint32Array): void {
  for (let i = 0; i < n; i++) (counts[codes[i] as number] as number)++
}

/** Counts become the places of the first keys. */
function makePlaces(counts: Uint32Array, distinct: number, direction: Direction): void {
  let at = 0
  for (let i = 0; i <= distinct; i++) {
    const code = i === distinct || direction === 'asc' ? i : distinct - 1 - i
    const n = counts[code] as number
    counts[code] = at
    at += n
  }
}

function putBackwards(keys: Uint32Array, from: number, to: number, codes: Uint32Array, places: Uint32Array, found: Uint32Array): void {
  for (let i = to - 1; i >= from; i--) found[(places[codes[i - from] as number] as number)++] = keys[i] as number
}
