import { viewContent, type SavedView, type ViewContent } from '@contract/casework.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

interface StoredView {
  readonly id: number
  readonly content: string
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
  readonly removed_at: number | null
}

/** The saved views of one tenant, in the order a person gave them. */
export class Views {
  constructor(private readonly casework: CaseworkStore) {}

  all(): SavedView[] {
    const rows = this.casework.read((db) => db.prepare('SELECT * FROM saved_view WHERE removed_at IS NULL ORDER BY place, id').all())
    return (rows as StoredView[]).map(viewOf)
  }

  /** At the end. */
  add(views: readonly ViewContent[]): SavedView[] {
    const ids = this.casework.edit((db, now) => {
      const insert = db.prepare(`INSERT INTO saved_view (place, content, author, created_at, changed_at)
        VALUES ((SELECT coalesce(max(place), 0) + 1 FROM saved_view), ?, ?, ?, ?)`)
      return views.map((content) => {
        const id = Number(insert.run(JSON.stringify(content), this.casework.author, now, now).lastInsertRowid)
        this.casework.record('view', id, now, null, content)
        return id
      })
    })
    return ids.map((id) => viewOf(this.stored(id)))
  }

  change(id: number, content: ViewContent): SavedView {
    this.casework.edit((db, now) => {
      const before = viewContent.parse(JSON.parse(this.stored(id).content))
      db.prepare('UPDATE saved_view SET content = ?, changed_at = ? WHERE id = ?').run(JSON.stringify(content), now, id)
      this.casework.record('view', id, now, before, content)
    })
    return viewOf(this.stored(id))
  }

  arrange(ids: readonly number[]): void {
    this.casework.edit((db, now) => {
      const order = [...ids, ...this.all().flatMap(({ id }) => (ids.includes(id) ? [] : [id]))]
      const place = db.prepare('UPDATE saved_view SET place = ?, changed_at = ? WHERE id = ? AND place <> ?')
      order.forEach((id, at) => place.run(at + 1, now, id, at + 1))
    })
  }

  setRemoved(id: number, removed: boolean): void {
    this.casework.edit((db, now) => {
      const { content, removed_at } = this.stored(id)
      db.prepare('UPDATE saved_view SET removed_at = ?, changed_at = ? WHERE id = ?').run(removed ? now : null, now, id)
      const state = viewContent.parse(JSON.parse(content))
      this.casework.record('view', id, now, { ...state, removed: removed_at !== null }, { ...state, removed })
    })
  }

  private stored(id: number): StoredView {
    return stillThere(
      this.casework.read((db) => db.prepare('SELECT * FROM saved_view WHERE id = ?').get(id)) as StoredView | undefined,
      'view',
    )
  }
}

function viewOf({ id, content, author, created_at, changed_at }: StoredView): SavedView {
  return { id, ...viewContent.parse(JSON.parse(content)), author, createdAt: created_at, changedAt: changed_at }
}
