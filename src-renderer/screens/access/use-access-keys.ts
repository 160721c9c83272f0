import { useKeys } from '../../composables/use-keys.ts'
import { useAccess } from '../../stores/access.ts'
import { focusNextPane, type Pane } from '../log/panes-by-key.ts'

const panes: readonly Pane[] = [
  ['[aria-label="Filter access"]', 'input'],
  ['[role="grid"]', ''],
  ['[aria-label="Why"]', ''],
  ['[aria-label="Entry details"]', ''],
]

/** The keys of the page of access beside those of its table. */
export function useAccessKeys({ filter }: { readonly filter: () => void }): void {
  const access = useAccess()
  const group = 'Access'
  useKeys().register(
    { id: 'search', keys: ['/'], description: 'Filter by user, role or permission', group, hint: 'filter', run: filter },
    {
      id: 'privileged-only',
      keys: ['p'],
      description: 'Privileged access only, or all',
      group,
      run: () => access.patch({ privileged: !access.asked.privileged }),
    },
    {
      id: 'access-changes',
      keys: ['d'],
      description: 'What changed between two dates, or what was so at one',
      group,
      run: () => access.patch({ show: access.asked.show === 'lines' ? 'changes' : 'lines', sort: 'user', order: 'asc' }),
    },
    {
      id: 'access-group',
      keys: ['Shift+G'],
      description: 'Count the lines by role, or back to the list',
      group,
      run: () => access.patch({ by: access.asked.by.length > 0 ? [] : ['role'] }),
    },
    {
      id: 'next-pane',
      keys: ['F6'],
      description: 'Next part: filters, table, details',
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
  )
}
