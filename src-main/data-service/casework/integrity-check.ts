import { frozenRow } from '@contract/casework.ts'
import { z } from 'zod'
import { textHash } from '../bytes/record-text.ts'
import type { Db } from '../sqlite/database.ts'
import { hasRowSeals, RowSeals } from '../sqlite/row-seals.ts'

const jsonRow = z.string().transform((text, context): z.input<typeof frozenRow> => {
  try {
    return JSON.parse(text) as z.input<typeof frozenRow>
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' })
    return z.NEVER
  }
})
const evidence = z.object({
  raw: z.instanceof(Buffer),
  sha256: z.instanceof(Buffer),
  frozen: jsonRow.pipe(frozenRow),
  tags: z.string().regex(/^\[.*\]$/su),
})

/** Whether a row of `bookmark` can be read and its raw text has its SHA-256. */
export function isIntact(row: unknown): boolean {
  const read = evidence.safeParse(row)
  return read.success && textHash(read.data.raw) === read.data.sha256.toString('hex')
}

/**
 * Whether a casework database can be trusted: SQLite sees damage to its structure, the hashes and checksums what was damaged inside it (docs/decisions/casework.md, 132).
 * @throws SQLite's error where it gives up
 */
export function isSound(db: Db): boolean {
  if (db.pragma('integrity_check', { simple: true }) !== 'ok') return false
  // Before version 3 there were no bookmarks.
  if (Number(db.pragma('user_version', { simple: true })) < 3) return true
  for (const row of db.prepare('SELECT raw, sha256, frozen, tags FROM bookmark').iterate()) if (!isIntact(row)) return false
  return !hasRowSeals(db) || new RowSeals(db).areWhole()
}
