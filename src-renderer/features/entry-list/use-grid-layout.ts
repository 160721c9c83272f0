import type { ColumnId } from '@contract/setting-names.ts'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { useSession } from '../../stores/session.ts'
import type { Answered } from '../../stores/query-runner.ts'
import { useView } from '../../stores/view.ts'
import { besideDetails, layOut, type ColumnWidths } from './column-layout.ts'
import { needsOf } from './column-needs.ts'
import type { RowAppearance } from './row-element.ts'
import type { Frame } from './row-painter.ts'
import { useColumns } from './use-columns.ts'
import { useTimeParts } from './use-time-parts.ts'

/** The columns on screen, where each stands, and how rows look; `room`: how wide the grid is, CSS pixels. */
export function useGridLayout(answered: Ref<Answered | null>, frame: Ref<Frame>, rowHeight: Ref<number>, room: Ref<number>) {
  const session = useSession()
  const chosenColumns = useColumns()
  const { pinned, widths } = chosenColumns
  const timeParts = useTimeParts(answered)
  const isBesideDetails = (): boolean => useView().place.selected !== null
  /** By what they are: the same columns are no reason to draw all rows anew. */
  const columns = computed<readonly ColumnId[]>((before) => {
    const all = chosenColumns.columns.value
    const shown = isBesideDetails() ? besideDetails(all, widths.value, timeParts.value, room.value) : all
    return before?.join() === shown.join() ? before : shown
  })
  const needs = shallowRef<ColumnWidths>({})
  /** Of the longest answer so far: columns that grew with every key pressed would have the page laid out anew with it. */
  let counted = 0
  watch(
    [answered, columns],
    ([answer, shown], [, before]) => {
      const rows = answer?.answer.rows ?? []
      if (rows.length <= counted && shown === before) return
      counted = rows.length
      needs.value = needsOf(rows, shown, needs.value)
    },
    { immediate: true },
  )
  const layout = computed(() => layOut(columns.value, widths.value, timeParts.value, needs.value, room.value))
  const appearance = computed<RowAppearance>(() => ({
    columns: columns.value,
    zone: session.zone,
    timeParts: timeParts.value,
    rowHeight: rowHeight.value,
    pinned: pinned.value,
  }))
  /** Where a pinned column stays, as variables of the grid. */
  const places = computed(() => Object.fromEntries(pinned.value.map((id) => [`--pin-${id}`, `${layout.value.starts.get(id) ?? 0}px`])))
  /** Makes a column as wide as its texts on screen. */
  function fit(id: ColumnId): void {
    const rows = frame.value.rows.filter((row) => row !== undefined)
    chosenColumns.fit(id, rows, session.zone, timeParts.value)
  }
  return { chosenColumns, columns, layout, appearance, places, timeParts, fit }
}
