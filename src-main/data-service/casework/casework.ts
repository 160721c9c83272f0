import { basename } from 'node:path'
import type { Bookmark, BookmarkListRequest } from '@contract/casework.ts'
import { Bookmarks } from './bookmarks.ts'
import { CaseNotes } from './case-notes.ts'
import { Cases } from './cases.ts'
import { DenialReviews } from './denial-reviews.ts'
import { People } from './people.ts'
import { CaseworkStore, type CaseworkOptions } from './store.ts'
import { Views } from './views.ts'

/** One tenant's casework while it is open. */
export class Casework {
  readonly store: CaseworkStore
  readonly bookmarks: Bookmarks
  readonly cases: Cases
  readonly notes: CaseNotes
  readonly views: Views
  readonly people: People
  readonly denials: DenialReviews

  constructor(options: CaseworkOptions) {
    this.store = new CaseworkStore(options)
    this.bookmarks = new Bookmarks(this.store, basename(options.folder))
    this.cases = new Cases(this.store)
    this.notes = new CaseNotes(this.store)
    this.views = new Views(this.store)
    this.people = new People(this.store)
    this.denials = new DenialReviews(this.store)
  }

  /** A bookmark of a case that was removed is in none. */
  search(request: Pick<BookmarkListRequest, 'text' | 'case' | 'tag' | 'sort' | 'order'>): Bookmark[] {
    const titles = new Map(this.cases.all().map(({ id, title }) => [id, title]))
    return this.bookmarks.search(request, titles)
  }
}
