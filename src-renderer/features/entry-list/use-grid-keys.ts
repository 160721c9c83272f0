import { useKeys } from '../../composables/use-keys.ts'
import type { useGridCursor } from './use-grid-cursor.ts'

type Cursor = ReturnType<typeof useGridCursor>

interface Actions {
  readonly cursor: Cursor
  readonly total: () => number
  /** Whether arrows and paging keys mean the grid, and not something else that scrolls. */
  readonly inGrid: () => boolean
  readonly isOpen: () => boolean
  readonly close: () => void
  readonly goToTime: () => void
}

const group = 'Log'

/** The grid's keys, for as long as the component lives. J and K walk from anywhere; arrows only where nothing else would scroll. */
export function useGridKeys({ cursor, total, inGrid, isOpen, close, goToTime }: Actions): void {
  const keyOnly = true
  const hasRows = (): boolean => total() > 0
  const arrows = (): boolean => hasRows() && inGrid()
  useKeys().register(
    { id: 'walk-down', keys: ['j'], description: 'Next entry', group, hint: '/ K walk', keyOnly, when: hasRows, run: () => cursor.move(1) },
    { id: 'walk-up', keys: ['k'], description: 'Previous entry', group, keyOnly, when: hasRows, run: () => cursor.move(-1) },
    { id: 'arrow-down', keys: ['ArrowDown'], description: 'Next entry', group, keyOnly, when: arrows, run: () => cursor.move(1) },
    { id: 'arrow-up', keys: ['ArrowUp'], description: 'Previous entry', group, keyOnly, when: arrows, run: () => cursor.move(-1) },
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
    {
      id: 'pick-down',
      keys: ['Shift+ArrowDown'],
      description: 'Select to the next entry',
      group,
      keyOnly,
      when: arrows,
      run: () => pickTo(1),
    },
    {
      id: 'pick-up',
      keys: ['Shift+ArrowUp'],
      description: 'Select to the previous entry',
      group,
      keyOnly,
      when: arrows,
      run: () => pickTo(-1),
    },
    { id: 'go-to-time', keys: ['g'], description: 'Go to a time', group, when: hasRows, run: goToTime },
  )

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
  function pickTo(by: number): void {
    const from = cursor.index.value
    const to = Math.min(total() - 1, Math.max(0, (from ?? -1) + by))
    cursor.pick(to, 'extend')
    cursor.goTo(to)
  }
}
