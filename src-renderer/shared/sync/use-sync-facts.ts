import { createSharedComposable } from '@vueuse/core'
import { computed, onScopeDispose, ref, watch } from 'vue'
import type { ComputedRef } from 'vue'
import { useSession } from '../../stores/session.ts'
import { useSync } from '../../stores/sync.ts'
import type { SyncFacts } from './sync-text.ts'

/** The facts behind every word about the sync, with one clock for all who ask, that ticks each second only while something counts. */
export const useSyncFacts = createSharedComposable((): ComputedRef<SyncFacts> => {
  const session = useSession()
  const sync = useSync()
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval> | undefined
  watch(
    () => sync.running,
    (counting) => {
      clearInterval(timer)
      timer = setInterval(() => (now.value = Date.now()), counting ? 1000 : 30_000)
      now.value = Date.now()
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(timer))
  return computed(() => ({ status: sync.status, coverage: sync.coverage, zone: session.zone, now: now.value, online: sync.online }))
})
