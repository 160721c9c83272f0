import { fail } from '@contract/errors.ts'
import { everything } from '@contract/filter.ts'
import type { QueryAnswer, QueryRequest } from '@contract/log.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQueryRunner, longAfterMs, slowAfterMs } from './query-runner.ts'

const request = (text: string): QueryRequest => ({
  tenant: 'acmeprod1',
  filter: text ? { kind: 'text', text } : everything,
  zone: 'UTC',
  facets: [],
  facetLimit: 1,
  histogramBuckets: 0,
  order: 'desc',
  firstRows: 0,
})
const answer = (result: number, more: Partial<QueryAnswer> = {}): QueryAnswer => ({
  result,
  total: 1,
  searched: null,
  cached: 1,
  facets: [],
  histogram: null,
  range: null,
  rows: [],
  unmarked: 0,
  took: 1,
  ...more,
})
const part = { searched: { done: 1, of: 3, reached: 1e12 } }

interface Waiting {
  readonly request: QueryRequest
  readonly signal: AbortSignal
  readonly resolve: (answer: QueryAnswer) => void
  readonly reject: (thrown: unknown) => void
}
function set() {
  const waiting: Waiting[] = []
  const runner = createQueryRunner(
    (asked, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(fail('cancelled', 'Cancelled.')))
        waiting.push({ request: asked, signal, resolve, reject })
      }),
  )
  const at = (index: number): Waiting => {
    const one = waiting[index]
    if (!one) throw new Error('not asked')
    return one
  }
  return { runner, at }
}

