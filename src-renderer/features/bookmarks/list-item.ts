import type { CaseNote, ListedPlace } from '@contract/casework.ts'
import { chronology } from '@language/chronology.ts'

/** A line of the list: a bookmark, or a note between the entries of a case. */
export type ListItem =
  | { readonly kind: 'entry'; readonly key: string; readonly entry: ListedPlace }
  | { readonly kind: 'note'; readonly key: string; readonly note: CaseNote }

/** The lines of a list; `notes` are those of a case whose entries are in the order of time. */
export function itemsOf(places: readonly ListedPlace[], notes: readonly CaseNote[], order: 'asc' | 'desc'): ListItem[] {
  return chronology(places, notes, order).map((item) =>
    item.kind === 'entry'
      ? { kind: 'entry', key: `e${item.entry.id}`, entry: item.entry }
      : { kind: 'note', key: `n${item.note.id}`, note: item.note },
  )
}

/** Where a note that is written at a line of the list stands: after its entry, or beside another note. */
export function placeAt(item: ListItem | undefined): Pick<CaseNote, 'after' | 'at'> {
  if (!item) return { after: null, at: null }
  return item.kind === 'entry' ? { after: item.entry.entryId, at: item.entry.at } : { after: item.note.after, at: item.note.at }
}
