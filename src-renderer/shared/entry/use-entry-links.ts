import { everything } from '@contract/filter.ts'
import type { EntryKey } from '@contract/entry.ts'
import { AppFailure, fail, toAppError } from '@contract/errors.ts'
import { findEntry } from '../../api/find-entry.ts'
import { useRoute } from '../../stores/route.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { useCasework } from '../../stores/casework.ts'

/** Ways from a bookmark or a note into the log. What cannot be opened is shown as casework's error. */
export function useEntryLinks() {
  const session = useSession()
  const view = useView()
  const casework = useCasework()
  const { go } = useRoute()

  /** Shows an entry among everything around its time. */
  function showInLog(key: EntryKey): void {
    view.visit({ filter: everything, order: view.place.order, sort: 'time', groups: null, selected: key, history: null })
    go('log')
  }

  /** Opens the entry with the tenant's id, where it is in the log. */
  async function openEntry(id: string): Promise<void> {
    if (!session.tenant) return
    try {
      const key = await findEntry(session.tenant.id, id)
      if (key === null) throw fail('not-found', `The entry ${id} is not in this cache.`, 'Sync the time it happened in.')
      showInLog(key)
    } catch (thrown) {
      casework.error = thrown instanceof AppFailure ? thrown.error : toAppError(thrown)
    }
  }

  return { showInLog, openEntry }
}
