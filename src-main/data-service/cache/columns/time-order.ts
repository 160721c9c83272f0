import type { TimeRange } from '@contract/log.ts'
import { unknownTime } from '../../../connector/times.ts'

/**
 * Keys by time, oldest first. Entries of the same instant stand in the order in which the tenant lists them:
 * walks come newest first, so a later key is the earlier event. Behind all of them stand those of which no time is known, in the order in which they
 * came.
 *
 * The array has room at both ends: a backfill prepends, live entries append, a late entry moves the shorter side.
 */
export class TimeOrder {
  private buffer = new Uint32Array(4096)
  private start = 2048
  private end = 2048

  /** The keys, oldest first. A view: valid until the next `insert`. */
  get keys(): Uint32Array {
    return this.buffer.subarray(this.start, this.end)
  }

  /** The keys whose time is known, oldest first. A view, likewise. */
  known(time: Float64Array): Uint32Array {
    return this.keys.subarray(0, knownIn(this.keys, time))
  }

  get length(): number {
    return this.end - this.start
  }

  get bytes(): number {
    return this.buffer.byteLength
  }

  /** The keys of a stretch of time, oldest first. A view, likewise. */
  between({ from, to }: TimeRange, time: Float64Array): Uint32Array {
    return this.keys.subarray(firstAtOrAfter(this.keys, time, from), firstAtOrAfter(this.keys, time, to))
  }

  /** The newest time below `at`; null for none. */
  newestBefore(at: number, time: Float64Array): number | null {
    const { keys } = this
    const index = firstAtOrAfter(keys, time, at) - 1
    return index < 0 ? null : (time[keys[index] as number] as number)
  }

  /** Takes keys in any order; `time` is indexed by key and already holds them. */
  insert(batch: Uint32Array, time: Float64Array): void {
    if (batch.length === 0) return
    const sorted = sortByTime(batch, time)
    const n = sorted.length
    const keys = this.keys
    const low = lowerBound(keys, time, sorted[0] as number)
    const high = lowerBound(keys, time, sorted[n - 1] as number)
    // The overlapped keys are copied out first: opening the gap moves one side over them.
    const overlapped = keys.slice(low, high)
    if (low < keys.length - high) this.makeRoomLeft(low, n)
    else this.makeRoomRight(high, n)
    const merged = this.keys
    let i = 0
    let j = 0
    for (let k = low; k < high + n; k++) {
      const takeOld = j >= n || (i < overlapped.length && before(overlapped[i] as number, sorted[j] as number, time))
      merged[k] = (takeOld ? overlapped[i++] : sorted[j++]) as number
    }
  }

  /** Moves the first `count` keys `n` places towards the front. */
  private makeRoomLeft(count: number, n: number): void {
    if (this.start < n) this.grow(n)
    this.buffer.copyWithin(this.start - n, this.start, this.start + count)
    this.start -= n
  }

  /** Moves the keys from index `from` on `n` places towards the back. */
  private makeRoomRight(from: number, n: number): void {
    if (this.buffer.length - this.end < n) this.grow(n)
    this.buffer.copyWithin(this.start + from + n, this.start + from, this.end)
    this.end += n
  }

  private grow(n: number): void {
    const length = this.length
    const room = Math.max(n, 2048, length >> 2)
    const bigger = new Uint32Array(length + 2 * room)
    bigger.set(this.keys, room)
    this.buffer = bigger
    this.start = room
    this.end = room + length
  }
}

function before(a: number, b: number, time: Float64Array): boolean {
  const [first, second] = [time[a] as number, time[b] as number]
  return first < second || (first === second && (first === unknownTime ? a < b : a > b))
}

/** How many of these keys, which are in order, have a known time. */
export function knownIn(keys: Uint32Array, time: Float64Array): number {
  const last = keys[keys.length - 1]
  return last === undefined || time[last] !== unknownTime ? keys.length : firstAtOrAfter(keys, time, unknownTime)
}

/** First index whose key does not stand before `key`. */
export function lowerBound(keys: Uint32Array, time: Float64Array, key: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (before(keys[middle] as number, key, time)) low = middle + 1
    else high = middle
  }
  return low
}

/** First index whose time is `at` or later. */
export function firstAtOrAfter(keys: Uint32Array, time: Float64Array, at: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((time[keys[middle] as number] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The keys in the order that {@link TimeOrder} keeps. Those without a time are put aside first: among the others they would cut every run. */
export function sortByTime(keys: Uint32Array, time: Float64Array): Uint32Array {
  const sorted = keys.slice()
  let known = 0
  for (const key of keys) if (time[key] !== unknownTime) sorted[known++] = key
  if (known === keys.length) return sortKnown(sorted, time)
  sorted.set(sortKnown(sorted.slice(0, known), time))
  sorted.set(keys.filter((key) => time[key] === unknownTime).sort(), known)
  return sorted
}

/** Natural merge sort: walks arrive newest first, so a whole cache is a handful of descending runs. `from` is changed. */
function sortKnown(from: Uint32Array<ArrayBuffer>, time: Float64Array): Uint32Array {
  let runs = naturalRuns(from, time)
  let to = new Uint32Array(runs.length > 2 ? from.length : 0)
  while (runs.length > 2) {
    const merged: number[] = [0]
    for (let r = 0; r + 1 < runs.length; r += 2) {
      const start = runs[r] as number
      const middle = runs[r + 1] as number
      const end = runs[r + 2] ?? middle
      mergeRuns(from, to, start, middle, end, time)
      merged.push(end)
    }
    ;[from, to] = [to, from]
    runs = merged
  }
  return from
}

/** Boundaries of ascending runs; descending ones are reversed in place. First is 0, last is the length. */
function naturalRuns(keys: Uint32Array, time: Float64Array): number[] {
  const boundaries = [0]
  let at = 0
  while (at < keys.length) {
    let end = at + 1
    if (end < keys.length && before(keys[end] as number, keys[at] as number, time)) {
      while (end < keys.length && before(keys[end] as number, keys[end - 1] as number, time)) end++
      keys.subarray(at, end).reverse()
    } else {
      while (end < keys.length && !before(keys[end] as number, keys[end - 1] as number, time)) end++
    }
    // Pages that follow each other are one run: a cache that grew by them is in order as it stands.
    if (at > 0 && !before(keys[at] as number, keys[at - 1] as number, time)) boundaries.pop()
    boundaries.push(end)
    at = end
  }
  return boundaries
}

function mergeRuns(from: Uint32Array, to: Uint32Array, start: number, middle: number, end: number, time: Float64Array): void {
  let i = start
  let j = middle
  for (let k = start; k < end; k++) {
    const takeLeft = i < middle && (j >= end || !before(from[j] as number, from[i] as number, time))
    to[k] = (takeLeft ? from[i++] : from[j++]) as number
  }
}
