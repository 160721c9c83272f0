import { AppFailure, fail } from '@contract/errors.ts'

/** Bytes that come out of so few are no log, and the most that is taken before it is asked. */
export const mostInflated = { times: 600, from: 64 * 1024 * 1024 } as const

export const inflatesTooMuch = (name: string): AppFailure =>
  fail(
    'file-too-large',
    `${name} inflates to more than ${mostInflated.times} times its size: it is made to fill memory or disk, and was not read.`,
    'Leave this file out. If it is a real log, unpack it yourself and import what comes out.',
  )

export const leavesArchive = (name: string): AppFailure =>
  fail(
    'file-unsafe',
    `${name} holds a file whose name leads out of the archive: it was made to overwrite other files, and nothing of it was read.`,
    'Ask for the archive again, or unpack it with a tool that you trust.',
  )

export const cutOff = (name: string): AppFailure =>
  fail(
    'file-broken',
    `${name} is cut off or damaged: what it packs does not come out whole.`,
    'Get the file again, and compare its size. Nothing of it was kept.',
  )

export const isEncrypted = (name: string): AppFailure =>
  fail('file-broken', `${name} is encrypted with a password.`, 'Unpack it, then import what comes out.')

export const changedMeanwhile = (name: string): AppFailure =>
  fail(
    'file-changed',
    `${name} changed while it was read: what would have been kept is neither the old file nor the new one.`,
    'Import it when nothing writes to it any more, or import a copy.',
  )

export const isEmptyFile = (name: string): AppFailure =>
  fail('file-empty', `${name} is empty.`, 'Check that the export had finished, and that it was not filtered to nothing.')

export const notThere = (name: string): AppFailure => fail('file-not-there', `There is no file ${name}.`, 'Check the name and the folder.')

export const notReadable = (name: string, code: string): AppFailure =>
  fail('storage', `${name} could not be read.`, 'Check the permissions and the disk, then try again.', code)

/** What was thrown, about this file: sentences that say “the file” name it. */
export function about(name: string, thrown: unknown): unknown {
  if (thrown instanceof AppFailure) {
    const { message } = thrown.error
    if (!message.startsWith('The file ')) return thrown
    return new AppFailure({ ...thrown.error, message: message.replace('The file ', `${name} `) })
  }
  const { code } = (thrown ?? {}) as { readonly code?: unknown }
  if (typeof code !== 'string') return thrown
  if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') return cutOff(name)
  if (code === 'ENOENT') return notThere(name)
  return /^E[A-Z]{2,}$/.test(code) ? notReadable(name, code) : thrown
}
