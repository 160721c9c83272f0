import type { CaseChange, CaseContent, CaseFile } from '@contract/casework.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

interface StoredCase {
  readonly id: number
  readonly title: string
  /** Its summary (`schema.ts`, version 5). */
  readonly description: string
  readonly status: CaseFile['status']
  readonly status_at: number | null
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
  readonly removed_at: number | null
}

/** The cases of one tenant. A bookmark of a removed case is in none until the case comes back. */
export class Cases {
  constructor(private readonly casework: CaseworkStore) {}

  /** Newest first; removed ones are left out. */
  all(): CaseFile[] {
    const rows = this.casework.read((db) => db.prepare('SELECT * FROM case_file WHERE removed_at IS NULL ORDER BY id DESC').all())
    return (rows as StoredCase[]).map(caseOf)
  }

  add(content: CaseContent): CaseFile {
    const id = this.casework.edit((db, now) => {
      const { title, summary, status } = content
      const insert = db.prepare(
        'INSERT INTO case_file (title, description, status, status_at, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      const added = Number(insert.run(title, summary, status, now, this.casework.author, now, now).lastInsertRowid)
      this.casework.record('case', added, now, null, content)
      return added
    })
    return caseOf(this.stored(id))
  }

  change(id: number, change: CaseChange): CaseFile {
    this.casework.edit((db, now) => {
      const stored = this.stored(id)
      const before = contentOf(stored)
      const { title = before.title, summary = before.summary, status = before.status } = change
      const after = { title, summary, status }
      if (JSON.stringify(before) === JSON.stringify(after)) return
      const statusAt = status === before.status ? stored.status_at : now
      db.prepare('UPDATE case_file SET title = ?, description = ?, status = ?, status_at = ?, changed_at = ? WHERE id = ?').run(
        title,
        summary,
        status,
        statusAt,
        now,
        id,
      )
      this.casework.record('case', id, now, before, after)
    })
    return caseOf(this.stored(id))
  }

  setRemoved(id: number, removed: boolean): void {
    this.casework.edit((db, now) => {
      const before = this.stored(id)
      db.prepare('UPDATE case_file SET removed_at = ?, changed_at = ? WHERE id = ?').run(removed ? now : null, now, id)
      const content = contentOf(before)
      this.casework.record('case', id, now, { ...content, removed: before.removed_at !== null }, { ...content, removed })
    })
  }

  private stored(id: number): StoredCase {
    return stillThere(
      this.casework.read((db) => db.prepare('SELECT * FROM case_file WHERE id = ?').get(id)) as StoredCase | undefined,
      'case',
    )
  }
}

const contentOf = ({ title, description, status }: StoredCase): CaseContent => ({ title, summary: description, status })

function caseOf(row: StoredCase): CaseFile {
  const { id, author, status_at, created_at, changed_at } = row
  return { id, ...contentOf(row), statusAt: status_at, author, createdAt: created_at, changedAt: changed_at }
}
