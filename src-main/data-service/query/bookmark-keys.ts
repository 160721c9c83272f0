import type { Bookmark } from '@contract/casework.ts'
import { nobody, type PeopleIndex } from './people-index.ts'

/** What a person wrote about an entry that can be sorted and counted by. */
export interface Written {
  readonly tags: readonly string[]
  /** The title of its case. */
  readonly case: string | null
}

/** What a query and a row ask of casework. The sets are never changed, only replaced. */
export interface BookmarkKeys {
  readonly bookmarked: ReadonlySet<number>
  readonly noted: ReadonlySet<number>
  /** Keys of the bookmarks that pass; the title is of the bookmark's case. */
  keysWhere(test: (bookmark: Bookmark, caseTitle: string | null) => boolean): ReadonlySet<number>
  /** By key, of those that have a tag or a case. Never changed, only replaced. */
  readonly written: ReadonlyMap<number, Written>
  /** Who is one under several names. */
  readonly people: PeopleIndex
  /** By key, of those that have one. Never changed, only replaced. */
  readonly notes: ReadonlyMap<number, string>
}

const none: ReadonlySet<number> = new Set()
/** A cache without casework. */
export const noBookmarkKeys: BookmarkKeys = {
  bookmarked: none,
  noted: none,
  keysWhere: () => none,
  written: new Map(),
  notes: new Map(),
  people: nobody,
}
