import { giveBack } from '../../bytes/given-back.ts'

/** Some records of a file: their texts, UTF-8, lie in `body`, in the order of the file. */
export interface RecordBatch {
  readonly body: Buffer
  readonly starts: Uint32Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  /** The physical line on which each begins, from 1. */
  readonly lines: Uint32Array<ArrayBuffer>
  readonly bad: readonly BadRecord[]
}

/** What is no record: it is kept beside the entries. */
export interface BadRecord {
  readonly line: number
  readonly reason: string
  readonly raw: Buffer
}

/** Cuts the bytes of a file into records. A piece that is handed over is not changed afterwards, nor looked at by who handed it over. */
export interface Splitter {
  push(piece: Buffer): RecordBatch | null
  /** @throws AppFailure `file-broken` where the file ends in the middle of something that was opened */
  end(): RecordBatch | null
}

/** A record that is longer is none: reading it would take more memory than there is for all, bytes. */
export const longestRecord = 32 * 1024 * 1024
/** Of such a record the beginning is kept, bytes. */
export const keptOfLong = 64 * 1024

/** Numbers that come one by one. */
export class Growing {
  private numbers = new Uint32Array(1024)
  length = 0

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const more = new Uint32Array(this.length * 2)
      more.set(this.numbers)
      this.numbers = more
    }
    this.numbers[this.length++] = number
  }

  /** All of them so far, in memory of their own; empty afterwards. */
  take(): Uint32Array<ArrayBuffer> {
    const taken = this.numbers.slice(0, this.length)
    this.length = 0
    return taken
  }
}

/** Records that were found in one piece of memory. */
export class BatchMaker {
  private readonly starts = new Growing()
  private readonly ends = new Growing()
  private readonly lines = new Growing()
  private bad: BadRecord[] = []

  add(start: number, end: number, line: number): void {
    this.starts.push(start)
    this.ends.push(end)
    this.lines.push(line)
  }

  addBad(line: number, reason: string, raw: Buffer): void {
    // A copy: what it is a part of is large.
    this.bad.push({ line, reason, raw: Buffer.from(raw.subarray(0, keptOfLong)) })
  }

  /** Null where nothing was found. */
  take(body: Buffer): RecordBatch | null {
    if (this.starts.length === 0 && this.bad.length === 0) return null
    const batch = { body, starts: this.starts.take(), ends: this.ends.take(), lines: this.lines.take(), bad: this.bad }
    this.bad = []
    return batch
  }
}

/** What was left of the pieces before, and the next one, whose memory is given back. */
export function together(rest: Buffer, piece: Buffer): Buffer {
  if (rest.length === 0) return piece
  const bytes = Buffer.concat([rest, piece])
  giveBack(piece)
  return bytes
}

/** How many line feeds there are in `bytes[from, to)`. */
export function lineFeeds(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) count++
  return count
}
