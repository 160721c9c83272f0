import type { BookmarkListRequest, CaseNote, ListedBookmark, ListedPlace } from '@contract/casework.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import { computed, ref, shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import { useCasework } from '../../stores/casework.ts'
import { useSession } from '../../stores/session.ts'
import { itemsOf, type ListItem } from './list-item.ts'

export type ListQuestion = Omit<BookmarkListRequest, 'tenant' | 'offset' | 'limit'>

const pageRows = 100

/**
 * All that a list of bookmarks has, in its order, and the rows around those that are looked at. What is on screen stays until what was asked
 * for after an edit is there.
 */
export function useBookmarkList(question: () => ListQuestion) {
  const session = useSession()
  const casework = useCasework()
  const places = shallowRef<readonly ListedPlace[] | null>(null)
  const notes = shallowRef<readonly CaseNote[]>([])
  const error = shallowRef<AppError | null>(null)
  const rows = shallowRef<ReadonlyMap<number, ListedBookmark>>(new Map())
  /** Of which question the list is. */
  const listed = shallowRef<ListQuestion>(question())
  const span = ref({ first: 0, end: 30 })
  let asked = 0
  let pages = new Set<number>()

  const order = computed(() => listed.value.order)
  const items = computed<readonly ListItem[]>(() => itemsOf(places.value ?? [], notes.value, order.value))
  /** Of a bookmark, its place among the bookmarks. */
  const indexes = computed(() => new Map((places.value ?? []).map(({ id }, index) => [id, index])))

  async function load(): Promise<void> {
    const { tenant } = session
    if (!tenant) return
    const mine = ++asked
    const now = question()
    // What a text is looked for in, and another order than that of time, has no between.
    const hasNotes = typeof now.case === 'number' && now.text.trim() === '' && now.sort === 'occurred'
    try {
      const [found, written] = await Promise.all([
        ask('bookmark.order', { tenant: tenant.id, ...now }),
        hasNotes ? ask('case.notes', { tenant: tenant.id, id: now.case as number }) : [],
      ])
      if (mine !== asked) return
      listed.value = now
      places.value = found
      notes.value = written
      error.value = null
      pages = new Set()
      await loadRows()
    } catch (thrown) {
      if (mine === asked) error.value = toAppError(thrown)
    }
  }

  /** Asks for the pages in which the lines on screen are, each once. */
  async function loadRows(): Promise<void> {
    const { tenant } = session
    if (!tenant) return
    const mine = asked
    const shown = items.value.slice(span.value.first, span.value.end)
    const wanted = new Set(
      shown.flatMap((item) => (item.kind === 'entry' ? [Math.floor((indexes.value.get(item.entry.id) ?? 0) / pageRows)] : [])),
    )
    for (const page of wanted) {
      if (pages.has(page)) continue
      pages.add(page)
      try {
        const { bookmarks } = await ask('bookmark.list', { tenant: tenant.id, ...listed.value, offset: page * pageRows, limit: pageRows })
        if (mine !== asked) return
        rows.value = new Map([...rows.value, ...bookmarks.map((each) => [each.id, each] as const)])
      } catch (thrown) {
        if (mine === asked) error.value = toAppError(thrown)
      }
    }
  }
  function show(first: number, end: number): void {
    span.value = { first, end }
    void loadRows()
  }

  watch([() => JSON.stringify(question()), () => casework.version, () => casework.overview], () => void load(), { immediate: true })
  return { places, items, notes, rows, error, load, show }
}
