import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/settings.ts'
import { columnOf, type Widths } from './columns.ts'
import { cellsOf } from './row-cells.ts'

/** Advance of a letter, CSS pixels: JetBrains Mono's is exact, Inter's what its wider texts come to, so that few are cut. */
const letter = { mono: 7.2, text: 7 } as const
const mono: ReadonlySet<ColumnId> = new Set(['ip', 'permission'])
const [gap, icon] = [10, 22]

/**
 * Widths at which the texts of these rows are whole, of the columns that share the room; and at least what they were before: columns grow with a new
 * result, they do not move to and fro. Counts letters; measuring them would have the page laid out once more before the first rows.
 */
export function needsOf(rows: readonly EntryRow[], columns: readonly ColumnId[], before: Widths): Widths {
  const sharing = columns.filter((id) => columnOf(id).grow > 0)
  const needs: Widths = { ...before }
  const time = { year: false, offset: false }
  for (const row of rows)
    for (const cell of cellsOf(row, sharing, 'UTC', time)) {
      const letters = cell.text.length + cell.after.length
      const room = Math.ceil(letters * letter[mono.has(cell.id) ? 'mono' : 'text']) + gap + (cell.icon ? icon : 0)
      needs[cell.id] = Math.max(needs[cell.id] ?? 0, room)
    }
  return needs
}
