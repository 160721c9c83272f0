import { fail } from '@contract/errors.ts'
import type { FileEncoding } from '@contract/import.ts'
import { lineFeeds } from './record-batch.ts'

const labels: Readonly<Record<FileEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16, little-endian',
  'utf-16be': 'UTF-16, big-endian',
  'windows-1252': 'Windows-1252',
}

/** Bytes that Windows-1252 gives no character. */
const unassigned: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d]

/** How a file says itself that it is encoded; null where it has no mark. */
export function encodingByMark(beginning: Buffer): FileEncoding | null {
  const [a, b, c] = beginning
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : null
}

/** Text with many of these is UTF-16 without a mark: every other byte of plain text is zero. */
export function looksWide(beginning: Buffer): boolean {
  let zeros = 0
  for (const byte of beginning.subarray(0, 1024)) if (byte === 0) zeros++
  return zeros > Math.min(beginning.length, 1024) / 4
}

export function wideFailure(): Error {
  return fail(
    'file-encoding',
    'The file is not UTF-8: it looks like UTF-16 without the mark that says so.',
    'Say its encoding: utf-16le, as Windows writes it, or utf-16be.',
  )
}

/**
 * Bytes as UTF-8. UTF-8 itself is passed on as it is, without its mark: where it is none, the record that holds the bytes is told apart. Of any other
 * encoding, bytes that do not fit end the reading: nothing is replaced.
 */
export class Decoding {
  private readonly decoder: InstanceType<typeof TextDecoder> | null
  private readonly isNarrow: boolean
  private line = 1
  private isFirst = true

  constructor(private readonly encoding: FileEncoding) {
    this.isNarrow = encoding === 'windows-1252'
    this.decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { fatal: true })
  }

  push(bytes: Buffer): Buffer {
    const isFirst = this.isFirst
    if (bytes.length > 0) this.isFirst = false
    if (!this.decoder) return isFirst && encodingByMark(bytes) === 'utf-8' ? bytes.subarray(3) : bytes
    if (this.isNarrow) this.checkNarrow(bytes)
    return this.decoded(bytes, true)
  }

  end(): Buffer {
    return this.decoder ? this.decoded(Buffer.alloc(0), false) : Buffer.alloc(0)
  }

  private decoded(bytes: Buffer, stream: boolean): Buffer {
    try {
      const text = Buffer.from(this.decoder?.decode(bytes, { stream }) ?? '', 'utf8')
      this.line += lineFeeds(text, 0, text.length)
      return text
    } catch {
      throw this.failure()
    }
  }

  private checkNarrow(bytes: Buffer): void {
    if (unassigned.some((byte) => bytes.includes(byte))) throw this.failure()
  }

  private failure(): Error {
    return fail(
      'file-encoding',
      `The file is not ${labels[this.encoding]}: it holds bytes, after line ${this.line}, that this encoding does not have.`,
      'Say its encoding: utf-8, utf-16le, utf-16be or windows-1252.',
    )
  }
}
