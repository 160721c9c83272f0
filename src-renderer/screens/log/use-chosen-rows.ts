import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import { useBookmarkKeys } from '../../features/bookmarks/use-bookmark-keys.ts'
import { useCompare } from '../../features/compare/use-compare.ts'
import { useExportOffers } from '../../features/export/use-export-offers.ts'
import { useView } from '../../stores/view.ts'

/** What is done with the rows that a person chose in the grid. */
export function useChosenRows(inGrid: () => ChosenRows | null) {
  const view = useView()
  /** With a history or a story on screen the rows behind it are not what a key is about; the open entry is. */
  function chosen(): ChosenRows | null {
    const { history, selected, story } = view.place
    if (!history && !story) return inGrid()
    return selected === null ? null : { count: 1, picked: false, entries: { keys: [selected] } }
  }
  return { ...useBookmarkKeys(chosen), ...useExportOffers(chosen), ...useCompare(chosen) }
}
