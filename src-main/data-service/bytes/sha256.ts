import * as crypto from 'node:crypto'

/** In hex. One call where Node has it (20.12 on), and text instead of a buffer an entry: a third of the time for texts of this size. */
export const sha256: (bytes: Buffer) => string =
  typeof crypto.hash === 'function'
    ? (bytes) => crypto.hash('sha256', bytes, 'hex')
    : (bytes) => crypto.createHash('sha256').update(bytes).digest('hex')
