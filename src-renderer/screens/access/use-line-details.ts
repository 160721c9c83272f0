import type { EntryKey } from '@contract/entry.ts'
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { copyText } from '../../api/client.ts'
import type { TableText } from '../../shared/clipboard/table-text.ts'
import { useLineCursor } from '../../shared/lines/use-line-cursor.ts'
import { useView } from '../../stores/view.ts'

/** What a page does with its table. */
export interface TableOfLines {
  readonly reveal: (index: number) => void
  readonly focus: () => void
  readonly hasFocus: () => boolean
  readonly pageRows: () => number
  readonly toTop: () => void
}

interface Page<L> {
  /** As the sheet of keys has it. */
  readonly group: string
  readonly total: () => number
  readonly line: (index: number) => L | undefined
  /** The question that the lines answer. */
  readonly answered: Ref<unknown>
  readonly table: Readonly<Ref<TableOfLines | null>>
  readonly copied: (line: L) => TableText
}

/** Where one was when a story was opened from a page: one comes back to it. */
let left: { readonly group: string; readonly index: number | null; readonly isOpen: boolean } | null = null

/** What stands beside a table of lines: why the line one is at is so, or an entry; with the keys that walk and copy. */
export function useLineDetails<L>({ group, total, line, answered, table, copied }: Page<L>) {
  const details = shallowRef<{ readonly kind: 'why' } | { readonly kind: 'entry'; readonly key: EntryKey } | null>(null)
  /** What was copied, or that it was not. */
  const said = ref('')
  const openWhy = (): void => void (details.value = { kind: 'why' })
  const openEntry = (key: EntryKey): void => void (details.value = { kind: 'entry', key })
  const cursor = useLineCursor({ group, noun: 'line', total, table: () => table.value, open: openWhy, close, copy: () => void copy() })
  const view = useView()
  let cameBack = left?.group === group ? left : null
  left = null
  onScopeDispose(() => (left = view.place.story ? { group, index: cursor.index.value, isOpen: details.value !== null } : null))
  function comeBack(): void {
    const { index = null, isOpen = false } = cameBack ?? {}
    cameBack = null
    if (index === null || index >= total()) return
    cursor.goTo(index)
    if (isOpen) openWhy()
    table.value?.focus()
  }
  const current = computed<L | undefined>(() => (cursor.index.value === null ? undefined : line(cursor.index.value)))

  watch(
    cursor.index,
    () => {
      said.value = ''
      if (details.value) openWhy()
    },
    // Before whoever moved the cursor opens something else.
    { flush: 'sync' },
  )
  // Another answer has other lines: none of them was chosen.
  watch(answered, () => {
    details.value = null
    cursor.leave()
    table.value?.toTop()
    if (cameBack) void nextTick(comeBack)
  })

  /** From an entry back to why, from there to the table; false where nothing was open. */
  function close(): boolean {
    if (details.value === null) return false
    if (details.value.kind === 'entry' && current.value !== undefined) openWhy()
    else {
      details.value = null
      table.value?.focus()
    }
    return true
  }
  function press(index: number): void {
    cursor.goTo(index)
    openWhy()
  }
  async function copy(): Promise<void> {
    if (current.value === undefined) return
    const { text, html } = copied(current.value)
    said.value = await copyText(text, html).then(
      () => 'Copied 1 line',
      () => 'Nothing was copied.',
    )
  }
  return { details, said, cursor, current, close, press, openEntry }
}
