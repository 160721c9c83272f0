import { bookmarkedWhere } from '@language/edit.ts'
import type { Direction } from '@contract/log.ts'
import { useCasework } from '../../stores/casework.ts'
import { inFolder, type Folder } from '../../shared/entry/bookmark-folder.ts'
import { useExports } from '../../stores/export.ts'

export interface Listed {
  readonly folder: Folder
  readonly text: string
  readonly order: Direction
  readonly entries: number
}

/** What of the bookmarks can be exported: what is listed, or a case. */
export function useBookmarkOffers(): { readonly offerListed: (listed: Listed) => void; readonly offerCase: (id: number) => void } {
  const exports = useExports()
  const casework = useCasework()

  function offerListed({ folder, text, order, entries }: Listed): void {
    const title = casework.caseOf(folder.case)?.title
    const asked = text.trim().slice(0, 500)
    const words = [
      'bookmarked entries',
      folder.kind === 'none' ? 'in no case' : '',
      title === undefined ? '' : `of the case “${title}”`,
      folder.tag === undefined ? '' : `tagged “${folder.tag}”`,
      asked === '' ? '' : `with the text “${asked}”`,
    ]
    exports.open({
      source: { kind: 'bookmarks', text: asked, ...inFolder(folder) },
      filter: bookmarkedWhere({ case: title, tag: folder.tag }),
      order,
      entries,
      selection: false,
      words: words.filter(Boolean).join(' '),
    })
  }
  /** A case is read from its beginning. */
  function offerCase(id: number): void {
    const entries = casework.caseOf(id)?.bookmarks ?? 0
    offerListed({ folder: { kind: 'case', case: id }, text: '', order: 'asc', entries })
  }
  return { offerListed, offerCase }
}
