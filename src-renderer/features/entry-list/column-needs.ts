import type { EntryRow } from '@contract/entry.ts'
import { columnTitles } from '@contract/setting-names.ts'
import type { ColumnId } from '@contract/settings.ts'
import type { ColumnWidths } from './column-layout.ts'
import type { TimeParts } from './columns.ts'
import { gridColumn } from './columns.ts'
import type { GridCell } from './cell.ts'
import { cellsOf } from './row-cells.ts'

/** Advance of a letter, CSS pixels: JetBrains Mono's is exact, Inter's what its wider texts come to, so that few are cut. */
const letter = { code: 7.2, text: 7 } as const
const [gap, icon] = [10, 22]

function roomFor(id: ColumnId, cell: GridCell): number {
  const letters = cell.before.length + cell.text.length + cell.after.length
  return Math.ceil(letters * letter[gridColumn(id).codes ? 'code' : 'text']) + gap + (cell.icon ? icon : 0)
}

/** The width at which a column's title and its texts in these rows are whole, CSS pixels. */
export function fitOf(id: ColumnId, rows: readonly EntryRow[], zone: string, time: TimeParts): number {
  // Beside a title stand the arrow of the order and the button of its menu.
  const title = (columnTitles[id].length + (gridColumn(id).zoned ? 6 : 0)) * letter.text + 56
  return rows.reduce((most, row) => Math.max(most, roomFor(id, gridColumn(id).cell(row, zone, time))), title)
}

/**
 * Widths at which the texts of these rows are whole, of the columns that share the room; and at least what they were before: columns grow with a new
 * result, they do not move to and fro. Counts letters; measuring them would have the page laid out once more before the first rows.
 */
export function needsOf(rows: readonly EntryRow[], columns: readonly ColumnId[], before: ColumnWidths): ColumnWidths {
  const sharing = columns.filter((id) => gridColumn(id).grow > 0)
  const needs: ColumnWidths = { ...before }
  const time = { year: false, allOf: null, offset: false }
  for (const row of rows) {
    const cells = cellsOf(row, sharing, 'UTC', time)
    sharing.forEach((id, at) => {
      const cell = cells[at]
      if (cell) needs[id] = Math.max(needs[id] ?? 0, roomFor(id, cell))
    })
  }
  return needs
}
