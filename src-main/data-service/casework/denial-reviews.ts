import type { EditSpan } from '@contract/casework.ts'
import { denialDecision, type DenialDecision, type DenialReview } from '@contract/denied.ts'
import { userWord } from '@language/denial-words.ts'
import { z } from 'zod'
import type { Prepare } from '../sqlite/database.ts'
import { stillThere } from './still-there.ts'
import type { CaseworkStore } from './store.ts'

/** What a person reviews: a user's denied checks of a permission, as many as there were up to a time (ms). */
type Reviewed = Pick<DenialReview, 'user' | 'permission' | 'through' | 'checks'>

/** What a review was or became; none is decided once it is taken away. */
const reviewState = z.object({
  decision: denialDecision.nullable(),
  note: z.string(),
  through: z.number(),
  checks: z.number(),
})
type ReviewState = z.infer<typeof reviewState>

interface StoredReview {
  readonly id: number
  readonly user: string
  readonly permission: string
  readonly decision: DenialDecision
  readonly note: string
  readonly through: number
  readonly checks: number
  readonly author: string
  readonly created_at: number
  readonly changed_at: number
  readonly removed_at: number | null
}

/** What was decided of denied checks, by the user's and the permission's own words: one review of each, with its history. */
export class DenialReviews {
  private known: { readonly version: number; readonly all: readonly DenialReview[] } | null = null

  constructor(private readonly casework: CaseworkStore) {}

  /** Oldest first; those that were taken away are left out. */
  all(): readonly DenialReview[] {
    const { version } = this.casework
    if (this.known?.version !== version) {
      const rows = this.casework.read((db) => db.prepare('SELECT * FROM denial_review WHERE removed_at IS NULL ORDER BY id').all())
      this.known = { version, all: (rows as StoredReview[]).map(reviewOf) }
    }
    return this.known.all
  }

  /** One transaction: all of them or none. @param decision null: their reviews are taken away */
  review(lines: readonly Reviewed[], decision: DenialDecision | null, note: string): { changed: number; edit: EditSpan | null } {
    return this.casework.edit((_, now, prepare) => {
      const written = lines.flatMap(({ user, permission, through, checks }) => {
        const found = prepare('SELECT id FROM denial_review WHERE user = ? AND permission = ?').get(userWord(user), permission)
        const known = (found as { id: number } | undefined)?.id ?? null
        if (decision === null)
          return known === null ? [] : (this.write(prepare, now, known, (state) => ({ ...state, decision: null })) ?? [])
        const next = { decision, note, through, checks }
        return known === null
          ? this.add(prepare, now, { user: userWord(user), permission }, next)
          : (this.write(prepare, now, known, () => next) ?? [])
      })
      const [first, last] = [written[0], written.at(-1)]
      return { changed: written.length, edit: first === undefined || last === undefined ? null : { first, last, at: now } }
    })
  }

  /** Takes an edit back in one transaction; what was decided anew since stays. */
  undo({ first, last, at }: EditSpan): { undone: number; kept: number } {
    return this.casework.edit((db, now, prepare) => {
      const lines = db
        .prepare("SELECT subject, before, after FROM history WHERE kind = 'denial' AND id BETWEEN ? AND ? AND at = ?")
        .all(first, last, at) as { subject: number; before: string | null; after: string }[]
      let [undone, kept] = [0, 0]
      for (const { subject, before, after } of lines) {
        const mine = reviewState.parse(JSON.parse(after))
        const was = before === null ? { ...mine, decision: null } : reviewState.parse(JSON.parse(before))
        const written = this.write(prepare, now, subject, (state) => {
          if (same(state, mine)) return was
          kept++
          return state
        })
        if (written !== null) undone++
      }
      return { undone, kept }
    })
  }

  /** @returns the line of history */
  private add(prepare: Prepare, now: number, { user, permission }: Pick<StoredReview, 'user' | 'permission'>, state: ReviewState): number {
    const { lastInsertRowid } = prepare(
      `INSERT INTO denial_review (user, permission, decision, note, through, checks, author, created_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(user, permission, state.decision, state.note, state.through, state.checks, this.casework.author, now, now)
    return this.casework.record('denial', Number(lastInsertRowid), now, null, state)
  }

  /** Writes a state that differs, with its history, as this person's. @returns the line of history; null when nothing differs */
  private write(prepare: Prepare, now: number, id: number, next: (state: ReviewState) => ReviewState): number | null {
    const row = stillThere(prepare('SELECT * FROM denial_review WHERE id = ?').get(id) as StoredReview | undefined, 'review')
    const { note, through, checks } = row
    const before = { decision: row.removed_at === null ? row.decision : null, note, through, checks }
    const after = next(before)
    if (same(before, after)) return null
    prepare(
      'UPDATE denial_review SET decision = ?, note = ?, through = ?, checks = ?, author = ?, changed_at = ?, removed_at = ? WHERE id = ?',
    ).run(
      after.decision ?? row.decision,
      after.note,
      after.through,
      after.checks,
      this.casework.author,
      now,
      after.decision === null ? now : null,
      id,
    )
    return this.casework.record('denial', id, now, before, after)
  }
}

const same = (a: ReviewState, b: ReviewState): boolean =>
  a.decision === b.decision && a.note === b.note && a.through === b.through && a.checks === b.checks

function reviewOf(row: StoredReview): DenialReview {
  return {
    id: row.id,
    user: row.user,
    permission: row.permission,
    decision: row.decision,
    note: row.note,
    through: row.through,
    checks: row.checks,
    author: row.author,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}
