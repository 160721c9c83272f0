import { z } from 'zod'
import { exportRecord, exportState, type ExportRecord } from '@contract/export.ts'
import type { CaseworkStore } from './store.ts'

/** What a line holds beside the columns of the table. */
const kept = exportRecord.omit({ id: true, state: true, startedAt: true, endedAt: true, path: true })
const row = z.object({
  id: z.number(),
  started_at: z.number(),
  ended_at: z.number().nullable(),
  state: exportState,
  path: z.string(),
  record: z.string(),
})

const left = z.array(z.object({ path: z.string(), at: z.number() }))
/** So many are looked for at each start. */
const mostLookedFor = 20

export type NewExport = Omit<ExportRecord, 'id'>

/** Every export that was begun, and how it ended. */
export class ExportLedger {
  constructor(private readonly casework: CaseworkStore) {}

  /** The person who exports. */
  get author(): string {
    return this.casework.author
  }

  /** @returns the line's id */
  begin(record: NewExport): number {
    const { state, startedAt, endedAt, path, ...rest } = record
    const sql = 'INSERT INTO export (started_at, ended_at, state, path, record) VALUES (?, ?, ?, ?, ?)'
    return this.casework.edit((db) => Number(db.prepare(sql).run(startedAt, endedAt, state, path, JSON.stringify(rest)).lastInsertRowid))
  }

  end({ id, state, startedAt: _started, endedAt, path: _path, ...rest }: ExportRecord): void {
    const sql = 'UPDATE export SET state = ?, ended_at = ?, record = ? WHERE id = ?'
    this.casework.edit((db) => db.prepare(sql).run(state, endedAt, JSON.stringify(rest), id))
  }

  /** Newest first. */
  list(): ExportRecord[] {
    const found = this.casework.read((db) =>
      db.prepare('SELECT id, started_at, ended_at, state, path, record FROM export ORDER BY id DESC').all(),
    )
    return found.map((each) => {
      const { started_at, ended_at, record, ...line } = row.parse(each)
      return { ...line, startedAt: started_at, endedAt: ended_at, ...kept.parse(JSON.parse(record)) }
    })
  }

  /**
   * Notes those whose process ended before they did.
   * @returns all that ended so and that no later line has the path of: their parts may still be there, also since a time long ago, when the
   * drive was away. `at` is when it was noted, ms.
   */
  interrupted(): { readonly path: string; readonly at: number }[] {
    if (this.casework.read((db) => db.prepare("SELECT 1 FROM export WHERE state = 'running'").get()) !== undefined)
      this.casework.edit((db, now) => db.prepare("UPDATE export SET state = 'interrupted', ended_at = ? WHERE state = 'running'").run(now))
    const sql = `SELECT path, ended_at AS at FROM export AS line
      WHERE state = 'interrupted' AND NOT EXISTS (SELECT 1 FROM export WHERE path = line.path AND id > line.id) ORDER BY id DESC LIMIT ?`
    return this.casework.read((db) => left.parse(db.prepare(sql).all(mostLookedFor)))
  }
}
