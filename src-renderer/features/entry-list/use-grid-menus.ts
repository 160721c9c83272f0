import type { EntryRow } from '@contract/entry.ts'
import { columnIds, type ColumnId } from '@contract/setting-names.ts'
import { nextTick, shallowRef } from 'vue'
import { asksForMenu, atPoint, below, type MenuPlace } from './menu-place.ts'
import { isSelected } from './row-selection.ts'
import type { RowMenuSubject } from './row-menu.ts'
import { rowIndexOf } from './use-grid-pointer.ts'
import type { useGridCursor } from './use-grid-cursor.ts'

interface Grid {
  readonly cursor: ReturnType<typeof useGridCursor>
  readonly rowAt: (index: number) => EntryRow | undefined
  readonly zone: () => string
  readonly focus: () => void
  /** The element of the row one is at. */
  readonly activeRow: () => Element | null
  readonly grid: () => HTMLElement | null
}

/** The menus on rows and on titles: which is open, about what, and where the focus goes back to. */
export function useGridMenus({ cursor, rowAt, zone, focus, activeRow, grid }: Grid) {
  const rowMenu = shallowRef<{ readonly subject: RowMenuSubject; readonly place: MenuPlace } | null>(null)
  const columnMenu = shallowRef<{ readonly id: ColumnId; readonly place: MenuPlace } | null>(null)

  function openRow(index: number, column: ColumnId | null, place: MenuPlace): void {
    const row = rowAt(index)
    if (!row) return
    // A row beside the selection is meant alone.
    if (!isSelected(cursor.picked.value, index)) cursor.clearPicked()
    cursor.index.value = index
    columnMenu.value = null
    rowMenu.value = { subject: { row, column, picked: cursor.pickedCount.value, zone: zone() }, place }
  }
  function onContextMenu(event: MouseEvent): void {
    const index = rowIndexOf(event)
    if (index === null || index < 0) return
    event.preventDefault()
    const name = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]')?.dataset['column'] : undefined
    focus()
    openRow(index, columnIds.find((id) => id === name) ?? null, atPoint(event.clientX, event.clientY))
  }
  /** The menu key, while the grid itself has the focus. */
  function onKey(event: KeyboardEvent): void {
    if (!asksForMenu(event) || event.target !== grid()) return
    const at = cursor.index.value
    const element = activeRow()
    if (at === null || !element) return
    event.preventDefault()
    openRow(at, null, below(element))
  }
  function closeRow(refocus: boolean): void {
    rowMenu.value = null
    if (refocus) focus()
  }

  function openColumn(id: ColumnId, place: MenuPlace): void {
    rowMenu.value = null
    columnMenu.value = { id, place }
  }
  /** Back to the button that opened it, or to the title; where the column is gone, to the rows. */
  function closeColumn(refocus: boolean): void {
    const { id, place } = columnMenu.value ?? {}
    columnMenu.value = null
    if (!refocus) return
    const titleOf = (): HTMLElement | null => {
      const from = place?.anchor
      if (from instanceof HTMLButtonElement && from.isConnected) return from
      return grid()?.querySelector<HTMLElement>(`[role=columnheader][data-column="${id ?? ''}"] button`) ?? null
    }
    titleOf()?.focus()
    // Its element may move or go with what was chosen.
    void nextTick(() => {
      if (document.activeElement === document.body) (titleOf() ?? grid())?.focus()
    })
  }

  return { rowMenu, columnMenu, onContextMenu, onKey, closeRow, openColumn, closeColumn }
}
