import { useKeys } from '../../composables/use-keys.ts'
import type { Chosen } from '../bookmarks/use-bookmark-keys.ts'
import { useView } from '../log/view-store.ts'
import { useExports } from './export-store.ts'

/** What of the log can be exported now, by button and by key, for as long as the component lives. */
export function useExportOffers(chosen: () => Chosen | null): { readonly offerResult: () => void; readonly offerSelection: () => void } {
  const view = useView()
  const exports = useExports()

  function offerResult(): void {
    if (!view.answered) return
    const { answer, request } = view.answered
    const source = { kind: 'result' as const, result: answer.result, rows: null }
    exports.open({
      source,
      filter: request.filter,
      order: request.order,
      entries: answer.total,
      isPart: answer.searched !== null,
      selection: false,
    })
  }
  function offerSelection(): void {
    const now = chosen()
    if (!view.answered || !now?.picked) return offerResult()
    const { filter, order } = view.answered.request
    const source =
      'keys' in now.entries
        ? { kind: 'keys' as const, keys: now.entries.keys }
        : { kind: 'result' as const, result: now.entries.result, rows: { order: now.entries.order, ranges: now.entries.rows } }
    exports.open({ source, filter, order, entries: now.count, selection: true })
  }

  useKeys().register({
    id: 'export',
    keys: ['e'],
    description: 'Export the selection, or the whole result',
    group: 'Log',
    when: () => view.answered !== null,
    run: offerSelection,
  })
  return { offerResult, offerSelection }
}
