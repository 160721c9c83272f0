import { computed, type ComputedRef, type Ref } from 'vue'
import { yearText, offsetAt } from '../../composables/time-format.ts'
import { useNow } from '../../composables/use-now.ts'
import { useSession } from '../../composables/use-session.ts'
import type { Answered } from '../log/query-runner.ts'
import type { TimeParts } from './columns.ts'

/**
 * Which parts every time of a result shows. The year as soon as one of them is not of this year: a column in which only some rows have
 * it cannot be compared at a glance. The offset wherever the zone is not UTC, because rows on either side of a clock change differ.
 */
export function useTimeParts(answered: Ref<Answered | null>): ComputedRef<TimeParts> {
  const session = useSession()
  const now = useNow(3_600_000)
  const year = computed(() => {
    const range = answered.value?.answer.range
    const yearOf = (ms: number): string => yearText(ms, session.zone)
    const thisYear = yearOf(now.value)
    return range ? yearOf(range.from) !== thisYear || yearOf(range.to - 1) !== thisYear : false
  })
  const offset = computed(() => session.zone !== 'UTC' || offsetAt(now.value, session.zone) !== 0)
  // An object of its own only when one of them changes: every row would be drawn anew for it.
  return computed(() => ({ year: year.value, offset: offset.value }))
}
