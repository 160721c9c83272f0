import { useKeys } from '../../composables/use-keys.ts'
import { useView } from '../../stores/view.ts'
import type { ChosenRows } from '../../shared/entry/chosen-rows.ts'
import { useCasework } from '../../stores/casework.ts'

/** The log's keys for bookmarks, for as long as the component lives. */
export function useBookmarkKeys(chosen: () => ChosenRows | null): { readonly bookmarkChosen: () => Promise<void> } {
  const view = useView()
  const casework = useCasework()
  const group = 'Bookmarks'

  async function bookmarkChosen(): Promise<void> {
    const now = chosen()
    if (!now) return
    const [only] = 'keys' in now.entries ? now.entries.keys : []
    if (!now.picked && only !== undefined) await casework.toggle(only)
    else await casework.add(now.entries)
  }
  async function bookmarkAll(): Promise<void> {
    const answered = view.answered
    if (!answered || answered.answer.total === 0) return
    const { answer, request } = answered
    await casework.add({ result: answer.result, order: request.order, sort: request.sort, rows: [{ from: 0, to: answer.total }] })
  }
  /** From the bookmark that is open to the one before or after it in time; from anything else to the newest or the oldest. */
  function step(by: 1 | -1): void {
    const { places } = casework
    const at = places.findIndex(({ key }) => key === view.place.selected)
    const to = at >= 0 ? places[at + by] : places.at(by < 0 ? -1 : 0)
    // Opened beside whatever is listed: the filter is what a person works on, and it stays.
    if (to) view.select(to.key, 'step')
  }
  /** Opens the details of the entry one is at, where they are not open, and writes there. */
  function write(at: 'note' | 'tags'): void {
    const now = chosen()
    const [key] = now && 'keys' in now.entries ? now.entries.keys : []
    if (view.place.selected === null && key !== undefined) view.select(key)
    const entry = view.place.selected
    if (entry !== null) casework.wanted = { at, of: { entry } }
  }
  const canWrite = (): boolean => view.place.selected !== null || chosen()?.picked === false
  const hasBookmarks = (): boolean => casework.places.length > 0

  useKeys().register(
    {
      id: 'bookmark',
      keys: ['b'],
      description: 'Bookmark the entry or the selection; remove the bookmark',
      group,
      hint: 'bookmark',
      when: () => chosen() !== null,
      run: () => void bookmarkChosen(),
    },
    { id: 'note', keys: ['n'], description: 'Write a note on the entry', group, when: canWrite, run: () => write('note') },
    { id: 'tag', keys: ['t'], description: 'Tag the entry', group, when: canWrite, run: () => write('tags') },
    {
      id: 'bookmark-all',
      keys: [],
      description: 'Bookmark the whole result',
      group,
      when: () => view.searchedShare === null,
      run: () => void bookmarkAll(),
    },
    { id: 'bookmark-before', keys: ['[', ','], description: 'Earlier bookmark', group, when: hasBookmarks, run: () => step(-1) },
    { id: 'bookmark-after', keys: [']', '.'], description: 'Later bookmark', group, when: hasBookmarks, run: () => step(1) },
  )
  return { bookmarkChosen }
}
