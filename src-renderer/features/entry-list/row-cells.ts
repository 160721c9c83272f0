import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/settings.ts'
import { columnIds } from '@contract/setting-names.ts'
import { flagTexts } from '../../shared/entry/row-parts.ts'
import type { GridCell, GridIcon } from './cell.ts'
import { gridColumn, type TimeParts } from './columns.ts'

/** The cells of a row, one a column. */
export function cellsOf(row: EntryRow, columns: readonly ColumnId[], zone: string, time: TimeParts): readonly GridCell[] {
  return columns.map((id) => gridColumn(id).cell(row, zone, time))
}

/** The tooltip of a cell by its name in the page, the flags' cell too. */
export function tooltipOf(name: string, row: EntryRow, zone: string): string {
  if (name === 'flags') return flagTexts(row.flags).join('\n')
  const id = columnIds.find((one) => one === name)
  return id ? gridColumn(id).tooltip(row, zone) : ''
}

/** The weightiest of a row's flags; the others are in words. */
export function flagIcon({ bookmarked, noted, invalid, vanished, drifted, late }: EntryRow['flags']): GridIcon | null {
  return bookmarked
    ? 'bookmarked'
    : noted
      ? 'noted'
      : invalid
        ? 'invalid'
        : vanished
          ? 'vanished'
          : drifted
            ? 'drifted'
            : late
              ? 'late'
              : null
}

/** A cell's text as it is copied: as it was sent, with nothing made visible in it. */
export function copiedCell(id: ColumnId, row: EntryRow, zone: string): string {
  const { cell, copied } = gridColumn(id)
  if (copied) return copied(row, zone)
  const { text, after } = cell(row, zone, { year: true, allOf: null, offset: true })
  return text + after
}
