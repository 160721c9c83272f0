import { toAppError } from '@contract/errors.ts'
import type { FacetField } from '@contract/filter.ts'
import type { Facet } from '@contract/log.ts'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { facetGroup } from './facet-model.ts'

/** Lines of a search; who looks for one of more types on. */
const limit = 50

/** Values of a facet that hold a text, with their counts under the present filter; asked again with each answer. */
export function useFacetSearch(field: () => FacetField) {
  const session = useSession()
  const view = useView()
  const part = ref('')
  const facet = shallowRef<Facet | null>(null)
  const busy = ref(false)
  let asking: AbortController | null = null

  async function search(): Promise<void> {
    asking?.abort()
    asking = null
    if (part.value === '' || !session.tenant) {
      facet.value = null
      return
    }
    const mine = new AbortController()
    asking = mine
    busy.value = true
    try {
      const question = { tenant: session.tenant.id, filter: view.filter, zone: session.zone, field: field(), part: part.value, limit }
      const found = await ask('log.facet', question, { signal: mine.signal })
      if (asking === mine) facet.value = found
    } catch (thrown) {
      // What was found before stays.
      if (toAppError(thrown).code !== 'cancelled' && asking === mine) asking = null
    } finally {
      if (asking === mine || asking === null) busy.value = false
    }
  }
  watch([part, () => view.trailing], () => void search())
  onScopeDispose(() => asking?.abort())

  /** Only what holds the text: what else the filter says about the field is in the list without a search. */
  const found = computed(() => {
    if (!facet.value) return null
    const group = facetGroup(facet.value, view.filter, true)
    return { ...group, lines: group.lines.slice(0, facet.value.values.length) }
  })
  return { part, found, busy }
}
