import { toAppError } from '@contract/errors.ts'
import { copyText } from '../../api/client.ts'
import { useRoute } from '../../stores/route.ts'
import { addFilterValue, type FilterMode } from './add-filter-value.ts'
import { useView } from '../../stores/view.ts'
import { storyOf, type EntityRef } from './entity-ref.ts'

export type EntityAction = FilterMode | 'copy' | 'history' | 'story'

/** What can be done with somebody or something on screen, from wherever it stands; a history opens at `at`, ms, or where it ends. */
export function useEntityActions(): { readonly act: (entity: EntityRef, action: EntityAction, at?: number | null) => Promise<void> } {
  const view = useView()
  const { go, screen } = useRoute()

  async function act(entity: EntityRef, action: EntityAction, at: number | null = null): Promise<void> {
    switch (action) {
      case 'copy':
        try {
          await copyText(entity.text)
        } catch (thrown) {
          view.rowsError = toAppError(thrown)
        }
        return
      case 'history':
        if (entity.subject) view.showHistory(entity.subject, at)
        break
      case 'story': {
        const of = storyOf(entity)
        if (of) view.showStory(of, view.place.story?.from ?? screen.value)
        break
      }
      case 'include':
      case 'exclude':
        view.setFilter(addFilterValue(view.filter, entity.filter.field, entity.filter.value, action))
    }
    go('log')
  }
  return { act }
}
