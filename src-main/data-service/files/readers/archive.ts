import { openPromise, type Entry } from 'yauzl'
import { fail } from '@contract/errors.ts'
import { cutOff, inflatesTooMuch, isEncrypted, leavesArchive } from './failures.ts'
import { isBomb } from './inflated.ts'

/** What a zip file holds. */
export interface Archive {
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  /** The bytes of a file in it. */
  read(name: string): AsyncIterable<Buffer>
}

const mostFiles = 100_000

/** Looks into a zip file. Nothing is ever unpacked to the disk. Fails with `file-broken`, `file-unsafe`, `file-too-large`. */
export async function archive(path: string, name: string): Promise<Archive> {
  const entries = new Map<string, Entry>()
  try {
    const zip = await openPromise(path, { strictFileNames: true, autoClose: false })
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue
        if (entry.isEncrypted()) throw isEncrypted(name)
        if (entries.size >= mostFiles) throw fail('file-too-large', `${name} holds more than ${mostFiles} files.`, 'Unpack it, and import a folder at a time.') // prettier-ignore
        entries.set(entry.fileName, entry)
      }
    } finally {
      zip.close()
    }
  } catch (thrown) {
    throw failureOf(thrown, name)
  }
  return {
    files: [...entries.values()].map(({ fileName, uncompressedSize }) => ({ name: fileName, bytes: uncompressedSize })),
    async *read(file) {
      const entry = entries.get(file)
      if (!entry) throw cutOff(name)
      if (isBomb(entry.compressedSize, entry.uncompressedSize)) throw inflatesTooMuch(name)
      try {
        const zip = await openPromise(path, { strictFileNames: true, autoClose: false })
        try {
          for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Buffer
        } finally {
          zip.close()
        }
      } catch (thrown) {
        throw failureOf(thrown, name)
      }
    },
  }
}

/** The library says in words alone what is wrong. */
function failureOf(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof Error) || 'error' in thrown) return thrown
  const { message } = thrown
  if (/relative path|absolute path|invalid characters in fileName/i.test(message)) return leavesArchive(name)
  const { code } = thrown as { readonly code?: unknown }
  return typeof code === 'string' && !code.startsWith('Z_') ? thrown : cutOff(name)
}
