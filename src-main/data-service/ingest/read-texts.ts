import type { EntryBatch } from '../cache/columns/batch.ts'

/** Entries, and where their texts lie in what they were read from. */
export interface ReadTexts extends EntryBatch {
  /** The texts where they are no parts of it: records that hold several entries. */
  readonly texts?: Uint8Array<ArrayBuffer>
  readonly starts: Uint32Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  /** SHA-256 of the texts, 32 bytes each. */
  readonly hashes: Uint8Array<ArrayBuffer>
}
