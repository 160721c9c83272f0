import { toAppError, type AppError } from '@contract/errors.ts'
import type { GroupField, GroupRow, GroupsAnswer, GroupSort } from '@contract/groups.ts'
import type { Direction } from '@contract/order.ts'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import type { Answered } from '../../stores/query-runner.ts'

const pageRows = 200

/** Groups of the result on screen; the last ones stay while the next are counted. `expired` when the result is gone and must be asked for again. */
export function useGroups(
  answered: () => Answered | null,
  asked: () => { readonly by: readonly GroupField[]; readonly distinct: GroupField | null; readonly zone: string },
  expired: () => void,
) {
  const sort = ref<GroupSort>('count')
  const order = ref<Direction>('desc')
  const rows = shallowRef<readonly GroupRow[]>([])
  const answer = shallowRef<GroupsAnswer | null>(null)
  /** The fields that the rows on screen are of: a question under way may have others. */
  const shown = shallowRef<readonly GroupField[]>([])
  const error = shallowRef<AppError | null>(null)
  let asking: AbortController | null = null

  async function load(offset: number): Promise<void> {
    const from = answered()
    if (!from) return
    asking?.abort()
    const own = new AbortController()
    asking = own
    const { by, distinct, zone } = asked()
    try {
      const got = await ask(
        'log.groups',
        {
          tenant: from.request.tenant, result: from.answer.result, by: [...by], ...(distinct && { distinct }), zone,
          sort: sort.value, order: order.value, offset, limit: pageRows,
        },
        { signal: own.signal },
      ) // prettier-ignore
      if (asking !== own) return
      rows.value = offset === 0 ? got.rows : [...rows.value, ...got.rows]
      shown.value = by
      answer.value = got
      error.value = null
    } catch (thrown) {
      if (asking !== own) return
      const failure = toAppError(thrown)
      if (failure.code === 'result-expired') expired()
      else if (failure.code !== 'cancelled') error.value = failure
    }
  }

  /** Sorts by something else, or turns what it is sorted by. */
  function sortBy(next: GroupSort, first: Direction): void {
    order.value = sort.value === next ? (order.value === 'desc' ? 'asc' : 'desc') : first
    sort.value = next
  }

  watch(
    () => [answered()?.answer.result, JSON.stringify(asked()), sort.value, order.value],
    () => {
      const { by, distinct } = asked()
      const isGone = sort.value === 'distinct' ? distinct === null : by.every((field) => field !== sort.value)
      const isField = !['count', 'failed', 'first', 'last', 'distinct'].includes(sort.value)
      if (isGone && (isField || sort.value === 'distinct')) {
        sort.value = 'count'
        order.value = 'desc'
        return
      }
      void load(0)
    },
    { immediate: true },
  )
  onScopeDispose(() => asking?.abort())

  return { rows, answer, shown, error, sort, order, sortBy, more: () => load(rows.value.length), reload: () => load(0) }
}
