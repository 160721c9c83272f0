/** Bytes up to which a loop is the faster copy. */
const byHand = 48

const hexDigits = Buffer.from('0123456789abcdef')

/** Bytes of a few lines, gathered in one place that grows and is used again. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafe(64 * 1024)
  private length = 0

  get size(): number {
    return this.length
  }

  /** Room for `more` bytes. */
  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  /** Few bytes one by one: most cells are short, and a call into the runtime costs more than their copy. */
  put(from: Buffer, start = 0, end = from.length): void {
    this.reserve(end - start)
    const { bytes, length } = this
    if (end - start > byHand) from.copy(bytes, length, start, end)
    else for (let i = start, at = length; i < end; i++, at++) bytes[at] = from[i] as number
    this.length = length + end - start
  }

  /** A text as UTF-8. */
  text(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.bytes.write(text, this.length)
  }

  /** Bytes in hexadecimal, lower case. */
  hex(from: Buffer): void {
    this.reserve(from.length * 2)
    for (const byte of from) {
      this.bytes[this.length++] = hexDigits[byte >> 4] as number
      this.bytes[this.length++] = hexDigits[byte & 15] as number
    }
  }

  /** A whole number from 0 to 2³¹ with leading zeros. */
  digits(value: number, width: number): void {
    this.reserve(width)
    let rest = value
    for (let i = this.length + width - 1; i >= this.length; i--) {
      this.bytes[i] = 48 + (rest % 10)
      rest = (rest / 10) | 0
    }
    this.length += width
  }

  /** What was gathered, until something else is. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length)
    this.length = 0
    return taken
  }
}
