import type { Ref } from 'vue'
import { useKeys } from '../../composables/use-keys.ts'
import { focusNextPane, type Pane } from '../log/panes-by-key.ts'

interface Choosing {
  readonly chosen: { toggle(index: number): void; chooseTo(index: number): Promise<void>; clear(): void }
  readonly cursor: { readonly index: Ref<number | null>; goTo(index: number): void }
  readonly hasRows: () => boolean
}

const panes: readonly Pane[] = [
  ['[aria-label="Reviews"]', 'input:checked'],
  ['[role="grid"]', ''],
  ['[aria-label="Why"]', ''],
  ['[aria-label="Entry details"]', ''],
]

/** The keys that choose lines and go from part to part of the page, which are those of the log. */
export function useChoosingKeys({ chosen, cursor, hasRows }: Choosing): void {
  const group = 'Denied access'
  const at = (): number => {
    if (cursor.index.value === null) cursor.goTo(0)
    return cursor.index.value ?? 0
  }
  useKeys().register(
    { id: 'pick', keys: ['x'], description: 'Choose the line, or no longer', group, when: hasRows, run: () => chosen.toggle(at()) },
    {
      id: 'pick-to',
      keys: ['Shift+x'],
      description: 'Choose all lines from the one chosen last to this one',
      group,
      when: hasRows,
      run: () => void chosen.chooseTo(at()),
    },
    {
      id: 'next-pane',
      keys: ['F6'],
      description: 'Next part: reviews, table, details',
      group,
      inFields: true,
      keyOnly: true,
      run: () => focusNextPane(1, panes),
    },
    {
      id: 'last-pane',
      keys: ['Shift+F6'],
      description: 'Part before',
      group,
      inFields: true,
      keyOnly: true,
      run: () => focusNextPane(-1, panes),
    },
    { id: 'pick-none', keys: ['Shift+Escape'], description: 'Choose no line', group, run: () => chosen.clear() },
  )
}
