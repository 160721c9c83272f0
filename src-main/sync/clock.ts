import { fail } from '@contract/errors.ts'
import type { Clock } from './ports.ts'

/** The longest delay `setTimeout` takes; a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(Math.max(ms, 0), longestTimer))
    return () => clearTimeout(timer)
  },
}

/** What a request or a wait that was called off rejects with. */
export const cancelled = () => fail('cancelled', 'The sync was cancelled.', 'Start it again; it goes on where it stopped.')

/** Resolves after `ms`; rejects with `cancelled` as soon as the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled())
    const onAbort = () => {
      callOff()
      reject(cancelled())
    }
    const callOff = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
