import { describe, expect, it } from 'vitest'
import type { EntryRow } from '@contract/entry.ts'
import { actorLines, resourceLines } from './around-rows.ts'

const row = (key: number, occurredAt: number): EntryRow => ({ key, occurredAt }) as EntryRow
const keys = (lines: readonly (EntryRow | null)[]): (number | null)[] => lines.map((line) => line?.key ?? null)

describe('around an entry', () => {
  it('the same user, newest first, the entry in its place', () => {
    const around = {
      sameRequest: [],
      requestWithin: null,
      stake: null,
      sameActor: [row(1, 90), row(2, 110), row(3, 105)],
      resourceBefore: [],
      resourceAfter: [],
    }
    expect(keys(actorLines(around, 9, 100, false))).toEqual([2, 3, null, 1])
  })

  it('at the same time the later key stands above', () => {
    const around = {
      sameRequest: [],
      requestWithin: null,
      stake: null,
      sameActor: [row(1, 100), row(12, 100)],
      resourceBefore: [],
      resourceAfter: [],
    }
    expect(keys(actorLines(around, 9, 100, false))).toEqual([12, null, 1])
  })

  it('the nearest eight, or all', () => {
    const around = {
      sameRequest: [],
      requestWithin: null,
      stake: null,
      sameActor: Array.from({ length: 20 }, (_, n) => row(n, n * 10)),
      resourceBefore: [],
      resourceAfter: [],
    }
    expect(actorLines(around, 99, 95, false)).toHaveLength(9)
    expect(keys(actorLines(around, 99, 95, false)).at(4)).toBeNull()
    expect(actorLines(around, 99, 95, true)).toHaveLength(21)
  })

  it('the same resource before and after', () => {
    expect(
      keys(
        resourceLines(
          {
            sameRequest: [],
            requestWithin: null,
            stake: null,
            sameActor: [],
            resourceBefore: [row(1, 10)],
            resourceAfter: [row(2, 20), row(3, 30)],
          },
          9,
          15,
        ),
      ),
    ).toEqual([3, 2, null, 1])
  })

  it('nothing when there is nothing', () => {
    expect(
      actorLines(
        { sameRequest: [], requestWithin: null, stake: null, sameActor: [row(9, 1)], resourceBefore: [], resourceAfter: [] },
        9,
        1,
        false,
      ),
    ).toEqual([])
    expect(
      resourceLines({ sameRequest: [], requestWithin: null, stake: null, sameActor: [], resourceBefore: [], resourceAfter: [] }, 9, 1),
    ).toEqual([])
  })
})
