import { everything, type Field, type Filter } from '@contract/filter.ts'
import type { EntryKey } from '@contract/entry.ts'
import { AppFailure, fail, toAppError } from '@contract/errors.ts'
import { findEntry } from '../../api/find-entry.ts'
import { useRoute } from '../../stores/route.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { useCasework } from '../../stores/casework.ts'
import { addFilterValue, type FilterMode } from '../entity/add-filter-value.ts'

/** Ways from another page into the log. What cannot be opened is shown as casework's error. */
export function useEntryLinks() {
  const session = useSession()
  const view = useView()
  const casework = useCasework()
  const { go } = useRoute()

  function visit(filter: Filter, selected: EntryKey | null): void {
    view.visit({ filter, order: view.place.order, sort: 'time', groups: null, selected, history: null })
    go('log')
  }
  /** Shows an entry among everything around its time. */
  const showInLog = (key: EntryKey): void => visit(everything, key)
  /** Shows the entries that match. */
  const showMatching = (filter: Filter): void => visit(filter, null)
  /** Shows the entries of one value, from a page that has no filter of entries. */
  const narrow = ({ field, value, mode }: { field: Field; value: string; mode: FilterMode }): void =>
    showMatching(addFilterValue(everything, field, value, mode))

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

  return { showInLog, showMatching, narrow, openEntry }
}
