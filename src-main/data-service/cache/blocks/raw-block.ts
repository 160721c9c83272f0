import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { textHash } from '../../bytes/record-text.ts'

/** One entry's evidence: the text as received, with the mark of its part where the record holds several entries (`record-text.ts`), and when. */
export interface RawEntry {
  readonly raw: Buffer
  readonly receivedAt: number
}

const codecs = {
  zstd: 1,
  deflate: 2,
} as const

// Level 3 halves what level 1 leaves of such JSON at 0.7 of its speed; measured by `npm run bench`.
const level = 3
/**
 * How far back it looks for what it saw, as a power of two, bytes. More than half of a block: with more, each call asks the system for 3 MB that it gives
 * back at once, which takes longer than the work, and saves 0.3 %.
 */
const windowLog = 18
/** Room for a whole block: pieces would be copied together. */
const chunkSize = 512 * 1024
/** Likewise for what is left of it. More would be asked of the system, and thrown away, with every block. */
const packedChunkSize = 128 * 1024
const canZstd = typeof zlib.zstdCompressSync === 'function'

/** Bytes that compress well, as the codec that is there. */
export function compress(bytes: Uint8Array): { codec: number; packed: Buffer } {
  // Small ones need no more room than they have, and a little for the frame.
  const chunkSize = Math.min(packedChunkSize, bytes.length + 1024)
  return canZstd
    ? {
        codec: codecs.zstd,
        packed: zlib.zstdCompressSync(bytes, {
          chunkSize,
          params: { [zlib.constants.ZSTD_c_compressionLevel]: level, [zlib.constants.ZSTD_c_windowLog]: windowLog },
        }),
      }
    : { codec: codecs.deflate, packed: zlib.deflateRawSync(bytes, { chunkSize }) }
}

/** What {@link compress} made. `room` is what it is likely to need: too much takes as long as the work. Throws on damage. */
export function expand(codec: number, packed: Uint8Array, room = chunkSize): Buffer {
  return codec === codecs.zstd ? zlib.zstdDecompressSync(packed, { chunkSize: room }) : zlib.inflateRawSync(packed, { chunkSize: room })
}

/** {@link expand} in another thread. */
export async function expandBeside(codec: number, packed: Uint8Array, room = chunkSize): Promise<Buffer> {
  const options = { chunkSize: room }
  return await (codec === codecs.zstd ? promisify(zlib.zstdDecompress)(packed, options) : promisify(zlib.inflateRaw)(packed, options))
}

/** Most that is kept for the next block, bytes. */
const keptRoom = 1024 * 1024
let kept = Buffer.allocUnsafe(0)

/** The same memory for block after block: what is asked of the system for each makes V8 collect everything every twenty pages. */
function roomFor(length: number): Buffer {
  if (length > keptRoom) return Buffer.allocUnsafe(length)
  if (length > kept.length) kept = Buffer.allocUnsafe(length + (length >> 1))
  return kept.subarray(0, length)
}

/** Some texts, compressed as one. */
export interface PackedRaw {
  readonly codec: number
  readonly bytes: Uint8Array
  readonly entries: number
}

/** Texts of consecutive keys: count, lengths (u32), times of receipt (f64), then the bytes. Compressed as one. */
export function packRaw(entries: readonly RawEntry[]): PackedRaw {
  const n = entries.length
  let at = 4 + n * 12
  const whole = roomFor(entries.reduce((sum, { raw }) => sum + raw.length, at))
  whole.writeUInt32LE(n, 0)
  entries.forEach(({ raw, receivedAt }, i) => {
    whole.writeUInt32LE(raw.length, 4 + i * 4)
    whole.writeDoubleLE(receivedAt, 4 + n * 4 + i * 8)
    whole.set(raw, at)
    at += raw.length
  })
  const { codec, packed } = compress(whole)
  return { codec, bytes: packed, entries: n }
}

/** A block's texts one after the other: text `i` is `bytes[starts[i], starts[i + 1])`. */
export interface RawTexts {
  readonly bytes: Buffer
  readonly starts: Uint32Array
  readonly receivedAt: (i: number) => number
}

/** What {@link packRaw} packed, expanded, without taking it apart. Throws on damage. */
export function openRaw(whole: Buffer): RawTexts {
  const n = whole.readUInt32LE(0)
  const starts = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) starts[i + 1] = (starts[i] as number) + whole.readUInt32LE(4 + i * 4)
  const bytes = whole.subarray(4 + n * 12)
  if (starts[n] !== bytes.length) throw new RangeError('a raw block has the wrong length')
  return { bytes, starts, receivedAt: (i) => whole.readDoubleLE(4 + n * 4 + i * 8) }
}

/** Whether a text is the one of which this SHA-256, the `i`-th of these, was recorded on receipt. */
export function isAsReceived(text: Buffer, hashes: Buffer, i: number): boolean {
  return textHash(text) === hashes.toString('hex', i * 32, (i + 1) * 32)
}

/** The same for all texts of a block. */
export function areAsReceived({ bytes, starts }: RawTexts, hashes: Buffer): boolean {
  for (let i = 0; i < starts.length - 1; i++) if (!isAsReceived(bytes.subarray(starts[i], starts[i + 1]), hashes, i)) return false
  return hashes.length === (starts.length - 1) * 32
}
