import type { Bookmark } from '@contract/casework.ts'

/** What a query and a row ask of casework. The sets are never changed, only replaced. */
export interface CaseworkMarks {
  readonly bookmarked: ReadonlySet<number>
  readonly noted: ReadonlySet<number>
  /** Keys of the bookmarks that pass; the title is of the bookmark's case. */
  keysWhere(test: (bookmark: Bookmark, caseTitle: string | null) => boolean): ReadonlySet<number>
}

const none: ReadonlySet<number> = new Set()
/** A cache without casework. */
export const noMarks: CaseworkMarks = { bookmarked: none, noted: none, keysWhere: () => none }
