import { useThrottleFn } from '@vueuse/core'
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'
import { ask, onTenantEvent } from '../../api/client.ts'
import { useSession } from '../../stores/session.ts'
import { useSync } from '../../stores/sync.ts'
import { useView } from '../../stores/view.ts'

/** A first sync commits some twenty pages a second: renewing the view more often would slow the sync down and show no more. */
const everyMs = 1000

/**
 * What to do when entries are committed while someone looks at a result. Rows never move under a person's eyes: only while the
 * first sync fills the cache and they are at its newest end with nothing open, or when there is nothing on screen, is the view renewed
 * by itself. Else new entries are counted and offered.
 */
export function useArrivals(untouched: () => boolean): { readonly count: Readonly<Ref<number>>; readonly show: () => Promise<void> } {
  const session = useSession()
  const sync = useSync()
  const view = useView()
  const count = ref(0)

  // Noted when entries arrive, because the last of them are looked at when the sync is over.
  let filling = false
  const isFirstFill = (): boolean => sync.running && sync.status?.completedAt == null

  async function look(): Promise<void> {
    const answered = view.answered
    const tenant = session.tenant
    if (!answered || !tenant) return
    if (view.busy) return void lookSoon()
    const renew = filling && view.place.order === 'desc' && view.place.sort === 'time' && untouched()
    filling = false
    if (answered.answer.total === 0 || renew) return await view.refresh()
    const { result } = answered.answer
    // A result that is gone has nothing to offer: the cache was read again, or whoever reads its rows next asks again.
    const found = await ask('log.arrivals', { tenant: tenant.id, result }).catch(() => null)
    if (!found && untouched()) return await view.refresh()
    if (found && view.answered?.answer.result === result) count.value = found.count
  }
  const lookSoon: () => unknown = useThrottleFn(look, everyMs, true)

  onScopeDispose(
    onTenantEvent(
      'cache.changed',
      () => session.tenant?.id,
      () => {
        filling ||= isFirstFill()
        lookSoon()
      },
    ),
  )
  watch(
    () => view.answered?.answer.result,
    () => (count.value = 0),
  )

  return { count: readonly(count), show: () => view.refresh() }
}
