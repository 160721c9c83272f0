import { onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { toAppError } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'

export interface Task<T> {
  /** Starts the work, ending what was under way. Never rejects; undefined when it failed or was cancelled. */
  readonly run: (work: (signal: AbortSignal) => Promise<T>) => Promise<T | undefined>
  readonly cancel: () => void
  readonly busy: boolean
  /** Under way for over a second: worth a *Cancel*. */
  readonly long: boolean
  error: AppError | null
}

const longAfterMs = 1000

/** One piece of work at a time that a person started and may cancel; ends with the component. */
export function useTask<T>(): Task<T> {
  const busy = ref(false)
  const long = ref(false)
  const error = shallowRef<AppError | null>(null)
  let current: AbortController | null = null

  function cancel(): void {
    current?.abort()
    current = null
    busy.value = false
    long.value = false
  }

  async function run(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    cancel()
    const own = new AbortController()
    current = own
    busy.value = true
    error.value = null
    const timer = setTimeout(() => (long.value = current === own), longAfterMs)
    try {
      const answer = await work(own.signal)
      return current === own ? answer : undefined
    } catch (thrown) {
      if (current === own) error.value = toAppError(thrown)
      return undefined
    } finally {
      clearTimeout(timer)
      if (current === own) cancel()
    }
  }

  onScopeDispose(cancel)
  return reactive({ run, cancel, busy, long, error })
}
