import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import { useTask } from './use-task.ts'
import type { Task } from './use-task.ts'

/** Work that ends when told to, or when it is cancelled. */
function held<T>(): { work: (signal: AbortSignal) => Promise<T>; finish: (value: T) => void; signals: AbortSignal[] } {
  const signals: AbortSignal[] = []
  let finish: (value: T) => void = () => undefined
  return {
    signals,
    finish: (value) => {
      finish(value)
    },
    work: (signal) =>
      new Promise((resolve, reject) => {
        signals.push(signal)
        finish = resolve
        signal.addEventListener('abort', () => {
          reject(fail('cancelled', 'The request was cancelled.'))
        })
      }),
  }
}

/** A task in a component that lives on. */
function task(): Task<string> {
  const made = effectScope().run(() => useTask<string>())
  if (!made) throw new Error('The scope did not run.')
  return made
}

describe('useTask', () => {
  it('is busy until the work is done', async () => {
    const one = task()
    const { work, finish } = held<string>()
    const running = one.run(work)
    expect(one.busy).toBe(true)
    finish('found')
    expect(await running).toBe('found')
    expect(one.busy).toBe(false)
    expect(one.error).toBeNull()
  })

  it('keeps the failure, and forgets it at the next attempt', async () => {
    const one = task()
    expect(await one.run(() => Promise.reject(fail('unauthorized', 'Refused.')))).toBeUndefined()
    expect(one.error?.code).toBe('unauthorized')
    await one.run(() => Promise.resolve('found'))
    expect(one.error).toBeNull()
  })

  it('shows no failure for what was cancelled', async () => {
    const one = task()
    const { work, signals } = held<string>()
    const running = one.run(work)
    one.cancel()
    expect(await running).toBeUndefined()
    expect(signals[0]?.aborted).toBe(true)
    expect([one.busy, one.error]).toEqual([false, null])
  })

  it('gives the last asked the word', async () => {
    const one = task()
    const first = held<string>()
    const overtaken = one.run(first.work)
    const second = held<string>()
    const running = one.run(second.work)
    expect(await overtaken).toBeUndefined()
    expect(one.busy).toBe(true)
    second.finish('second')
    expect(await running).toBe('second')
  })

  it('ends with its component', () => {
    const { work, signals } = held<string>()
    const scope = effectScope()
    scope.run(() => void useTask<string>().run(work))
    scope.stop()
    expect(signals[0]?.aborted).toBe(true)
  })
})
