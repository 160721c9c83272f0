import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppFailure, fail } from '@contract/errors.ts'
import { inPlaceOf } from '../../files/obstacle.ts'

/** Long enough for a process that is just ending. */
const patienceMs = 1500

export interface FolderLock {
  readonly release: () => void
}

/**
 * One process at a time writes in a data folder. The lock is the operating system's, taken through SQLite on a file of its
 * own: it ends with the process, however that ends, so there is no stale lock to clear away (docs/decisions/storage.md, 11). Fails with `folder-locked`.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'lock.db')
  let db: Database.Database | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const obstacle = inPlaceOf(path)
    if (obstacle) throw obstacle
    db = new Database(path, { timeout: patienceMs })
    // Nothing is ever written: a journal beside it would need room that a full disk has not.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    const held = db
    return { release: () => held.close() }
  } catch (error) {
    db?.close()
    if (!((error as { code?: unknown } | null)?.code === 'SQLITE_BUSY')) throw unusable(error, folder)
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
}

/** What is wrong with the file or the folder. A lock file holds nothing: another one is made. */
function unusable(error: unknown, folder: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (error instanceof AppFailure || typeof code !== 'string') return error
  if (/^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(code)) {
    return fail('storage', 'The lock file of this data folder is damaged.', 'Delete lock.db, which holds nothing, then try again.', folder)
  }
  return fail(
    'storage',
    'The data folder cannot be used.',
    'Check that it is a folder that you may write to, then try again.',
    `${code}: ${folder}`,
  )
}
