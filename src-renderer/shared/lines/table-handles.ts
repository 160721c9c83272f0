import type { ShallowRef } from 'vue'

/** What a page does to a table of lines. */
export interface TableHandles {
  readonly reveal: (index: number) => void
  readonly focus: () => void
  readonly hasFocus: () => boolean
  readonly pageRows: () => number
  readonly toTop: () => void
}

/** The same of a table that is within another component, which exposes it. */
export function handlesOf(table: Readonly<ShallowRef<TableHandles | null>>): TableHandles {
  return {
    reveal: (index) => table.value?.reveal(index),
    focus: () => table.value?.focus(),
    hasFocus: () => table.value?.hasFocus() ?? false,
    pageRows: () => table.value?.pageRows() ?? 1,
    toTop: () => table.value?.toTop(),
  }
}
