/** Bytes beyond which the runtime's own copy is the faster one. */
const byHand = 256
/** A copy of four bytes at a time may write so many more than it was asked for. */
const beyond = 3

/** Bytes to copy from, and a view of them that reads four at a time. There may be more of them than `length`. */
export interface ByteSource {
  readonly bytes: Buffer
  readonly view: DataView
  readonly length: number
}

export const sourceOf = (bytes: Buffer, length = bytes.length): ByteSource => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  length,
})

/** A text that is written again and again. */
export function textSource(text: string): ByteSource {
  const bytes = Buffer.from(text)
  return sourceOf(Buffer.concat([bytes, Buffer.alloc(beyond)]), bytes.length)
}

/** Two characters each as the number whose bytes they are: 00 to ff, and 00 to 99. */
const pairs = (digits: string, count: number): Uint16Array =>
  Uint16Array.from({ length: count }, (_, i) => {
    const [high, low] = [Math.floor(i / digits.length), i % digits.length]
    return digits.charCodeAt(high) | (digits.charCodeAt(low) << 8)
  })
const hexPairs = pairs('0123456789abcdef', 256)
const digitPairs = pairs('0123456789', 100)

const [quote, zero] = [34, 48]

/** Bytes of a few lines, gathered in one place that grows and is used again. */
export class ByteWriter {
  private bytes = Buffer.alloc(64 * 1024)
  private view = sourceOf(this.bytes).view
  private length = 0

  get size(): number {
    return this.length
  }

  /** Room for `more` bytes. */
  private reserve(more: number): void {
    if (this.length + more + beyond <= this.bytes.length) return
    const grown = Buffer.alloc(Math.max(this.bytes.length * 2, this.length + more + beyond))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    this.view = sourceOf(grown).view
  }

  byte(byte: number): void {
    this.reserve(1)
    this.bytes[this.length++] = byte
  }

  /** Four bytes at a time where both ends have room for it: a call into the runtime costs more than the copy of most cells. */
  put(from: ByteSource, start = 0, end = from.length): void {
    const { bytes, view } = from
    const size = end - start
    this.reserve(size)
    const { view: out, length } = this
    if (size > byHand || end + beyond > bytes.length) bytes.copy(this.bytes, length, start, end)
    else for (let i = 0; i < size; i += 4) out.setUint32(length + i, view.getUint32(start + i, true), true)
    this.length = length + size
  }

  /** The same between quotation marks, those within doubled. @returns what `kinds` has of all of its bytes, joined */
  quoted({ bytes }: ByteSource, start: number, end: number, kinds: Uint8Array): number {
    this.reserve((end - start) * 2 + 2)
    const { bytes: out } = this
    let at = this.length
    let found = 0
    out[at++] = quote
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      found |= kinds[byte] as number
      out[at++] = byte
      // Without a branch, which would often be guessed wrong; what is not wanted is written over.
      out[at] = quote
      at += Number(byte === quote)
    }
    out[at++] = quote
    this.length = at
    return found
  }

  /** Takes back what was written since it was of this size. */
  cut(size: number): void {
    this.length = size
  }

  /** A text as UTF-8. */
  text(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.bytes.write(text, this.length)
  }

  /** Bytes in hexadecimal, lower case. */
  hex(from: Buffer, start: number, end: number): void {
    this.reserve((end - start) * 2)
    const { view } = this
    for (let i = start; i < end; i++, this.length += 2) view.setUint16(this.length, hexPairs[from[i] as number] as number, true)
  }

  /** A whole number below 100 with a leading zero. */
  twoDigits(value: number): void {
    this.reserve(2)
    this.view.setUint16(this.length, digitPairs[value] as number, true)
    this.length += 2
  }

  /** A whole number from 0 to 10^12. */
  decimal(value: number): void {
    let count = 1
    for (let bound = 10; value >= bound; bound *= 10) count++
    this.digits(value, count)
  }

  /** The last `count` digits of a whole number below 10^15, with leading zeros. */
  digits(value: number, count: number): void {
    this.reserve(count)
    let rest = value
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const tenth = Math.floor(rest / 10)
      this.bytes[at] = zero + (rest - tenth * 10)
      rest = tenth
    }
    this.length += count
  }

  /** What was gathered, until something else is. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length)
    this.length = 0
    return taken
  }
}
