import type { EntryRow } from '@contract/entry.ts'
import { tooltipOf } from './row-cells.ts'
import type { useGridCursor } from './use-grid-cursor.ts'

/** The row an event happened on, by index; null when on none. */
export function rowIndexOf(event: Event): number | null {
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
  let held: { readonly index: number; readonly row: EntryRow } | null = null
  /** The button goes down. */
  function hold(event: MouseEvent): void {
    const index = rowIndexOf(event)
    const row = index === null ? undefined : rowAt(index)
    held = event.button === 0 && index !== null && row ? { index, row } : null
  }
  /**
   * It comes up. Leaving the search box applies and remembers what was typed, so that rows may be others by now, or drawn by other elements,
   * of which the browser makes no click: a person gets what they pressed.
   */
  function release(event: MouseEvent): void {
    const was = held
    held = null
    if (!was) return
    if (rowAt(was.index)?.key === was.row.key) {
      if (rowIndexOf(event) === was.index) choose(was.index, event)
    } else if (!event.shiftKey && !event.ctrlKey && !event.metaKey) {
      focus()
      cursor.openEntry(was.row.key)
    }
  }
  /** Without a button: somebody's tool presses the row. */
  function press(event: MouseEvent): void {
    const index = rowIndexOf(event)
    if (event.detail === 0 && index !== null) choose(index, event)
  }
  function choose(index: number, { shiftKey, ctrlKey, metaKey }: MouseEvent): void {
    focus()
    if (shiftKey) cursor.pick(index, 'extend')
    else if (ctrlKey || metaKey) cursor.pick(index, 'toggle')
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
    cell.title = tooltipOf(cell.dataset['column'] ?? '', row, zone())
  }

  return { hold, release, press, explain }
}
