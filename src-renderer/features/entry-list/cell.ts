import type { MarkIcon } from '@contract/marks.ts'
import { isPlain } from '../../components/visible-text.ts'

/** A drawing of the icon sprite; its ids are `grid-` and this. */
export type GridIcon =
  | 'user'
  | 'role'
  | 'group'
  | 'check'
  | 'other'
  | 'success'
  | 'failed'
  | 'unknown'
  | 'picked'
  | 'bookmarked'
  | 'noted'
  | 'invalid'
  | 'drifted'
  | 'vanished'
  | 'late'
  | `mark-${MarkIcon}`

/** What a cell of the grid shows, in the order it is read. */
export interface GridCell {
  readonly icon: GridIcon | null
  /** Quieter text before the text; only in a column that has room for it. */
  readonly before: string
  readonly text: string
  /** Quieter text after it; only in a column that has room for it. */
  readonly after: string
  /** Nothing in the texts needs to be made visible. */
  readonly plain: boolean
}

export function textCell(text = '', after = '', icon: GridIcon | null = null): GridCell {
  return { icon, before: '', text, after, plain: isPlain(text) && isPlain(after.trimStart()) }
}
