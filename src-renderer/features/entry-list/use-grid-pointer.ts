import type { EntryRow } from '@contract/entry.ts'
import { titleOf } from './row-cells.ts'
import type { useGridCursor } from './use-grid-cursor.ts'

/** The row an event happened on, by index; null when on none. */
function rowIndexOf(event: Event): number | null {
  const line = event.target instanceof Element ? event.target.closest('[aria-rowindex]') : null
  // The header is row 1.
  return line ? Number(line.getAttribute('aria-rowindex')) - 2 : null
}

/** What clicks on rows do, and the title a cell gets when the pointer comes to it: made beforehand, titles would cost every row of every frame. */
export function useGridPointer(
  cursor: ReturnType<typeof useGridCursor>,
  rowAt: (index: number) => EntryRow | undefined,
  zone: () => string,
  focus: () => void,
) {
  function press(event: MouseEvent): void {
    const index = rowIndexOf(event)
    if (index === null) return
    focus()
    if (event.shiftKey) cursor.pick(index, 'extend')
    else if (event.ctrlKey || event.metaKey) cursor.pick(index, 'toggle')
    else {
      cursor.clearPicked()
      cursor.index.value = index
      cursor.openAt(index)
    }
  }

  let explained: EntryRow | undefined
  function explain(event: PointerEvent): void {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null
    const index = rowIndexOf(event)
    const row = index === null ? undefined : rowAt(index)
    if (!cell || !row || (row === explained && cell.title !== '')) return
    explained = row
    cell.title = titleOf(cell.dataset['column'] ?? '', row, zone())
  }

  return { press, explain }
}
