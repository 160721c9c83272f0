import type { EntryKey, EntryRow } from '@contract/entry.ts'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { ask } from '../../api/client.ts'
import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import type { Answered } from '../../stores/query-runner.ts'
import { extendTo, listsTheSame, nothingSelected, selectedCount, toggleRow } from './row-selection.ts'
import { rowsPerPage, topToCentre, topToReveal, type Extent } from '../../composables/virtual-window.ts'

interface Scroll {
  readonly top: Ref<number>
  readonly extent: Ref<Extent>
  readonly moveTo: (top: number) => void
}

/**
 * The row a person is at, and the rows they picked. The cursor walks over the whole result; when the details of an entry are open they
 * follow it. `rowAt` may not know a row yet: opening it then waits until it does.
 */
export function useGridCursor(
  answered: Ref<Answered | null>,
  scroll: Scroll,
  rowAt: (index: number) => EntryRow | undefined,
  opened: Ref<EntryKey | null>,
  open: (key: EntryKey | null) => void,
) {
  const index = ref<number | null>(null)
  const picked = shallowRef(nothingSelected)
  const pickedCount = computed(() => selectedCount(picked.value))
  const total = computed(() => answered.value?.answer.total ?? 0)
  /** A row that shall be opened as soon as it is here. */
  let awaited: number | null = null

  function openAt(at: number): void {
    const row = rowAt(at)
    awaited = row ? null : at
    if (row) open(row.key)
  }
  /** Opens an entry wherever it is now. */
  function openEntry(key: EntryKey): void {
    picked.value = nothingSelected
    awaited = null
    open(key)
    void find({ key })
  }
  /** To be called when rows came in. */
  function rowsCame(): void {
    if (awaited !== null && rowAt(awaited)) openAt(awaited)
  }

  function goTo(to: number, how: 'reveal' | 'centre' = 'reveal'): void {
    if (total.value === 0) return
    const at = Math.min(total.value - 1, Math.max(0, to))
    index.value = at
    const { extent, top } = scroll
    scroll.moveTo(how === 'centre' ? topToCentre(at, extent.value) : topToReveal(at, top.value, extent.value))
    if (opened.value !== null) openAt(at)
  }
  /** Moves by rows; the first move of all goes to the first row on screen. */
  function move(by: number): void {
    const firstSeen = Math.ceil(scroll.top.value / scroll.extent.value.rowHeight)
    goTo(index.value === null ? firstSeen : index.value + by)
  }
  const pageRows = (): number => rowsPerPage(scroll.extent.value)
  const movePage = (pages: number): void => move(pages * pageRows())

  function pick(at: number, how: 'toggle' | 'extend'): void {
    picked.value = how === 'toggle' ? toggleRow(picked.value, at) : extendTo(picked.value, at, index.value ?? at)
    index.value = at
  }
  function pickAll(): void {
    if (total.value > 0) picked.value = { ranges: [{ from: 0, to: total.value }], anchor: 0 }
  }
  /** What a person picked, or the row they are at. */
  function chosen(): ChosenRows | null {
    const from = answered.value
    if (!from) return null
    const { ranges } = picked.value
    if (ranges.length > 0) {
      const entries = {
        result: from.answer.result,
        order: from.request.order,
        sort: from.request.sort,
        rows: ranges.map((range) => ({ ...range })),
      }
      return { count: pickedCount.value, picked: true, entries }
    }
    const key = (index.value === null ? undefined : rowAt(index.value)?.key) ?? opened.value
    return key === null ? null : { count: 1, picked: false, entries: { keys: [key] } }
  }
  function clearPicked(): void {
    picked.value = nothingSelected
  }
  function openHere(): void {
    if (index.value !== null) openAt(index.value)
  }

  /** Asks where an entry or a time stands in the result, and goes there. False when it is not in it. */
  async function find(at: { readonly key: EntryKey } | { readonly time: number }): Promise<boolean> {
    const from = answered.value
    if (!from) return false
    const { tenant, order, sort } = from.request
    const found = await ask('log.position', { tenant, result: from.answer.result, order, sort, at }).catch(() => null)
    if (answered.value !== from || found?.index == null) return false
    index.value = found.index
    if ('time' in at) goTo(found.index, 'centre')
    else reveal(found.index)
    return true
  }
  function reveal(at: number): void {
    const { extent, top } = scroll
    const to = topToReveal(at, top.value, extent.value)
    if (to !== top.value) scroll.moveTo(topToCentre(at, extent.value))
  }

  watch(answered, (now, before) => {
    if (now?.cause === 'more') {
      // A person may have begun to read: it is gone to only from where they have not moved.
      if (opened.value !== null && index.value === null && scroll.top.value === 0) void find({ key: opened.value })
      return
    }
    awaited = null
    if (!listsTheSame(before, now)) clearPicked()
    if (!now || now.cause === 'new') {
      index.value = null
      scroll.moveTo(0)
    } else if (before && now.answer.total === 0) index.value = null
    if (now && opened.value !== null) void find({ key: opened.value })
  })
  watch(opened, (key) => {
    if (key === null || (index.value !== null && rowAt(index.value)?.key === key)) return
    void find({ key })
  })

  return {
    index,
    picked,
    pickedCount,
    goTo,
    move,
    movePage,
    pageRows,
    pick,
    pickAll,
    chosen,
    clearPicked,
    openAt,
    openEntry,
    openHere,
    rowsCame,
    find,
  }
}
