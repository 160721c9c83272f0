import { computed, type ComputedRef } from 'vue'
import { useSync } from '../../stores/sync.ts'
import { useView } from '../../stores/view.ts'

/** Whether the very first entries are on their way (while a sync waits, none are): nothing is known yet, so that *none* and *0* would say what is not so. */
export function useFirstEntriesAwaited(): ComputedRef<boolean> {
  const sync = useSync()
  const view = useView()
  return computed(() => view.answered?.answer.cached === 0 && sync.running && sync.status?.phase !== 'waiting')
}
