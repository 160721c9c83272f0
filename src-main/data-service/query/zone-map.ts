import type { TimeRange } from '@contract/log.ts'
import { unknownTime } from '../../connector/times.ts'
import type { Columns } from '../cache/columns/columns.ts'
import { emptyBitmap, setBit, type Bitmap } from './bitmap.ts'

/**
 * The earliest and latest known time of every 32 keys. Entries arrive by time, whole pages of them: a stretch of time takes or leaves whole
 * words, and only the times of those that it cuts are looked at.
 */
export class ZoneMap {
  private earliest = new Float64Array(256)
  private latest = new Float64Array(256)
  /** 1 where one of the keys has no time: it is in no stretch of time, whatever the others are. */
  private holdsUnknown = new Uint8Array(256)
  private upTo = 0

  constructor(private readonly columns: Columns) {}

  /** The keys of `[from, to)` in a stretch of time. */
  within(range: TimeRange, from: number, to: number): Bitmap {
    const { time } = this.columns
    const bits = emptyBitmap(to)
    this.refresh()
    for (let w = from >>> 5; w < bits.length; w++) {
      const [first, end] = [Math.max(from, w << 5), Math.min(to, (w + 1) << 5)]
      if (this.isOutside(w, range)) continue
      if (end - first === 32 && this.isInside(w, range)) bits[w] = -1
      else {
        for (let key = first; key < end; key++) {
          const at = time[key] as number
          if (at >= range.from && at < range.to) setBit(bits, key)
        }
      }
    }
    return bits
  }

  isOutside(word: number, { from, to }: TimeRange): boolean {
    return (this.latest[word] as number) < from || (this.earliest[word] as number) >= to
  }

  isInside(word: number, { from, to }: TimeRange): boolean {
    return (this.earliest[word] as number) >= from && (this.latest[word] as number) < to && this.holdsUnknown[word] === 0
  }

  earliestOf(word: number): number {
    return this.earliest[word] as number
  }

  /** The earliest and the latest known time of the keys `[from, to)`; `Infinity` and `-Infinity` where there is none. */
  of(from: number, to: number): { readonly earliest: number; readonly latest: number } {
    const { time } = this.columns
    this.refresh()
    let [earliest, latest] = [Infinity, -Infinity]
    const take = (low: number, high: number): void => {
      if (low < earliest) earliest = low
      if (high > latest) latest = high
    }
    for (let key = from; key < to;) {
      const w = key >>> 5
      if ((key & 31) === 0 && key + 32 <= to) {
        take(this.earliest[w] as number, this.latest[w] as number)
        key += 32
      } else {
        const at = time[key++] as number
        if (at !== unknownTime) take(at, at)
      }
    }
    return { earliest, latest }
  }

  /** Takes in what has arrived since. */
  refresh(): void {
    const { length, time } = this.columns
    if (this.upTo === length) return
    const words = (length + 31) >>> 5
    if (words > this.earliest.length) {
      this.earliest = grown(this.earliest, words)
      this.latest = grown(this.latest, words)
      const known = this.holdsUnknown
      this.holdsUnknown = new Uint8Array(this.earliest.length)
      this.holdsUnknown.set(known)
    }
    for (let w = this.upTo >>> 5; w < words; w++) {
      let [earliest, latest, unknown] = [Infinity, -Infinity, 0]
      const end = Math.min(length, (w + 1) << 5)
      for (let key = w << 5; key < end; key++) {
        const at = time[key] as number
        if (at === unknownTime) unknown = 1
        else {
          if (at < earliest) earliest = at
          if (at > latest) latest = at
        }
      }
      this.holdsUnknown[w] = unknown
      this.earliest[w] = earliest
      this.latest[w] = latest
    }
    this.upTo = length
  }
}

function grown(old: Float64Array, least: number): Float64Array<ArrayBuffer> {
  const bigger = new Float64Array(least + (least >> 3))
  bigger.set(old)
  return bigger
}
