import { toAppError } from '@contract/errors.ts'
import { copyText } from '../../api/client.ts'
import { useRoute } from '../../stores/route.ts'
import { narrowed, type Narrowing } from './add-filter-value.ts'
import { useView } from '../../stores/view.ts'
import type { Mention } from './entity-ref.ts'

export type MentionAction = Narrowing | 'copy' | 'history'

/** What can be done with somebody or something on screen, from wherever it stands. */
export function useMentionActions(): { readonly act: (mention: Mention, action: MentionAction) => Promise<void> } {
  const view = useView()
  const { go } = useRoute()

  async function act(mention: Mention, action: MentionAction): Promise<void> {
    switch (action) {
      case 'copy':
        try {
          await copyText(mention.text)
        } catch (thrown) {
          view.rowsError = toAppError(thrown)
        }
        return
      case 'history':
        if (mention.subject) view.showHistory(mention.subject)
        break
      case 'include':
      case 'exclude':
        view.setFilter(narrowed(view.filter, mention.filter.field, mention.filter.value, action))
    }
    go('log')
  }
  return { act }
}
