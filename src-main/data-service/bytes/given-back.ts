/**
 * Gives the memory of bytes back that nobody looks at any more: these, or others in the same memory. Waiting for V8 to find it unused costs
 * a collection of everything for every hundred blocks, and their memory until then.
 */
export function detachBuffer({ buffer, length }: Uint8Array): void {
  // What is small may share its memory with others.
  if (length > Buffer.poolSize && buffer instanceof ArrayBuffer && 'transfer' in buffer) (buffer as Transferable).transfer(0)
}

/** Of ES2024, which V8 has since Node 21. */
interface Transferable {
  readonly transfer: (length: number) => ArrayBuffer
}

/** The same where these are all of their memory. What a reader hands over may be a part of what it still writes into. */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.byteLength === bytes.buffer.byteLength) detachBuffer(bytes)
}
