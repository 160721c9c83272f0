import type { ColumnId } from '@contract/settings.ts'
import { computed, shallowRef } from 'vue'
import type { EntryRow } from '@contract/entry.ts'
import { useSession } from '../../stores/session.ts'
import { moved, toggled } from './column-layout.ts'
import { fitOf } from './column-needs.ts'
import { gridColumn, type TimeParts } from './columns.ts'

type ChosenWidths = Partial<Record<ColumnId, number>>

/** Columns on screen and their widths, as the person set them; kept by settings. */
export function useColumns() {
  const session = useSession()
  const columns = computed<readonly ColumnId[]>(() => session.columns)
  const pinned = computed<readonly ColumnId[]>(() => session.pinned)
  /** While an edge is dragged: not kept until it is let go. Plain, because no proxy crosses to main. */
  const dragging = shallowRef<ChosenWidths | null>(null)
  const widths = computed<ChosenWidths>(() => dragging.value ?? session.settings.columnWidths)

  const keepColumns = (next: readonly ColumnId[]): void => {
    if (next !== columns.value) void session.patch({ columns: [...next] })
  }
  function resize(id: ColumnId, width: number): void {
    dragging.value = { ...widths.value, [id]: Math.min(1200, Math.max(40, Math.round(width))) }
  }
  function keepWidths(): void {
    if (dragging.value) void session.patch({ columnWidths: dragging.value })
    dragging.value = null
  }
  function resetWidth(id: ColumnId): void {
    void session.patch({ columnWidths: Object.fromEntries(Object.entries(widths.value).filter(([column]) => column !== id)) })
  }
  /** As wide as it is on screen: a width that nobody chose is a share of the room. */
  const shownWidth = (id: ColumnId): number | undefined =>
    document.querySelector<HTMLElement>(`[role=columnheader][data-column=${id}]`)?.offsetWidth
  function widen(id: ColumnId, by: number): void {
    resize(id, (widths.value[id] ?? shownWidth(id) ?? gridColumn(id).min) + by)
    keepWidths()
  }
  function moveBefore(id: ColumnId, before: ColumnId): void {
    const all = columns.value
    keepColumns(moved(all, id, all.indexOf(before) - all.indexOf(id)))
  }
  const move = (id: ColumnId, step: number): void => keepColumns(moved(columns.value, id, step))
  const toggle = (id: ColumnId): void => keepColumns(toggled(columns.value, id))
  /** Pinned, it stands behind those that are; let go, before the others. */
  function pin(id: ColumnId, isPinned: boolean): void {
    const others = pinned.value.filter((each) => each !== id)
    const rest = columns.value.filter((each) => each !== id && !others.includes(each))
    void session.patch({ pinnedColumns: isPinned ? [...others, id] : others, columns: [...others, id, ...rest] })
  }
  /** As wide as the widest of these rows' texts, and as the title. */
  const fit = (id: ColumnId, rows: readonly EntryRow[], zone: string, time: TimeParts): void => {
    resize(id, fitOf(id, rows, zone, time))
    keepWidths()
  }
  const resetWidths = (): void => void session.patch({ columnWidths: {} })

  return { columns, pinned, widths, pin, fit, resize, keepWidths, resetWidth, resetWidths, widen, move, moveBefore, toggle }
}
