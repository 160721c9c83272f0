import { fail } from '@contract/errors.ts'

/** A row that was looked up by its id. Another window, or its own undo, may have taken it away. */
export function stillThere<Row>(row: Row | undefined, what: 'bookmark' | 'case' | 'note' | 'view' | 'person' | 'review' | 'backup'): Row {
  if (row === undefined) throw fail('not-found', `This ${what} is no longer there.`)
  return row
}
