import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EntryDetail } from '@contract/entry.ts'
import { fail } from '@contract/errors.ts'
import type { AroundAnswer } from '@contract/log.ts'
import { createDetailWalker } from './detail-walker.ts'

const detailOf = (key: number): EntryDetail => ({ key, entry: { raw: '{}' }, versions: [] as EntryDetail['versions'] }) as EntryDetail
const nobody: AroundAnswer = { sameRequest: [], requestWithin: null, stake: null, sameActor: [], resourceBefore: [], resourceAfter: [] }

/** A source whose answers come when the test says so. */
function slowSource() {
  const asked: { key: number; signal: AbortSignal; answer: (detail: EntryDetail) => void; refuse: (thrown: unknown) => void }[] = []
  const aroundAsked: number[] = []
  return {
    asked,
    aroundAsked,
    source: {
      entry: (key: number, signal: AbortSignal) =>
        new Promise<EntryDetail>((answer, refuse) => asked.push({ key, signal, answer, refuse })),
      around: (key: number) => {
        aroundAsked.push(key)
        return Promise.resolve(nobody)
      },
    },
  }
}
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

describe('walking through entries', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('keeps the entry before until the next arrives', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    asked[0]?.answer(detailOf(1))
    await settle()
    walker.go(2)
    expect(walker.detail.value?.key).toBe(1)
    asked[1]?.answer(detailOf(2))
    await settle()
    expect(walker.detail.value?.key).toBe(2)
  })

  it('cancels what was overtaken and drops its answer', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    walker.go(2)
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[1]?.answer(detailOf(2))
    asked[0]?.answer(detailOf(1))
    await settle()
    expect(walker.detail.value?.key).toBe(2)
  })

  it('asks for what surrounds an entry only where the walk rests', async () => {
    const { asked, aroundAsked, source } = slowSource()
    const walker = createDetailWalker(source)
    for (const key of [1, 2, 3]) {
      walker.go(key)
      asked.at(-1)?.answer(detailOf(key))
      await settle(20)
    }
    expect(aroundAsked).toEqual([])
    await settle(100)
    expect(aroundAsked).toEqual([3])
    expect(walker.around.value).toBe(nobody)
  })

  it('shows an entry seen lately at once, with what surrounded it', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    for (const key of [1, 2]) {
      walker.go(key)
      asked.at(-1)?.answer(detailOf(key))
      await settle(200)
    }
    walker.go(1)
    expect([walker.detail.value?.key, walker.around.value, asked.length]).toEqual([1, nobody, 2])
  })

  it('never shows what surrounded another entry', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    asked[0]?.answer(detailOf(1))
    await settle(200)
    walker.go(2)
    asked[1]?.answer(detailOf(2))
    await settle()
    expect(walker.around.value).toBeNull()
  })

  it('says when it takes long', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    await settle(299)
    expect(walker.slow.value).toBe(false)
    await settle(2)
    expect(walker.slow.value).toBe(true)
    asked[0]?.answer(detailOf(1))
    await settle()
    expect(walker.slow.value).toBe(false)
  })

  it('keeps the failure until another entry, or until it is asked again', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    asked[0]?.refuse(fail('not-found', 'Not there.'))
    await settle()
    expect(walker.error.value?.code).toBe('not-found')
    walker.refresh()
    asked[1]?.answer(detailOf(1))
    await settle()
    expect([walker.error.value, walker.detail.value?.key]).toEqual([null, 1])
  })

  it('reads again when the cache grew, without emptying the screen', async () => {
    const { asked, source } = slowSource()
    const walker = createDetailWalker(source)
    walker.go(1)
    asked[0]?.answer(detailOf(1))
    await settle(200)
    walker.refresh()
    expect([walker.detail.value?.key, walker.around.value]).toEqual([1, nobody])
    asked[1]?.answer({ ...detailOf(1), receivedAt: 5 })
    await settle()
    expect(walker.detail.value?.receivedAt).toBe(5)
  })
})
