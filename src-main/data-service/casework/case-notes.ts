import type { CaseNote } from '@contract/casework.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

interface StoredNote {
  readonly id: number
  readonly case_id: number
  readonly after_entry: string | null
  readonly at: number | null
  readonly body: string
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
  readonly removed_at: number | null
}

/**
 * The notes between the entries of cases. A note names the entry that it follows by the tenant's id, and a time beside: it stays where it is
 * when that entry leaves the case, when others come, and when the cache is made anew (docs/decisions/casework.md, 210).
 */
export class CaseNotes {
  constructor(private readonly casework: CaseworkStore) {}

  /** Oldest first; removed ones are left out. */
  of(inCase: number): CaseNote[] {
    const rows = this.casework.read((db) =>
      db.prepare('SELECT * FROM case_note WHERE case_id = ? AND removed_at IS NULL ORDER BY id').all(inCase),
    )
    return (rows as StoredNote[]).map(noteOf)
  }

  add(inCase: number, { after, at, text }: Pick<CaseNote, 'after' | 'at' | 'text'>): CaseNote {
    const id = this.casework.edit((db, now) => {
      stillThere(db.prepare('SELECT 1 FROM case_file WHERE id = ? AND removed_at IS NULL').get(inCase), 'case')
      const insert = db.prepare(
        'INSERT INTO case_note (case_id, after_entry, at, body, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      const added = Number(insert.run(inCase, after, at, text, this.casework.author, now, now).lastInsertRowid)
      this.casework.record('note', added, now, null, { text, removed: false })
      return added
    })
    return noteOf(this.stored(id))
  }

  change(id: number, text: string): void {
    this.write(id, (state) => ({ ...state, text }))
  }

  setRemoved(id: number, removed: boolean): void {
    this.write(id, (state) => ({ ...state, removed }))
  }

  private write(id: number, next: (state: NoteState) => NoteState): void {
    this.casework.edit((db, now) => {
      const { body, removed_at } = this.stored(id)
      const before = { text: body, removed: removed_at !== null }
      const after = next(before)
      if (JSON.stringify(before) === JSON.stringify(after)) return
      db.prepare('UPDATE case_note SET body = ?, removed_at = ?, changed_at = ? WHERE id = ?').run(
        after.text,
        after.removed ? now : null,
        now,
        id,
      )
      this.casework.record('note', id, now, before, after)
    })
  }

  private stored(id: number): StoredNote {
    return stillThere(
      this.casework.read((db) => db.prepare('SELECT * FROM case_note WHERE id = ?').get(id)) as StoredNote | undefined,
      'note',
    )
  }
}

interface NoteState {
  readonly text: string
  readonly removed: boolean
}

function noteOf({ id, case_id, after_entry, at, body, author, created_at, changed_at }: StoredNote): CaseNote {
  return { id, case: case_id, after: after_entry, at, text: body, author, createdAt: created_at, changedAt: changed_at }
}
