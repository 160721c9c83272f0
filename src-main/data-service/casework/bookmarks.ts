import type { Bookmark, BookmarkChange, BookmarkEdit, BookmarkListRequest, EditSpan, FrozenRow } from '@contract/casework.ts'
import { frozenRow } from '@contract/casework.ts'
import { fold } from '@language/pattern.ts'
import { textHash } from '../bytes/record-text.ts'
import { applied, takenBack, type BookmarkState } from './bookmark-state.ts'
import type { Db, Prepare } from '../sqlite/database.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

/** An entry as it is taken into a bookmark. `raw` is the evidence; the row is how it was read then. See docs/decisions/casework.md, 27. */
export interface FrozenEntry {
  readonly entryId: string
  readonly raw: Buffer
  readonly row: FrozenRow
}

interface StoredRow {
  readonly id: number
  readonly entry_id: string
  readonly sha256: Buffer
  readonly frozen: string
  readonly note: string
  readonly tags: string
  readonly case_id: number | null
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
}

/** In a column that cannot be empty, and that nothing reads: when it happened, or that nobody knows, is in the frozen row. */
const noTime = 0

const meta = 'id, entry_id, sha256, frozen, note, tags, case_id, author, created_at, changed_at'

/** The bookmarks of one tenant. Everything but the raw texts is held in memory between edits. */
export class Bookmarks {
  private held: ReadonlyMap<number, Bookmark> = new Map()
  private heldVersion = -1
  /** Frozen rows are read once: they never change, and reading ten thousand of them takes longer than a query. */
  private readonly frozen = new Map<string, FrozenRow>()

  constructor(
    private readonly casework: CaseworkStore,
    private readonly tenant: string,
  ) {}

  /** By id; removed ones are left out. */
  all(): ReadonlyMap<number, Bookmark> {
    if (this.heldVersion !== this.casework.version) {
      const rows = this.casework.read((db) => db.prepare(`SELECT ${meta} FROM bookmark WHERE removed_at IS NULL ORDER BY id`).all())
      this.held = new Map((rows as StoredRow[]).map((row) => [row.id, this.read(row)]))
      this.heldVersion = this.casework.version
    }
    return this.held
  }

  private read(row: StoredRow): Bookmark {
    const sha256 = row.sha256.toString('hex')
    const name = `${sha256} ${row.entry_id}`
    const frozen = this.frozen.get(name) ?? frozenRow.parse(JSON.parse(row.frozen))
    this.frozen.set(name, frozen)
    return bookmarkOf(row, frozen, sha256)
  }

  /** Freezes entries that are not bookmarked yet, with a change applied to them; one that was removed comes back as it was. */
  add(entries: readonly FrozenEntry[], change: BookmarkChange): { added: number[]; known: number } {
    return this.casework.edit((db, now, prepare) => {
      caseIsThere(db, change)
      const find = db.prepare('SELECT id, removed_at FROM bookmark WHERE entry_id = ?')
      const insert = db.prepare(`INSERT INTO bookmark
        (entry_id, tenant, occurred_at, raw, sha256, frozen, note, tags, author, created_at, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, '', '[]', ?, ?, ?)`)
      const added = entries.flatMap(({ entryId, raw, row }) => {
        const known = find.get(entryId) as { id: number; removed_at: number | null } | undefined
        if (known?.removed_at === null) return []
        if (known) {
          this.write(prepare, now, known.id, (state) => applied({ ...state, removed: false }, change))
          return [known.id]
        }
        const hash = Buffer.from(textHash(raw), 'hex')
        const frozen = JSON.stringify(row)
        const { lastInsertRowid } = insert.run(
          entryId,
          this.tenant,
          row.occurredAt ?? noTime,
          raw,
          hash,
          frozen,
          this.casework.author,
          now,
          now,
        )
        const id = Number(lastInsertRowid)
        this.write(prepare, now, id, (state) => applied(state, change), true)
        return [id]
      })
      return { added, known: entries.length - added.length }
    })
  }

  /** One transaction: all of them or none. Those that are so already are left alone. */
  change(ids: readonly number[], change: BookmarkChange): { changed: number; edit: EditSpan | null } {
    return this.casework.edit((db, now, prepare) => {
      caseIsThere(db, change)
      const lines = ids.flatMap((id) => this.write(prepare, now, id, (state) => applied(state, change)) ?? [])
      const [first, last] = [lines[0], lines.at(-1)]
      return { changed: lines.length, edit: first === undefined || last === undefined ? null : { first, last, at: now } }
    })
  }

  /** Takes an edit back in one transaction, as far as nobody changed the same since. */
  undo({ first, last, at }: EditSpan): { undone: number; kept: number } {
    return this.casework.edit((db, now, prepare) => {
      const lines = db
        .prepare("SELECT subject, before, after FROM history WHERE kind = 'bookmark' AND id BETWEEN ? AND ? AND at = ?")
        .all(first, last, at) as { subject: number; before: string | null; after: string }[]
      let [undone, kept] = [0, 0]
      for (const { subject, before, after } of lines) {
        const was = before === null ? null : (JSON.parse(before) as BookmarkState)
        const line = this.write(prepare, now, subject, (state) => {
          const { next, isWhole } = takenBack(state, was, JSON.parse(after) as BookmarkState)
          if (!isWhole) kept++
          return next
        })
        if (line !== null) undone++
      }
      return { undone, kept }
    })
  }

