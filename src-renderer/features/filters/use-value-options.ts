import { toAppError } from '@contract/errors.ts'
import type { ListedField } from '@contract/filter-names.ts'
import type { FacetValue } from '@contract/log.ts'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { ask } from '../../api/client.ts'
import { useSession } from '../../stores/session.ts'
import { matchingOptions, valueOptions } from './value-options.ts'

/** A combobox's values: those of the cache that hold what is typed, asked for as it is typed. */
export function useValueOptions(field: ListedField) {
  const session = useSession()
  const typed = ref('')
  const cached = shallowRef<readonly FacetValue[]>([])
  const options = computed(() => matchingOptions(valueOptions(field, cached.value), typed.value))
  let asking: AbortController | null = null
  let latest: Promise<void> = Promise.resolve()

  async function fetchValues(part: string): Promise<void> {
    const tenant = session.tenant
    if (!tenant) return
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      // Actions are few, and known ones are offered even without a count: the list is asked for whole.
      const question = { tenant: tenant.id, field, part: field === 'action' ? '' : part, limit: field === 'action' ? 200 : 60 }
      const found = await ask('log.values', question, { signal: mine.signal })
      if (asking === mine) cached.value = found
    } catch (thrown) {
      if (toAppError(thrown).code !== 'cancelled' && asking === mine) cached.value = []
    }
  }
  function load(part: string): void {
    typed.value = part
    latest = fetchValues(part.replaceAll('*', ''))
  }
  onScopeDispose(() => asking?.abort())

  /** Resolves when the values for what was typed last are here. */
  const settled = (): Promise<void> => latest
  return { options, load, settled }
}
