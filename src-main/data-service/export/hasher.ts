import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** SHA-256 of bytes as they come. Bytes must stay as they are until `update` has resolved. */
export interface Hasher {
  readonly update: (bytes: Uint8Array) => Promise<void>
  /** Hex; what is added after begins anew. */
  readonly digest: () => Promise<string>
  readonly close: () => void
}

/** In this very thread: for what is small. */
export function plainHasher(): Hasher {
  let hash = createHash('sha256')
  return {
    update: (bytes) => {
      hash.update(bytes)
      return Promise.resolve()
    },
    digest: () => {
      const digest = hash.digest('hex')
      hash = createHash('sha256')
      return Promise.resolve(digest)
    },
    close: () => undefined,
  }
}

/** A text, so that it needs no file of its own in a bundle, in a package and in a test. */
const program = `
const { parentPort } = require('node:worker_threads')
const { createHash } = require('node:crypto')
let hash = createHash('sha256')
const digest = () => {
  const done = hash.digest('hex')
  hash = createHash('sha256')
  return done
}
parentPort.on('message', (bytes) => parentPort.postMessage(bytes ? void hash.update(bytes) : digest()))
`

/** In a thread of its own: a large file is hashed beside being made. The bytes must be in shared memory. */
export async function threadHasher(): Promise<Hasher> {
  const worker = new Worker(program, { eval: true })
  try {
    await once(worker, 'online')
  } catch {
    // Where no thread can be had the work is the same, only slower.
    return plainHasher()
  }
  const waiting: { resolve: (answer: string | undefined) => void; reject: (error: unknown) => void }[] = []
  worker.on('message', (answer: string | undefined) => waiting.shift()?.resolve(answer))
  worker.on('error', (error) => waiting.splice(0).forEach(({ reject }) => reject(error)))
  const ask = (bytes: Uint8Array | null): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      worker.postMessage(bytes)
    })
  return {
    update: async (bytes) => {
      await ask(bytes)
    },
    digest: async () => (await ask(null)) ?? '',
    close: () => {
      void worker.terminate()
    },
  }
}
