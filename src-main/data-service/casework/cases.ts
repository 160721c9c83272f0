import type { CaseContent, CaseFile } from '@contract/casework.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

interface StoredCase {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly status: CaseFile['status']
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

  save(id: number | null, content: CaseContent): CaseFile {
    const saved = this.casework.edit((db, now) => {
      const { title, description, status } = content
      const before = id === null ? null : this.stored(id)
      const subject =
        id ??
        Number(
          db
            .prepare('INSERT INTO case_file (title, description, status, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)')
            .run(title, description, status, this.casework.author, now, now).lastInsertRowid,
        )
      db.prepare('UPDATE case_file SET title = ?, description = ?, status = ?, changed_at = ? WHERE id = ?').run(
        title,
        description,
        status,
        now,
        subject,
      )
      this.casework.record('case', subject, now, before && contentOf(before), content)
      return subject
    })
    return caseOf(this.stored(saved))
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

const contentOf = ({ title, description, status }: StoredCase): CaseContent => ({ title, description, status })

function caseOf({ id, author, created_at, changed_at, ...row }: StoredCase): CaseFile {
  return { id, title: row.title, description: row.description, status: row.status, author, createdAt: created_at, changedAt: changed_at }
}
