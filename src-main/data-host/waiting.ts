import { fail } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import { AppFailure } from '@contract/errors.ts'

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs: number
  /** The wait was given up on this side; the other side should stop working on it. */
  readonly onGiveUp: (id: number) => void
}

/** The requests that were sent and not answered yet. */
export interface Waiting {
  /** @returns the id to send and the promise of its answer; rejects with an `AppFailure`. */
  open(options: WaitOptions): { readonly id: number; readonly answer: Promise<unknown> }
  resolve(id: number, value: unknown): void
  reject(id: number, error: AppError): void
  rejectAll(error: AppError): void
  readonly size: number
}

interface Entry {
  readonly settle: () => void
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AppFailure) => void
}

export function createWaiting(): Waiting {
  const entries = new Map<number, Entry>()
  let nextId = 1

  function take(id: number): Entry | undefined {
    const entry = entries.get(id)
    entries.delete(id)
    entry?.settle()
    return entry
  }

  return {
    open({ signal, timeoutMs, onGiveUp }) {
      const id = nextId++
      const answer = new Promise<unknown>((resolve, reject) => {
        const giveUp = (failure: AppFailure): void => {
          take(id)?.reject(failure)
          onGiveUp(id)
        }
        const onAbort = (): void =>
          giveUp(signal?.reason instanceof AppFailure ? signal.reason : fail('cancelled', 'The request was cancelled.'))
        const timer = setTimeout(
          () => giveUp(fail('timeout', `The data service did not answer within ${Math.round(timeoutMs / 1000)} seconds.`, 'Try again.')),
          timeoutMs,
        )
        entries.set(id, {
          resolve,
          reject,
          settle: () => {
            clearTimeout(timer)
            signal?.removeEventListener('abort', onAbort)
          },
        })
        if (signal?.aborted) onAbort()
        else signal?.addEventListener('abort', onAbort, { once: true })
      })
      return { id, answer }
    },
    resolve: (id, value) => take(id)?.resolve(value),
    reject: (id, error) => take(id)?.reject(new AppFailure(error)),
    rejectAll(error) {
      for (const id of [...entries.keys()]) take(id)?.reject(new AppFailure(error))
    },
    get size() {
      return entries.size
    },
  }
}
