import { join } from 'node:path'
import type { KeptAnswer } from '@contract/log.ts'
import { readKept } from '../cache/first-answer.ts'
import { readLastEdit } from '../casework/last-edit.ts'

/** What is kept of a tenant that is not open, in its folder. Needs no code but SQLite's: see `index.ts`. */
export function readFirstAnswer(folder: string): KeptAnswer | null {
  const stamp = readLastEdit(folder)
  return stamp === null ? null : readKept(join(folder, 'cache.db'), stamp)
}
