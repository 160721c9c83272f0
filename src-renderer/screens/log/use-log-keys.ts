import { useEventListener } from '@vueuse/core'
import { isTextField, isMac, useKeys } from '../../composables/use-keys.ts'
import { focusNextPane } from './panes-by-key.ts'
import { useView } from '../../stores/view.ts'

/** Keys and mouse buttons of the view as a whole. */
export function useLogKeys(on: {
  readonly toggleFilters: () => void
  readonly toggleFacets: () => void
  readonly dates: () => void
}): void {
  const view = useView()
  const group = 'Log'
  // On macOS, Option and an arrow move the caret by words.
  const notInText = (): boolean => !isMac || !isTextField(document.activeElement)
  useKeys().register(
    { id: 'filters', keys: ['f'], description: 'Show or hide the advanced filters', group, run: on.toggleFilters },
    { id: 'facets', keys: [], description: 'Show or hide the facets', group, run: on.toggleFacets },
    { id: 'group', keys: ['Shift+G'], description: 'Count the result by user, action, …', group, run: view.toggleGroups },
    { id: 'date-range', keys: ['d'], description: 'Choose the date range', group, run: on.dates },
    {
      id: 'next-pane',
      keys: ['F6'],
      description: 'Next part: search, facets, entries, details',
      group,
      inFields: true,
      keyOnly: true,
      run: () => focusNextPane(1),
    },
    {
      id: 'last-pane',
      keys: ['Shift+F6'],
      description: 'Part before',
      group,
      inFields: true,
      keyOnly: true,
      run: () => focusNextPane(-1),
    },
    { id: 'stop-search', keys: ['Escape'], description: 'Stop the search', group, when: () => view.long, run: view.stopSearch },
    {
      id: 'back',
      keys: ['Alt+ArrowLeft', 'Mod+['],
      description: 'Back to the last view',
      group,
      when: () => view.canGoBack && notInText(),
      run: view.goBack,
    },
    {
      id: 'forward',
      keys: ['Alt+ArrowRight', 'Mod+]'],
      description: 'Forward again',
      group,
      when: () => view.canGoForward && notInText(),
      run: view.goForward,
    },
  )
  useEventListener(window, 'mouseup', (event) => {
    if (event.button === 3) view.goBack()
    else if (event.button === 4) view.goForward()
    else return
    event.preventDefault()
  })
}
