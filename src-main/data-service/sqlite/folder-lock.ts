import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppFailure } from '@contract/errors.ts'

/** Long enough for a process that is just ending. */
const patienceMs = 1500

export interface FolderLock {
  readonly release: () => void
}

/**
 * One process at a time writes in a data folder. The lock is the operating system's, taken through SQLite on a file of its
 * own: it ends with the process, however that ends, so there is no stale lock to clear away. Fails with `folder-locked`.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(join(folder, 'lock.db'), { timeout: patienceMs })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (!((error as { code?: unknown } | null)?.code === 'SQLITE_BUSY')) throw error
    throw new AppFailure(
      {
        code: 'folder-locked',
        message: 'Another window or command is using this data folder.',
        next: 'Close it or wait until it is done, then try again.',
        details: folder,
      },
      { cause: error },
    )
  }
  return { release: () => db.close() }
}
