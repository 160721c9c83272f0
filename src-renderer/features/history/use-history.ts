import type { HistoryAnswer, HistoryStep, SubjectState } from '@contract/history.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask, onTenantEvent } from '../../api/client.ts'
import type { HistoryPlace } from '../../stores/view-state.ts'

const pageLength = 200

/** What the data service says of the subject on screen; the last answer stays while the next is awaited. */
export function useHistory(tenant: () => string, place: () => HistoryPlace) {
  const answer = shallowRef<HistoryAnswer | null>(null)
  const steps = shallowRef<readonly HistoryStep[]>([])
  /** As of `since`, where differences are asked for, and as of `at`. */
  const states = shallowRef<readonly SubjectState[]>([])
  const error = shallowRef<AppError | null>(null)
  const show = ref<'changes' | 'all'>('changes')
  const at = computed(() => place().at ?? answer.value?.range?.to ?? null)

  async function load(offset: number): Promise<void> {
    const { subject } = place()
    try {
      const got = await ask('history.get', { tenant: tenant(), subject, show: show.value, offset, limit: pageLength })
      if (subject !== place().subject) return
      // What is only done by it, or has no changes to show, is all there is.
      if (show.value === 'changes' && got.total.changes === 0 && got.total.all > 0) {
        show.value = 'all'
        return
      }
      answer.value = got
      steps.value = offset === 0 ? got.steps : [...steps.value, ...got.steps]
      error.value = null
    } catch (thrown) {
      error.value = toAppError(thrown)
    }
  }
  const reload = (): Promise<void> => load(0)

  let asking: AbortController | null = null
  async function loadStates(): Promise<void> {
    asking?.abort()
    const { since, subject } = place()
    if (at.value === null || !answer.value?.hasState) return
    const own = new AbortController()
    asking = own
    try {
      const times = since === null ? [at.value] : [since, at.value]
      const got = await ask('history.state', { tenant: tenant(), subject, at: times }, { signal: own.signal })
      if (asking === own) states.value = got
    } catch (thrown) {
      if (asking === own) error.value = toAppError(thrown)
    }
  }

  const nameOf = (): string => JSON.stringify(place().subject)
  watch(
    nameOf,
    () => {
      answer.value = null
      steps.value = []
      states.value = []
      show.value = 'changes'
      void reload()
    },
    { immediate: true },
  )
  watch(show, () => void reload())
  watch([() => answer.value, at, () => place().since], () => void loadStates())

  let timer: ReturnType<typeof setTimeout> | undefined
  const endListening = onTenantEvent('cache.changed', tenant, () => {
    timer ??= setTimeout(() => {
      timer = undefined
      // Whoever has read further down keeps what is there.
      if (steps.value.length <= pageLength) void reload()
    }, 2000)
  })
  onScopeDispose(() => {
    endListening()
    clearTimeout(timer)
    asking?.abort()
  })

  return { answer, steps, states, error, show, at, reload, more: () => load(steps.value.length) }
}
