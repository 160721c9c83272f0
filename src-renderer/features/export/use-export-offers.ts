import { useKeys } from '../../composables/use-keys.ts'
import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import { useView } from '../../stores/view.ts'
import { useExports } from '../../stores/export.ts'

/** What of the log can be exported now, by button and by key, for as long as the component lives. */
export function useExportOffers(chosen: () => ChosenRows | null): {
  readonly offerResult: () => void
  readonly offerSelection: () => void
} {
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