  /** Takes bookmarks away, or back; nothing of them is lost (docs/decisions/casework.md, 29). */
  setRemoved(ids: readonly number[], removed: boolean): void {
    this.casework.edit((_, now, prepare) => ids.forEach((id) => void this.write(prepare, now, id, (state) => ({ ...state, removed }))))
  }

  /** Writes a state that differs, with its history. @returns the line of history; null when nothing differs */
  private write(prepare: Prepare, now: number, id: number, next: (state: BookmarkState) => BookmarkState, isNew = false): number | null {
    const row = stillThere(
      prepare('SELECT note, tags, case_id, removed_at FROM bookmark WHERE id = ?').get(id) as
        (Pick<StoredRow, 'note' | 'tags' | 'case_id'> & { removed_at: number | null }) | undefined,
      'bookmark',
    )
    const before = { note: row.note, tags: tagsOf(row.tags), case: row.case_id, removed: row.removed_at !== null }
    const after = next(before)
    if (!isNew && JSON.stringify(before) === JSON.stringify(after)) return null
    prepare('UPDATE bookmark SET note = ?, tags = ?, case_id = ?, removed_at = ?, changed_at = ? WHERE id = ?').run(
      after.note,
      JSON.stringify(after.tags),
      after.case,
      after.removed ? now : null,
      now,
      id,
    )
    return this.casework.record('bookmark', id, now, isNew ? null : before, after)
  }

  /** The frozen text, and whether it still is what was hashed. */
  raw(id: number): { raw: Buffer; sha256: Buffer; entryId: string; intact: boolean } {
    const row = stillThere(
      this.casework.read((db) => db.prepare('SELECT raw, sha256, entry_id AS entryId FROM bookmark WHERE id = ?').get(id)) as
        { raw: Buffer; sha256: Buffer; entryId: string } | undefined,
      'bookmark',
    )
    return { ...row, intact: textHash(row.raw) === row.sha256.toString('hex') }
  }

  history(id: number): BookmarkEdit[] {
    const rows = this.casework.read((db) =>
      db.prepare("SELECT at, author, before, after FROM history WHERE kind = 'bookmark' AND subject = ? ORDER BY id DESC").all(id),
    ) as { at: number; author: string; before: string | null; after: string }[]
    return rows.map(({ at, author, before, after }) => ({
      at,
      author,
      before: before === null ? null : (JSON.parse(before) as BookmarkState),
      after: JSON.parse(after) as BookmarkState,
    }))
  }

  /** Those a list asks for, in its order. `titles` names the cases there are; a bookmark of any other is in none. */
  search(request: Pick<BookmarkListRequest, 'text' | 'case' | 'tag' | 'sort' | 'order'>, titles: ReadonlyMap<number, string>): Bookmark[] {
    const needle = fold(request.text.trim())
    const tag = request.tag === undefined ? undefined : fold(request.tag)
    const by = { occurred: ({ row }: Bookmark) => row.occurredAt, created: timeOf('createdAt'), changed: timeOf('changedAt') }[request.sort]
    const sign = request.order === 'asc' ? 1 : -1
    return [...this.all().values()]
      .filter(
        (each) =>
          (request.case === undefined || (each.case !== null && titles.has(each.case) ? each.case : null) === request.case) &&
          (tag === undefined || each.tags.some((one) => fold(one) === tag)) &&
          (needle === '' || textsOf(each, titles).some((text) => fold(text).includes(needle))),
      )
      .sort((a, b) => {
        const [first, second] = [by(a), by(b)]
        // What has no time is last in either order, as in the log.
        if (first === null || second === null) return Number(first === null) - Number(second === null) || a.id - b.id
        return sign * (first - second || a.id - b.id)
      })
  }
}

/** Another window may have removed the case: what is moved there would be in none. */
function caseIsThere(db: Db, change: BookmarkChange): void {
  if (typeof change.case === 'number')
    stillThere(db.prepare('SELECT 1 FROM case_file WHERE id = ? AND removed_at IS NULL').get(change.case), 'case')
}

const timeOf =
  (name: 'createdAt' | 'changedAt') =>
  (bookmark: Bookmark): number =>
    bookmark[name]

const tagsOf = (text: string): string[] => JSON.parse(text) as string[]

function bookmarkOf(row: StoredRow, frozen: FrozenRow, sha256: string): Bookmark {
  return {
    id: row.id,
    entryId: row.entry_id,
    row: frozen,
    sha256,
    note: row.note,
    tags: tagsOf(row.tags),
    case: row.case_id,
    author: row.author,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

function textsOf({ note, tags, case: inCase, row, entryId }: Bookmark, titles: ReadonlyMap<number, string>): string[] {
  const { actor, resource, target, action, ip } = row
  return [
    note,
    ...tags,
    inCase === null ? undefined : titles.get(inCase),
    entryId,
    action,
    ip,
    ...[actor.email, actor.name, resource.type, resource.name, resource.id, target?.email, target?.name, target?.id],
  ].filter((text) => text !== undefined)
}
