import { describe, expect, it } from 'vitest'
import { datesIn } from './found-dates.ts'

const context = { zone: 'UTC', now: Date.UTC(2026, 10, 30) }

describe('dates in what is typed', () => {
  it.each([
    ['2026-03-31', ['2026-03-31']],
    ['2026-03', ['2026-03']],
    ['2026-Q1', ['2026-Q1']],
    ['March 2026', ['2026-03']],
    ['31.3.2026', ['2026-03-31']],
    ['31 Mar 2026', ['2026-03-31']],
    ['3/4/2026', ['2026-04-03', '2026-03-04']],
  ])('%s', (typed, found) => {
    expect([...datesIn(typed, context)].sort()).toEqual([...found].sort())
  })

  it.each(['', 'alice', 'role 2026', 'on:2026', 'node 1020'])('none in “%s”', (typed) => {
    expect(datesIn(typed, context)).toEqual([])
  })
})
