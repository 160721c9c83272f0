import { isUtf8 } from 'node:buffer'
import { notUtf8, tooLong } from './lines.ts'
import { BatchMaker, lineFeeds, longestRecord, together, type RecordBatch, type Splitter } from './record-batch.ts'

const [lineFeed, carriageReturn, quote] = [10, 13, 34]

/**
 * CSV and its kin (RFC 4180): a record a row, which goes over several lines where a cell in quotation marks does. The raw bytes of a row are its text, without
 * the line break that ends it. Empty lines are none; the header, where it is repeated, is none. A quotation mark that is never closed spoils
 * its line alone.
 */
export class Rows implements Splitter {
  private rest: Buffer = Buffer.alloc(0)
  /** How far `rest` was looked through, and whether that is between quotation marks. */
  private looked = 0
  private inQuotes = false
  /** Whether `looked` is the edge of a piece just behind a quotation mark that closed a cell: with another one behind it, it did not. */
  private closed = false
  private line = 1
  private skipping = false
  private readonly batch = new BatchMaker()

  /** `header`: the row that names the columns, as bytes, which stands at the beginning. `before`: lines above it, which are passed over. */
  constructor(
    private readonly header: Buffer,
    private readonly separator: number,
    private before = 0,
  ) {}

  push(piece: Buffer): RecordBatch | null {
    const bytes = together(this.rest, piece)
    const at = this.scan(bytes, false)
    this.rest = Buffer.from(bytes.subarray(at))
    this.looked -= at
    return this.batch.take(bytes)
  }

  end(): RecordBatch | null {
    const bytes = this.rest
    let at = this.scan(bytes, true)
    if (at < bytes.length && this.skipping) at = bytes.length
    if (at < bytes.length) this.found(bytes, at, bytes.length)
    this.rest = Buffer.alloc(0)
    return this.batch.take(bytes)
  }

  /** Finds rows from the beginning of `bytes`. @returns where the row begins that is not over */
  private scan(bytes: Buffer, isEnd: boolean): number {
    let [start, at] = [0, this.looked]
    for (;;) {
      if (this.inQuotes) {
        const close = bytes.indexOf(quote, at)
        if (close < 0) {
          if (!isEnd && bytes.length - start <= longestRecord) break
          // Never closed: the line is spoilt, and what follows is read as if it had not been.
          const end = this.lineEnd(bytes, start)
          this.spoilt(bytes, start, end, isEnd ? 'opens a quotation mark that is never closed' : tooLong)
          start = at = end + 1
          this.inQuotes = false
          if (start > bytes.length) return bytes.length
          continue
        }
        at = close + 1
        // Doubled, it stands for itself. Cut off between the two, the next piece opens it again.
        this.inQuotes = bytes[at] === quote ? ((at += 1), true) : false
        this.closed = !this.inQuotes && at === bytes.length
        continue
      }
      const end = bytes.indexOf(lineFeed, at)
      const to = end < 0 ? bytes.length : end
      const open = this.opening(bytes, at, to, start)
      if (at < bytes.length) this.closed = false
      if (open >= 0) {
        this.inQuotes = true
        at = open + 1
        continue
      }
      if (end < 0) {
        at = bytes.length
        if (at - start > longestRecord) {
          if (!this.skipping) this.batch.addBad(this.line, tooLong, bytes.subarray(start))
          this.skipping = true
          start = at
        }
        break
      }
      if (this.skipping) this.skipping = false
      else this.found(bytes, start, end)
      this.line += lineFeeds(bytes, start, end) + 1
      start = at = end + 1
    }
    this.looked = at
    return start
  }

  /** Where a cell in quotation marks begins in `bytes[from, to)`; -1 for nowhere. One inside a bare cell is a character like any other. */
  private opening(bytes: Buffer, from: number, to: number, rowStart: number): number {
    for (let at = bytes.indexOf(quote, from); at >= 0 && at < to; at = bytes.indexOf(quote, at + 1)) {
      if (at === rowStart || bytes[at - 1] === this.separator) return at
      // After the end of a quoted cell at the edge of two pieces: it was a doubled one.
      if (at === from && this.closed) return at
    }
    return -1
  }

  private lineEnd(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(lineFeed, from)
    return end < 0 ? bytes.length : end
  }

  private spoilt(bytes: Buffer, from: number, to: number, reason: string): void {
    if (!this.skipping) this.batch.addBad(this.line, reason, bytes.subarray(from, to))
    this.skipping = false
    this.line++
  }

  private found(bytes: Buffer, from: number, to: number): void {
    const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to
    if (this.before > 0) {
      this.before--
      return
    }
    if (end === from) return
    const raw = bytes.subarray(from, end)
    if (raw.equals(this.header)) return
    if (!isUtf8(raw)) this.batch.addBad(this.line, notUtf8, raw)
    else this.batch.add(from, end, this.line)
  }
}