describe('the query runner', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('keeps the answer to the newest question only', async () => {
    const { runner, at } = set()
    const first = runner.run(request('a'), 'new')
    const second = runner.run(request('ab'), 'new')
    expect(at(0).signal.aborted).toBe(true)
    at(1).resolve(answer(2))
    at(0).resolve(answer(1))
    await Promise.all([first, second])
    expect(runner.answered.value?.answer.result).toBe(2)
    expect(runner.busy.value).toBe(false)
  })

  it('leaves the last answer on screen while it waits and when it fails', async () => {
    const { runner, at } = set()
    const first = runner.run(request('a'), 'new')
    at(0).resolve(answer(1))
    await first
    const second = runner.run(request('b'), 'new')
    expect(runner.answered.value?.answer.result).toBe(1)
    at(1).reject(fail('service-down', 'The service is down.'))
    await second
    expect(runner.answered.value?.answer.result).toBe(1)
    expect(runner.error.value?.code).toBe('service-down')
    const third = runner.run(request('b'), 'new')
    at(2).resolve(answer(3))
    await third
    expect(runner.error.value).toBeNull()
  })

  it('shows that it is slow, also while newer questions overtake', async () => {
    const { runner, at } = set()
    void runner.run(request('a'), 'new')
    await vi.advanceTimersByTimeAsync(slowAfterMs - 1)
    const second = runner.run(request('ab'), 'new')
    expect(runner.slow.value).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(runner.slow.value).toBe(true)
    at(1).resolve(answer(2))
    await second
    expect(runner.slow.value).toBe(false)
  })

  it('still begins at the top when a refresh overtakes a new question', async () => {
    const { runner, at } = set()
    void runner.run(request('a'), 'new')
    const refresh = runner.run(request('a'), 'refresh')
    at(1).resolve(answer(2))
    await refresh
    expect(runner.answered.value?.cause).toBe('new')
    const again = runner.run(request('a'), 'refresh')
    at(2).resolve(answer(3))
    await again
    expect(runner.answered.value?.cause).toBe('refresh')
  })

  it('shows what a search has found, and asks on until it is complete', async () => {
    const { runner, at } = set()
    const run = runner.run(request('a'), 'new')
    at(0).resolve(answer(1, part))
    await vi.advanceTimersByTimeAsync(0)
    expect(runner.answered.value).toMatchObject({ answer: { result: 1 }, cause: 'new' })
    expect(runner.busy.value).toBe(true)
    expect(at(0).request.continues).toBeUndefined()
    // The rows on screen stay where they are: the next answer has them too, and more time is given to it.
    expect(at(1).request).toMatchObject({ continues: 1, filter: request('a').filter })
    expect(at(1).request.patienceMs).toBeGreaterThan(at(0).request.patienceMs ?? Infinity)
    at(1).resolve(answer(2))
    await run
    expect(runner.answered.value).toMatchObject({ answer: { result: 2 }, cause: 'more', request: request('a') })
    expect(runner.busy.value).toBe(false)
    // What is complete is renewed by what is complete.
    void runner.run(request('a'), 'refresh')
    expect(at(2).request).toEqual(request('a'))
  })

  it('does not take the last rows away for nothing, until it is slow', async () => {
    const { runner, at } = set()
    void runner.run(request('a'), 'new')
    at(0).resolve(answer(1))
    await vi.advanceTimersByTimeAsync(0)
    void runner.run(request('b'), 'new')
    at(1).resolve(answer(2, { ...part, total: 0 }))
    await vi.advanceTimersByTimeAsync(slowAfterMs)
    expect(runner.answered.value?.answer.result).toBe(1)
    at(2).resolve(answer(3, { ...part, total: 0 }))
    await vi.advanceTimersByTimeAsync(0)
    expect(runner.answered.value).toMatchObject({ answer: { result: 3 }, cause: 'new' })
  })

  it('leaves what was found when it is stopped, and goes on from there', async () => {
    const { runner, at } = set()
    const run = runner.run(request('a'), 'new')
    at(0).resolve(answer(1, part))
    await vi.advanceTimersByTimeAsync(longAfterMs)
    expect(runner.long.value).toBe(true)
    runner.stop()
    await run
    expect(at(1).signal.aborted).toBe(true)
    expect([runner.busy.value, runner.long.value, runner.error.value]).toEqual([false, false, null])
    expect(runner.answered.value?.answer).toMatchObject({ result: 1, ...part })
    void runner.goOn(request('a'))
    expect(at(2).request.patienceMs).toBeDefined()
    expect(at(2).request.searchTo).toBeUndefined()
    at(2).resolve(answer(2, part))
    await vi.advanceTimersByTimeAsync(0)
    expect(runner.answered.value?.cause).toBe('refresh')
    // Another question overtakes, and begins at the top.
    void runner.run(request('b'), 'new')
    expect(at(3).signal.aborted).toBe(true)
    at(4).resolve(answer(4))
    await vi.advanceTimersByTimeAsync(0)
    expect(runner.answered.value).toMatchObject({ answer: { result: 4 }, cause: 'new' })
  })

  it('stays stopped when the answer is renewed: only what has arrived is looked at', async () => {
    const { runner, at } = set()
    void runner.run(request('a'), 'new')
    at(0).resolve(answer(1, part))
    await vi.advanceTimersByTimeAsync(0)
    runner.stop()
    for (const refreshed of [2, 4]) {
      const run = runner.run(request('a'), 'refresh')
      expect(at(refreshed).request).toMatchObject({ searchTo: part.searched.reached })
      // The newest have to be searched first, which may take several steps.
      at(refreshed).resolve(answer(refreshed, { searched: { ...part.searched, reached: part.searched.reached + 5 } }))
      await vi.advanceTimersByTimeAsync(0)
      expect(runner.busy.value).toBe(true)
      expect(at(refreshed + 1).request).toMatchObject({ searchTo: part.searched.reached, continues: refreshed })
      at(refreshed + 1).resolve(answer(refreshed + 1, part))
      await run
      expect(runner.busy.value).toBe(false)
    }
    // Another question is searched to its end.
    void runner.run(request('b'), 'new')
    expect(at(6).request.searchTo).toBeUndefined()
    at(6).resolve(answer(6, part))
    await vi.advanceTimersByTimeAsync(0)
    expect(at(7).request.continues).toBe(6)
  })

  it('stopped before anything is known, it is asked once and no more', async () => {
    const { runner, at } = set()
    void runner.run(request('a'), 'new')
    runner.stop()
    const run = runner.run(request('a'), 'refresh')
    at(1).resolve(answer(1, part))
    await run
    expect(runner.answered.value?.answer.result).toBe(1)
    void runner.run(request('a'), 'refresh')
    expect(at(2).request.searchTo).toBe(part.searched.reached)
  })

  it('stops without an error', async () => {
    const { runner, at } = set()
    const first = runner.run(request('a'), 'new')
    runner.stop()
    expect(at(0).signal.aborted).toBe(true)
    await first
    expect(runner.error.value).toBeNull()
    expect(runner.busy.value).toBe(false)
  })
})
