import type { ExportFormat } from '@contract/export.ts'
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

  function offerResult(format?: ExportFormat): void {
    if (!view.answered) return
    const { answer, request } = view.answered
    const source = { kind: 'result' as const, result: answer.result, rows: null }
    exports.open({
      source,
      filter: request.filter,
      order: request.order,
      sort: request.sort,
      entries: answer.total,
      isPart: answer.searched !== null,
      selection: false,
      ...(format && { format }),
    })
  }
  function offerSelection(format?: ExportFormat): void {
    const now = chosen()
    if (!view.answered || !now?.picked) return offerResult(format)
    const { filter, order, sort } = view.answered.request
    const source =
      'keys' in now.entries
        ? { kind: 'keys' as const, keys: now.entries.keys }
        : {
            kind: 'result' as const,
            result: now.entries.result,
            rows: { order: now.entries.order, sort: now.entries.sort, ranges: now.entries.rows },
          }
    exports.open({ source, filter, order, sort, entries: now.count, selection: true, ...(format && { format }) })
  }

  const group = 'Log'
  const when = (): boolean => view.answered !== null
  useKeys().register(
    {
      id: 'export',
      keys: ['e', 'Mod+e'],
      description: 'Export the selection, or the whole result',
      group,
      when,
      run: () => offerSelection(),
    },
    {
      id: 'print',
      keys: ['Mod+p'],
      description: 'Print the selection, or the whole result, as a report (PDF)',
      group,
      when,
      run: () => offerSelection('pdf'),
    },
  )
  return { offerResult: () => offerResult(), offerSelection: () => offerSelection() }
}
