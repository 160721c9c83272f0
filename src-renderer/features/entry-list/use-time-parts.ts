import { hourMs } from '@contract/time-units.ts'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useNow } from '../../composables/use-now.ts'
import { useSession } from '../../stores/session.ts'
import type { Answered } from '../../stores/query-runner.ts'
import type { TimeParts } from './columns.ts'
import { timePartsOf } from './time-parts.ts'

/** Which parts every time of the result on screen shows. */
export function useTimeParts(answered: Ref<Answered | null>): ComputedRef<TimeParts> {
  const session = useSession()
  const now = useNow(hourMs)
  const parts = computed(() => timePartsOf(answered.value?.answer ?? null, session.zone, now.value))
  const year = computed(() => parts.value.year)
  const allOf = computed(() => parts.value.allOf)
  const offset = computed(() => parts.value.offset)
  // An object of its own only when one of them changes: every row would be drawn anew for it.
  return computed(() => ({ year: year.value, allOf: allOf.value, offset: offset.value }))
}
