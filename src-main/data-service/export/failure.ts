import { AppFailure, fail, type ErrorCode } from '@contract/errors.ts'

interface Said {
  readonly code: ErrorCode
  readonly message: string
  readonly next: string
}

const full: Said = {
  code: 'disk-full',
  message: 'The disk is full. Nothing of the export was left behind.',
  next: 'Free some space or choose another folder, then export again.',
}
const refused: Said = {
  code: 'no-permission',
  message: 'The folder does not allow writing.',
  next: 'Choose another folder, or ask for the permission to write there.',
}
const gone: Said = {
  code: 'folder-gone',
  message: 'The folder is not there any more.',
  next: 'If it is on a drive that was removed, connect it again, or choose another folder.',
}
const taken: Said = {
  code: 'name-taken',
  message: 'There is something of this name already. It was not touched.',
  next: 'Choose another name, or move the other file away.',
}
const inUse: Said = {
  code: 'no-permission',
  message: 'Another program has a file of this name open. It was not touched.',
  next: 'Close it there, or choose another name, then export again.',
}
const tooLarge: Said = {
  code: 'storage',
  message: 'The file is too large for this disk. Nothing of the export was left behind.',
  next: 'Choose a disk with another file system, or narrow the filter.',
}

const byCode: Readonly<Record<string, Said>> = {
  ENOSPC: full, EDQUOT: full,
  EACCES: refused, EPERM: refused, EROFS: refused,
  ENOENT: gone, ENOTDIR: gone, EIO: gone, ENXIO: gone, ENODEV: gone, ESTALE: gone,
  EEXIST: taken, EISDIR: taken, ENOTEMPTY: taken,
  EFBIG: tooLarge,
  EBUSY: inUse, ETXTBSY: inUse,
} // prettier-ignore

export const exportCancelled = (): AppFailure => fail('cancelled', 'The export was cancelled. Nothing was left behind.')

export const nameTaken = (path: string): AppFailure => fail(taken.code, taken.message, taken.next, path)

/** What the file system refused, as a failure a person can act on; anything else passes unchanged. */
export function asExportFailure(error: unknown, path: string): unknown {
  if (error instanceof AppFailure) return error
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error
  const said = byCode[code] ?? {
    code: 'storage' as const,
    message: 'The file could not be written. Nothing of the export was left behind.',
    next: 'Choose another folder, then export again.',
  }
  return new AppFailure({ ...said, details: `${code}: ${path}` }, { cause: error })
}
