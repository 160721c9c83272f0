import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { patiently } from './patience.ts'

// Every change of a file that must hold on Linux, macOS and Windows alike. Windows refuses what the others allow: to sync what was opened to be
// read, to open a folder for it, to rename or remove a file that somebody has open, be it a scanner for a moment. See docs/decisions/storage.md, 106.

/** What a system says that cannot sync a folder: there the rename itself is what there is. */
const noFolderSync: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
/** What a file system says that knows no owner or mode. */
const noMode: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']

export const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown } | null)?.code

/** The file's bytes to the disk, for certain. @throws the file system's error */
export function syncFile(path: string): void {
  // To be written: Windows syncs nothing that was opened to be read.
  const file = patiently(() => openSync(path, 'r+'))
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The folder's names to the disk, where the system can. @throws the file system's error, such as a broken disk's */
export function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch (thrown) {
    if (!isFolderSyncRefused(thrown)) throw thrown
  }
}

export const isFolderSyncRefused = (thrown: unknown): boolean => noFolderSync.includes(codeOf(thrown))

/** Gives a file another name, in the place of what has it. Nobody may have either open. @throws the file system's error */
export function moveFile(from: string, to: string): void {
  patiently(() => renameSync(from, to))
}

/** Removes a file if it is there. @throws the file system's error */
export function removeFile(path: string): void {
  patiently(() => rmSync(path, { force: true }))
}

/** Removes a folder with all that is in it. @throws the file system's error */
export function removeFolder(path: string): void {
  patiently(() => rmSync(path, { recursive: true, force: true }))
}

/** A private copy, on the disk. @throws the file system's error */
export function copyFile(from: string, to: string): void {
  patiently(() => copyFileSync(from, to))
  makeFilePrivate(to)
  syncFile(to)
}

export const readText = (path: string): string => patiently(() => readFileSync(path, 'utf8'))

/**
 * Replaces a small private file whole: written beside it, synced, renamed, folder synced. A failure leaves the old file as it was.
 * @throws the file system's error
 */
export function writeFileWhole(path: string, text: string): void {
  const part = `${path}.part`
  try {
    patiently(() => writeFileSync(part, text, { mode: 0o600, flush: true }))
    moveFile(part, path)
  } catch (thrown) {
    forgetFile(part)
    throw thrown
  }
  syncFolder(dirname(path))
}

/** Removes what is not worth a failure of its own. */
export function forgetFile(path: string): void {
  try {
    removeFile(path)
  } catch {
    // Whatever stopped it is what stopped the work before it; the next attempt clears it away.
  }
}

/** Readable by its owner alone, where the file system knows owners. @throws the file system's error, also when it is somebody else's */
export function makeFilePrivate(path: string): void {
  setMode(path, 0o600)
}

/** Makes a folder readable by its owner alone, also one that is there already. @throws the file system's error */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  setMode(path, 0o700)
}

function setMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (thrown) {
    // A memory stick's file system has no modes. What belongs to somebody else is another matter.
    if (!noMode.includes(codeOf(thrown)) || (process.getuid && statSync(path).uid !== process.getuid())) throw thrown
  }
}
