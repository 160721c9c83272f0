import { isUtf8 } from 'node:buffer'
import { BatchMaker, longestRecord, together, type RecordBatch, type Splitter } from './record-batch.ts'

const [lineFeed, carriageReturn, space, tab, openBrace] = [10, 13, 32, 9, 123]

/** NDJSON: a record a line. Empty lines are none; a line that is no object, or not UTF-8, is no record. */
export class Lines implements Splitter {
  private rest: Buffer = Buffer.alloc(0)
  private line = 1
  /** Within a line that is too long. */
  private skipping = false
  private readonly batch = new BatchMaker()

  push(piece: Buffer): RecordBatch | null {
    const bytes = together(this.rest, piece)
    let at = 0
    for (let end = bytes.indexOf(lineFeed, this.rest.length); end >= 0; end = bytes.indexOf(lineFeed, at)) {
      if (this.skipping) this.skipping = false
      else this.found(bytes, at, end)
      at = end + 1
      this.line++
    }
    if (bytes.length - at > longestRecord) {
      if (!this.skipping) this.batch.addBad(this.line, tooLong, bytes.subarray(at))
      this.skipping = true
    }
    // Of what is taken over, a copy: else the whole piece would stay.
    this.rest = this.skipping ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
    return this.batch.take(bytes)
  }

  end(): RecordBatch | null {
    const bytes = this.rest
    if (!this.skipping) this.found(bytes, 0, bytes.length)
    this.rest = Buffer.alloc(0)
    return this.batch.take(bytes)
  }

  private found(bytes: Buffer, from: number, to: number): void {
    let [start, end] = [from, to]
    while (start < end && isBlank(bytes[start] as number)) start++
    while (end > start && isBlank(bytes[end - 1] as number)) end--
    if (start === end) return
    const raw = bytes.subarray(start, end)
    if (!isUtf8(raw)) this.batch.addBad(this.line, notUtf8, raw)
    else if (bytes[start] !== openBrace) this.batch.addBad(this.line, 'is not a JSON object', raw)
    else this.batch.add(start, end, this.line)
  }
}

export const notUtf8 = 'holds bytes that are not UTF-8'
export const tooLong = `is longer than ${longestRecord / 1024 / 1024} MB`

const isBlank = (byte: number): boolean => byte === space || byte === tab || byte === carriageReturn
