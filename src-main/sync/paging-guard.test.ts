import { describe, expect, it } from 'vitest'
import type { PageAnswer } from '@contract/service.ts'
import { defaultConnector, definitionOf } from '../connector/built-in.ts'
import { PagingGuard } from './paging-guard.ts'
import type { WalkPlan } from './plan.ts'
import { requestBuilder } from './request-builder.ts'

const source = requestBuilder(definitionOf(defaultConnector))
const open = { from: null, to: null }
const fromTop: WalkPlan = { ask: open, claim: open, cursor: null, open: false, range: { from: -Infinity, to: Infinity }, tenantNow: null }
const goingOn: WalkPlan = { ...fromTop, cursor: 'c5', range: { from: -Infinity, to: 500 } }

const text = (id: string) => JSON.stringify({ items: [{ id }], next_cursor: 'x' })
const answer = (patch: Partial<PageAnswer>): PageAnswer => ({
  received: 10, inserted: 10, known: 0, drifted: 0, invalid: 0, late: 0, oldest: 400, newest: 490, next: 'n', retention: null, entries: 10, ...patch,
}) // prettier-ignore
const looping = expect.objectContaining({ error: expect.objectContaining({ code: 'paging-loop' }) as unknown }) as unknown

function thrownBy(task: () => unknown): unknown {
  try {
    task()
  } catch (thrown) {
    return thrown
  }
  return null
}

describe('the paging guard', () => {
  it('refuses a page sent twice, before it is committed', () => {
    const guard = new PagingGuard(fromTop, source)
    guard.beforeCommit(text('a'), 'c1')
    guard.afterCommit(answer({ next: 'c1' }))
    expect(thrownBy(() => guard.beforeCommit(text('a'), 'c2'))).toEqual(looping)
  })

  it('takes a page again that was not committed the first time', () => {
    const guard = new PagingGuard(fromTop, source)
    guard.beforeCommit(text('a'), 'c1')
    expect(thrownBy(() => guard.beforeCommit(text('a'), 'c1'))).toBeNull()
  })

  it('refuses a cursor that was there before, and the one that was asked with', () => {
    const guard = new PagingGuard(goingOn, source)
    expect(thrownBy(() => guard.beforeCommit(text('a'), 'c5'))).toEqual(looping)
    guard.afterCommit(answer({ next: 'c6' }))
    expect(thrownBy(() => guard.afterCommit(answer({ next: 'c6' })))).toEqual(looping)
  })

  it('believes a few empty pages, not an endless row of them', () => {
    const guard = new PagingGuard(fromTop, source)
    let page = 0
    const empty = () => guard.afterCommit(answer({ received: 0, inserted: 0, oldest: null, newest: null, next: `c${++page}` }))
    for (let at = 0; at < 50; at++) expect(empty()).toBe(true)
    expect(thrownBy(empty)).toEqual(looping)
  })

  it('does not follow a page that brings nothing new and lies above the one before', () => {
    const guard = new PagingGuard(fromTop, source)
    expect(guard.afterCommit(answer({ oldest: 400, next: 'c1' }))).toBe(true)
    expect(guard.afterCommit(answer({ oldest: 400, inserted: 0, next: 'c2' }))).toBe(true)
    expect(guard.afterCommit(answer({ oldest: 450, inserted: 3, next: 'c3' }))).toBe(true)
    expect(guard.afterCommit(answer({ oldest: 450, inserted: 0, next: 'c4' }))).toBe(false)
  })

  it('knows a page that cannot be an answer to what was asked', () => {
    const bounded = new PagingGuard({ ...fromTop, ask: { from: 100, to: 200 } }, source)
    expect([99, 100, 199, 200, null].map((newest) => bounded.fits(newest))).toEqual([false, true, true, false, true])
    const resumed = new PagingGuard(goingOn, source)
    expect([499, 500].map((newest) => resumed.fits(newest))).toEqual([true, false])
    resumed.afterCommit(answer({ oldest: 300, next: 'c6' }))
    expect([300, 301].map((newest) => resumed.fits(newest))).toEqual([true, false])
  })
})
