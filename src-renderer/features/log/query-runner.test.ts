import { fail } from '@contract/errors.ts'
import { everything } from '@contract/filter.ts'
import type { QueryAnswer, QueryRequest } from '@contract/log.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQueryRunner, slowAfterMs } from './query-runner.ts'

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
const answer = (result: number): QueryAnswer => ({
  result,
  total: 1,
  cached: 1,
  facets: [],
  histogram: null,
  range: null,
  rows: [],
  took: 1,
})

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
