import type { BookmarkEdit, CaseEdit } from '@contract/casework.ts'
import { caseStatusWords } from '@language/case-words.ts'
import { noteExcerpt } from './note-excerpt.ts'
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

/** What an edit did to a case or to a note in it, after the name of who did it: *changed the summary*. */
export function caseEditText({ note, before, after }: CaseEdit): string {
  const excerpt = visibleString(noteExcerpt(after.text || (before?.text ?? ''))).slice(0, 60)
  const what = note === null ? 'the summary' : `the note “${excerpt}”`
  if (before === null) return note === null ? `made the case “${visibleString(after.title ?? '')}”` : `wrote ${what}`
  const { status } = after
  const words = [
    before.removed !== after.removed && `${after.removed ? 'removed' : 'brought back'} ${note === null ? 'the case' : what}`,
    before.title !== after.title && `renamed it from “${visibleString(before.title ?? '')}”`,
    before.status !== status && status !== undefined && `set it to ${caseStatusWords[status].toLowerCase()}`,
    before.text !== after.text && (after.text === '' ? `cleared ${what}` : before.text === '' ? `wrote ${what}` : `changed ${what}`),
  ].filter((word) => word !== false)
  return words.join(', ') || 'changed nothing'
}

/** The text that an edit replaced; null where there was none, or it stayed. */
export const replacedText = ({ before, after }: CaseEdit): string | null =>
  before === null || before.text === '' || before.text === after.text ? null : before.text
