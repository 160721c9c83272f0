import type { BookmarkChange, BookmarkState } from '@contract/casework.ts'
import { fold } from '@language/pattern.ts'

export type { BookmarkState }

/** A state with a person's change. */
export function applied(state: BookmarkState, { note, tags, addTags, removeTags, case: inCase }: BookmarkChange): BookmarkState {
  const gone = new Set(removeTags?.map(fold))
  return {
    ...state,
    note: note ?? state.note,
    tags: distinct([...(tags ?? state.tags).filter((tag) => !gone.has(fold(tag))), ...(addTags ?? [])]),
    case: inCase === undefined ? state.case : inCase,
  }
}

/** The first spelling of each tag. */
function distinct(tags: readonly string[]): string[] {
  const folded = tags.map(fold)
  return tags.filter((_, at) => folded.indexOf(folded[at] ?? '') === at)
}

const parts = ['note', 'tags', 'case', 'removed'] as const

/**
 * `now` with what an edit changed as it was `before` it (null: there was no bookmark). What was changed again since stays as it is; `isWhole`
 * tells whether nothing was.
 */
export function takenBack(
  now: BookmarkState,
  before: BookmarkState | null,
  after: BookmarkState,
): { readonly next: BookmarkState; readonly isWhole: boolean } {
  const was = before ?? { ...after, removed: true }
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const edited = parts.filter((part) => !same(was[part], after[part]))
  const mine = edited.filter((part) => same(now[part], after[part]))
  const next = { ...now, ...Object.fromEntries(mine.map((part) => [part, was[part]])) }
  return { next, isWhole: mine.length === edited.length }
}
