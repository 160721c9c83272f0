import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { EntryKey } from '@contract/entry.ts'
import { toAppError } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import type { Outcome } from '@contract/history.ts'
import type { AroundAnswer } from '@contract/log.ts'

/**
 * What other entries tell of the one on screen: what became of it, what was before it. Asked where the walk rests and as often as what surrounds the entry is:
 * a denial may take a second.
 * @param rests the entry on screen and what surrounds it, null while a person walks on
 */
export function useOutcome<T = Outcome>(
  rests: () => { readonly key: EntryKey; readonly around: AroundAnswer } | null,
  ask: (key: EntryKey, signal: AbortSignal) => Promise<T | null>,
): { readonly outcome: Readonly<ShallowRef<T | null>>; readonly error: Readonly<ShallowRef<AppError | null>> } {
  const outcome = shallowRef<T | null>(null)
  const error = shallowRef<AppError | null>(null)
  let shown: EntryKey | null = null
  let running: AbortController | null = null
  watch(
    rests,
    async (resting) => {
      running?.abort()
      if (resting?.key !== shown) outcome.value = error.value = null
      shown = resting?.key ?? null
      if (!resting) return
      const own = (running = new AbortController())
      const answer = await ask(resting.key, own.signal).catch((thrown: unknown) => {
        if (!own.signal.aborted) error.value = toAppError(thrown)
        return null
      })
      if (!own.signal.aborted) outcome.value = answer
    },
    { immediate: true },
  )
  onScopeDispose(() => running?.abort())
  return { outcome, error }
}
