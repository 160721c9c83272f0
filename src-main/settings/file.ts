import { renameSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a small private file whole: written beside it with mode 0600, synced, renamed, folder synced.
 * A failure leaves the old file as it was. @throws the file system's error.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  try {
    const file = await open(part, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (thrown) {
    await rm(part, { force: true })
    throw thrown
  }
  await syncFolder(dirname(path))
}

/** Windows cannot open a folder; there the rename itself is what there is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** Moves a file that cannot be used out of the way, keeping it. @returns its new path. */
export function setAside(path: string, now: Date = new Date()): string {
  const aside = `${path}.unreadable-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`
  renameSync(path, aside)
  return aside
}
