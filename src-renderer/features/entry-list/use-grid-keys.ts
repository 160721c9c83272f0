import { useKeys, type KeyCommand } from '../../composables/use-keys.ts'
import type { useGridCursor } from './use-grid-cursor.ts'

type Cursor = ReturnType<typeof useGridCursor>

interface Actions {
  readonly cursor: Cursor
  readonly total: () => number
  /** Whether arrows and paging keys mean the grid, and not something else that scrolls. */
  readonly inGrid: () => boolean
  readonly focus: () => void
  readonly isOpen: () => boolean
  readonly close: () => void
  readonly goToTime: () => void
  readonly copy: (how: 'table' | 'json') => Promise<void>
}

const group = 'Log'

/** The grid's keys, for as long as the component lives. J and K walk from anywhere; arrows only where nothing else would scroll. */
export function useGridKeys({ cursor, total, inGrid, focus, isOpen, close, goToTime, copy }: Actions): void {
  const keyOnly = true
  const hasRows = (): boolean => total() > 0
  const arrows = (): boolean => hasRows() && inGrid()
  // What a person marked with the pointer is what they mean to copy.
  const mayCopy = (): boolean => arrows() && (getSelection()?.isCollapsed ?? true)
  useKeys().register(
    {
      id: 'copy-rows',
      keys: ['Mod+c'],
      description: 'Copy the entry or the selection as a table',
      group,
      when: mayCopy,
      run: () => void copy('table'),
    },
    {
      id: 'copy-entries',
      keys: ['Mod+Shift+C'],
      description: 'Copy the entry or the selection as it was sent (JSON)',
      group,
      when: mayCopy,
      run: () => void copy('json'),
    },
    { id: 'walk-down', keys: ['j'], description: 'Next entry', group, hint: '/ K walk', keyOnly, when: hasRows, run: () => walk(1) },
    { id: 'walk-up', keys: ['k'], description: 'Previous entry', group, keyOnly, when: hasRows, run: () => walk(-1) },
    { id: 'arrow-down', keys: ['ArrowDown'], description: 'Next entry', group, keyOnly, when: arrows, run: () => walk(1) },
    { id: 'arrow-up', keys: ['ArrowUp'], description: 'Previous entry', group, keyOnly, when: arrows, run: () => walk(-1) },
    {
      id: 'page-down',
      keys: ['PageDown', ' '],
      description: 'One screen down',
      group,
      keyOnly,
      when: arrows,
      run: () => cursor.movePage(1),
    },
    {
      id: 'page-up',
      keys: ['PageUp', 'Shift+ '],
      description: 'One screen up',
      group,
      keyOnly,
      when: arrows,
      run: () => cursor.movePage(-1),
    },
    { id: 'first', keys: ['Home'], description: 'First entry', group, keyOnly, when: arrows, run: () => cursor.goTo(0) },
    { id: 'last', keys: ['End'], description: 'Last entry', group, keyOnly, when: arrows, run: () => cursor.goTo(total() - 1) },
    { id: 'open', keys: ['Enter'], description: 'Open the details', group, keyOnly, when: arrows, run: () => openOrStart() },
    {
      id: 'close',
      keys: ['Escape'],
      description: 'Close the details, then clear the selection',
      group,
      keyOnly,
      run: () => closeOrClear(),
    },
    { id: 'pick', keys: ['x'], description: 'Select or deselect the entry', group, when: hasRows, run: () => pickHere('toggle') },
    { id: 'pick-all', keys: ['Mod+a'], description: 'Select the whole result', group, when: arrows, run: () => cursor.pickAll() },
    picking('pick-down', 'ArrowDown', 'Select to the next entry', (from) => from + 1),
    picking('pick-up', 'ArrowUp', 'Select to the previous entry', (from) => from - 1),
    picking('pick-page-down', 'PageDown', 'Select one screen down', (from) => from + cursor.pageRows()),
    picking('pick-page-up', 'PageUp', 'Select one screen up', (from) => from - cursor.pageRows()),
    picking('pick-first', 'Home', 'Select to the first entry', () => 0),
    picking('pick-last', 'End', 'Select to the last entry', () => total() - 1),
    { id: 'go-to-time', keys: ['g'], description: 'Go to a time', group, when: hasRows, run: goToTime },
  )

  function walk(by: number): void {
    const wasNowhere = cursor.index.value === null
    // Where nothing else has the focus: who walks shall hear the rows. Coming in begins at the first of them.
    if (document.activeElement === document.body) focus()
    if (!wasNowhere || cursor.index.value === null) cursor.move(by)
  }
  function openOrStart(): void {
    if (cursor.index.value === null) cursor.move(1)
    cursor.openHere()
  }
  function closeOrClear(): boolean {
    if (isOpen()) close()
    else if (cursor.pickedCount.value > 0) cursor.clearPicked()
    else return false
    return true
  }
  function pickHere(how: 'toggle' | 'extend'): void {
    if (cursor.index.value === null) cursor.move(1)
    if (cursor.index.value !== null) cursor.pick(cursor.index.value, how)
  }
  /** A key that extends the selection from the row one is at to another. */
  function picking(id: string, key: string, description: string, to: (from: number) => number): KeyCommand {
    const run = (): void => {
      const at = Math.min(total() - 1, Math.max(0, to(cursor.index.value ?? -1)))
      cursor.pick(at, 'extend')
      cursor.goTo(at)
    }
    return { id, keys: [`Shift+${key}`], description, group, keyOnly, when: arrows, run }
  }
}
