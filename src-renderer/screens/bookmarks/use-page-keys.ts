import type { Ref } from 'vue'
import { useCasework } from '../../stores/casework.ts'
import type { ListItem } from '../../features/bookmarks/list-item.ts'
import type { useListCursor } from '../../features/bookmarks/use-list-cursor.ts'
import { useListKeys } from '../../features/bookmarks/use-list-keys.ts'
import { useKeys } from '../../composables/use-keys.ts'
import { focusNextPane, type Pane } from '../log/panes-by-key.ts'

interface Page {
  readonly list: Ref<{ readonly focus: () => void; readonly hasFocus: () => boolean; readonly pageRows: () => number } | null>
  readonly bulk: Ref<{ readonly focusTags: () => void } | null>
  readonly cursor: ReturnType<typeof useListCursor>
  readonly items: Ref<readonly ListItem[]>
  readonly openHere: () => void
  readonly closeDetails: () => boolean
  readonly addNote: () => (() => void) | null
}

const panes: readonly Pane[] = [
  ['header', '[aria-label="Search bookmarks"]'],
  ['[aria-label="Cases and tags"]', 'button'],
  ['[role="grid"]', ''],
  ['[aria-label="Entry details"]', ''],
  ['[aria-label="Case"]', 'textarea'],
  ['[aria-label="Note between entries"]', 'textarea'],
]

/** Whether nothing on the page has the focus: it is new, or what had it is gone. */
export const isNowhere = (): boolean => document.activeElement === document.body || document.activeElement?.tagName === 'MAIN'

/** The keys of the page of bookmarks. */
export function usePageKeys({ list, bulk, cursor, items, openHere, closeDetails, addNote }: Page): void {
  const casework = useCasework()

  function write(at: 'note' | 'tags'): void {
    if (at === 'tags' && cursor.picked.value.size > 0) return bulk.value?.focusTags()
    openHere()
    if (cursor.item.value?.kind === 'entry') casework.wanted = { at, of: { bookmark: cursor.item.value.entry.id } }
  }
  function remove(): void {
    const { item, picked } = cursor
    if (picked.value.size > 0) void casework.remove([...picked.value])
    else if (item.value?.kind === 'entry') void casework.remove([item.value.entry.id])
    else if (item.value) void casework.removeNote(item.value.note.id)
  }
  const across = (id: string, key: string, description: string, by: 1 | -1) =>
    ({ id, keys: [key], description, group: 'Bookmarks', inFields: true, keyOnly: true, run: () => focusNextPane(by, panes) }) as const
  useKeys().register(
    across('next-pane', 'F6', 'Next part: search, cases and tags, bookmarks, details', 1),
    across('last-pane', 'Shift+F6', 'Part before', -1),
  )
  useListKeys(() => ({
    cursor,
    total: () => items.value.length,
    pageRows: () => list.value?.pageRows() ?? 1,
    inList: () => isNowhere() || (list.value?.hasFocus() ?? false),
    focus: () => list.value?.focus(),
    open: openHere,
    close: closeDetails,
    write,
    remove,
    addNote: addNote(),
  }))
}
