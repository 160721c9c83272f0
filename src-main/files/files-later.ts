import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isFolderSyncRefused } from './files.ts'
import { patientlyLater } from './patience.ts'

// `files.ts` for whom others wait meanwhile.

/** @throws the file system's error, such as a broken disk's */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch (thrown) {
    if (!isFolderSyncRefused(thrown)) throw thrown
  }
}

/** @throws the file system's error */
export async function removeFile(path: string): Promise<void> {
  await patientlyLater(() => rm(path, { force: true }))
}

/**
 * Replaces a small private file whole: written beside it with mode 0600, synced, renamed, folder synced.
 * A failure leaves the old file as it was. @throws the file system's error.
 */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  try {
    const file = await patientlyLater(() => open(part, 'w', 0o600))
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await patientlyLater(() => rename(part, path))
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => undefined)
    throw thrown
  }
  await syncFolder(dirname(path))
}
