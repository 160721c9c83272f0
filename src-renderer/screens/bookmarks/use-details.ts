import type { CaseNote } from '@contract/casework.ts'
import type { EntryKey } from '@contract/entry.ts'
import { computed, shallowRef, type Ref } from 'vue'
import { placeAt, type ListItem } from '../../features/bookmarks/list-item.ts'

/** What stands beside the list: a line of it, an entry of the cache that is in no line, or a note that is yet to be written. */
export type Details =
  | { readonly kind: 'line'; readonly key: string }
  | { readonly kind: 'entry'; readonly key: EntryKey }
  | { readonly kind: 'new-note'; readonly place: Pick<CaseNote, 'after' | 'at'>; readonly made: CaseNote | null }

/** Which details are open beside the list. */
export function useDetails(items: Ref<readonly ListItem[]>) {
  const details = shallowRef<Details | null>(null)
  /** The key of the line in the list that is open. */
  const openKey = computed(() => {
    const open = details.value
    if (open?.kind === 'line') return open.key
    return open?.kind === 'new-note' && open.made ? `n${open.made.id}` : null
  })
  const line = computed(() => (openKey.value === null ? undefined : items.value.find(({ key }) => key === openKey.value)))
  const newNote = (item: ListItem | undefined): void => void (details.value = { kind: 'new-note', place: placeAt(item), made: null })
  return { details, line, openKey, newNote }
}
