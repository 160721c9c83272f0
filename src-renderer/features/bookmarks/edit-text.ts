import type { BookmarkEdit } from '@contract/casework.ts'
import { visibleString } from '../../components/visible-text.ts'

/** What an edit did, after the name of who did it: *wrote the note*, *added the tag mfa*. */
export function bookmarkEditText({ before, after }: BookmarkEdit): string {
  const last = before ?? { note: '', tags: [], case: null, removed: false }
  const added = after.tags.filter((tag) => !last.tags.includes(tag))
  const removed = last.tags.filter((tag) => !after.tags.includes(tag))
  const list = (tags: readonly string[]): string => visibleString(tags.join(', '))
  const words = [
    before === null && 'bookmarked it',
    before !== null && before.removed !== after.removed && (after.removed ? 'removed it' : 'brought it back'),
    last.note !== after.note && (after.note === '' ? 'cleared the note' : last.note === '' ? 'wrote the note' : 'changed the note'),
    added.length > 0 && `added ${list(added)}`,
    removed.length > 0 && `took away ${list(removed)}`,
    last.case !== after.case && (after.case === null ? 'took it out of its case' : 'put it into a case'),
  ].filter((word) => word !== false)
  return words.join(', ') || 'changed nothing'
}
