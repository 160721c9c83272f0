import { ref } from 'vue'
import { useKeys, type KeyCommand } from '../../composables/use-keys.ts'

interface Table {
  readonly reveal: (index: number) => void
  readonly focus: () => void
  readonly hasFocus: () => boolean
  readonly pageRows: () => number
}
interface Actions {
  /** As the sheet of keys has it, and what a line is: `line`. */
  readonly group: string
  readonly noun: string
  /** What *Enter* does; absent: it opens why a line is so. */
  readonly opens?: string
  readonly total: () => number
  readonly table: () => Table | null
  readonly open: () => void
  /** Closes what is open; false where nothing was. */
  readonly close: () => boolean
  readonly copy: () => void
}

/** Whether nothing on the page has the focus: it is new, or what had it is gone. */
const isNowhere = (): boolean => document.activeElement === document.body || document.activeElement?.tagName === 'MAIN'

/** The line of a table a person is at, and the keys that walk it, which are those of the log, for as long as the component lives. */
export function useLineCursor({ group, noun, opens = 'Open the details: why it is so', total, table, open, close, copy }: Actions) {
  const index = ref<number | null>(null)
  function goTo(to: number): void {
    if (total() === 0) return
    index.value = Math.min(total() - 1, Math.max(0, to))
    table()?.reveal(index.value)
  }
  const move = (by: number): void => goTo(index.value === null ? 0 : index.value + by)
  const leave = (): void => void (index.value = null)

  const keyOnly = true
  const hasRows = (): boolean => total() > 0
  const arrows = (): boolean => hasRows() && (isNowhere() || (table()?.hasFocus() ?? false))
  // What a person marked with the pointer is what they mean to copy.
  const mayCopy = (): boolean => arrows() && index.value !== null && (getSelection()?.isCollapsed ?? true)
  function walk(by: number): void {
    const wasNowhere = index.value === null
    // Whoever walks from the rail shall hear the lines; beside the table, the details keep the focus.
    if (!document.activeElement?.parentElement?.closest('main')) table()?.focus()
    // Coming in begins at the first of them.
    if (!wasNowhere || index.value === null) move(by)
  }
  const moving = (id: string, keys: readonly string[], description: string, to: (at: number | null) => number): KeyCommand => ({
    id,
    keys,
    description,
    group,
    keyOnly,
    when: arrows,
    run: () => goTo(to(index.value)),
  })
  const page = (): number => table()?.pageRows() ?? 1
  useKeys().register(
    { id: 'walk-down', keys: ['j'], description: `Next ${noun}`, group, hint: '/ K walk', keyOnly, when: hasRows, run: () => walk(1) },
    { id: 'walk-up', keys: ['k'], description: `Previous ${noun}`, group, keyOnly, when: hasRows, run: () => walk(-1) },
    moving('arrow-down', ['ArrowDown'], `Next ${noun}`, (at) => (at === null ? 0 : at + 1)),
    moving('arrow-up', ['ArrowUp'], `Previous ${noun}`, (at) => (at ?? 1) - 1),
    moving('page-down', ['PageDown', ' '], 'One screen down', (at) => (at ?? 0) + page()),
    moving('page-up', ['PageUp', 'Shift+ '], 'One screen up', (at) => (at ?? 0) - page()),
    moving('first', ['Home'], `First ${noun}`, () => 0),
    moving('last', ['End'], `Last ${noun}`, () => total() - 1),
    {
      id: 'open',
      keys: ['Enter'],
      description: opens,
      group,
      keyOnly,
      when: arrows,
      run: () => {
        if (index.value === null) goTo(0)
        open()
      },
    },
    { id: 'close', keys: ['Escape'], description: 'Close the details', group, keyOnly, run: () => close() },
    { id: 'copy-rows', keys: ['Mod+c'], description: `Copy the ${noun} as a table`, group, when: mayCopy, run: () => copy() },
  )
  return { index, goTo, move, leave }
}
