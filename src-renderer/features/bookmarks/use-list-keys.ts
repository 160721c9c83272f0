import { useKeys, type KeyCommand } from '../../composables/use-keys.ts'
import type { useListCursor } from './use-list-cursor.ts'

interface Actions {
  readonly cursor: ReturnType<typeof useListCursor>
  readonly total: () => number
  readonly pageRows: () => number
  /** Whether arrows mean the list, and not something else that scrolls. */
  readonly inList: () => boolean
  readonly focus: () => void
  readonly open: () => void
  /** Closes what is open; false where nothing was. */
  readonly close: () => boolean
  /** Opens the line one is at and writes there. */
  readonly write: (at: 'note' | 'tags') => void
  readonly remove: () => void
  /** Null where notes between entries have no place. */
  readonly addNote: (() => void) | null
}

const group = 'Bookmarks'

/** The keys of the page of bookmarks, for as long as the component lives. They are those of the log. */
export function useListKeys(actions: () => Actions): void {
  const keyOnly = true
  const cursor = (): Actions['cursor'] => actions().cursor
  const hasRows = (): boolean => actions().total() > 0
  const arrows = (): boolean => hasRows() && actions().inList()
  const isAt = (): boolean => cursor().item.value !== undefined
  const isAtEntry = (): boolean => cursor().item.value?.kind === 'entry'
  useKeys().register(
    { id: 'walk-down', keys: ['j'], description: 'Next bookmark', group, hint: '/ K walk', keyOnly, when: hasRows, run: () => walk(1) },
    { id: 'walk-up', keys: ['k'], description: 'Previous bookmark', group, keyOnly, when: hasRows, run: () => walk(-1) },
    moving('arrow-down', ['ArrowDown'], 'Next bookmark', (at) => (at === null ? 0 : at + 1)),
    moving('arrow-up', ['ArrowUp'], 'Previous bookmark', (at) => (at ?? 1) - 1),
    moving('page-down', ['PageDown', ' '], 'One screen down', (at) => (at ?? 0) + actions().pageRows()),
    moving('page-up', ['PageUp', 'Shift+ '], 'One screen up', (at) => (at ?? 0) - actions().pageRows()),
    moving('first', ['Home'], 'First bookmark', () => 0),
    moving('last', ['End'], 'Last bookmark', () => actions().total() - 1),
    { id: 'open', keys: ['Enter'], description: 'Open the details', group, keyOnly, when: arrows, run: () => open() },
    {
      id: 'close',
      keys: ['Escape'],
      description: 'Close the details, then clear the selection',
      group,
      keyOnly,
      run: () => closeOrClear(),
    },
    { id: 'pick', keys: ['x'], description: 'Select or deselect the bookmark', group, when: hasRows, run: () => pickHere() },
    { id: 'pick-all', keys: ['Mod+a'], description: 'Select all bookmarks listed', group, when: arrows, run: () => cursor().pickAll() },
    picking('pick-down', 'ArrowDown', 'Select to the next bookmark', (from) => from + 1),
    picking('pick-up', 'ArrowUp', 'Select to the previous bookmark', (from) => from - 1),
    picking('pick-first', 'Home', 'Select to the first bookmark', () => 0),
    picking('pick-last', 'End', 'Select to the last bookmark', () => actions().total() - 1),
    { id: 'note', keys: ['n'], description: 'Write a note on the bookmark', group, when: isAt, run: () => actions().write('note') },
    {
      id: 'tag',
      keys: ['t'],
      description: 'Tag the bookmark, or all that are selected',
      group,
      when: canTag,
      run: () => actions().write('tags'),
    },
    {
      id: 'case-note',
      keys: ['Shift+n'],
      description: 'Write a note between the entries of the case',
      group,
      when: () => actions().addNote !== null,
      run: () => actions().addNote?.(),
    },
    {
      id: 'remove-bookmarks',
      keys: ['Delete'],
      description: 'Remove the bookmark, the note, or all that are selected',
      group,
      when: () => actions().inList() && (isAt() || cursor().picked.value.size > 0),
      run: () => actions().remove(),
    },
  )

  function canTag(): boolean {
    return isAtEntry() || cursor().picked.value.size > 0
  }
  function walk(by: number): void {
    // Whoever walks from the rail shall hear the lines; beside the list, the details keep the focus.
    if (!document.activeElement?.parentElement?.closest('main')) actions().focus()
    cursor().move(by)
  }
  function open(): void {
    if (!isAt()) cursor().move(0)
    actions().open()
  }
  function closeOrClear(): boolean {
    if (actions().close()) return true
    if (cursor().picked.value.size === 0) return false
    cursor().clear()
    return true
  }
  function pickHere(): void {
    if (!isAt()) cursor().move(0)
    const at = cursor().index.value
    if (at !== null) cursor().pick(at, 'toggle')
  }
  function moving(id: string, keys: readonly string[], description: string, to: (at: number | null) => number): KeyCommand {
    return { id, keys, description, group, keyOnly, when: arrows, run: () => cursor().goTo(to(cursor().index.value)) }
  }
  /** A key that extends the selection from the line one is at to another. */
  function picking(id: string, key: string, description: string, to: (from: number) => number): KeyCommand {
    const run = (): void => {
      const at = Math.min(actions().total() - 1, Math.max(0, to(cursor().index.value ?? -1)))
      cursor().pick(at, 'extend')
    }
    return { id, keys: [`Shift+${key}`], description, group, keyOnly, when: arrows, run }
  }
}
