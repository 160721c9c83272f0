import { everything } from '@contract/filter.ts'
import type { Direction } from '@contract/log.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answered } from '../../stores/query-runner.ts'
import { extendTo, isSelected, listsTheSame, nothingSelected, selectedCount, toggleRow, type RowSelection } from './row-selection.ts'

type Step = { readonly kind: 'toggle' | 'extend'; readonly index: number }
const steps = fc.array(fc.record<Step>({ kind: fc.constantFrom('toggle', 'extend'), index: fc.nat(40) }), { maxLength: 60 })

describe('the selection of rows', () => {
  it('agrees with a set of indices', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        let selection: RowSelection = nothingSelected
        const naive = new Set<number>()
        let anchor: number | null = null
        for (const { kind, index } of taken) {
          if (kind === 'toggle') {
            selection = toggleRow(selection, index)
            if (!naive.delete(index)) naive.add(index)
            anchor = index
          } else {
            selection = extendTo(selection, index, 0)
            anchor ??= 0
            for (let at = Math.min(anchor, index); at <= Math.max(anchor, index); at += 1) naive.add(at)
          }
        }
        expect(selectedCount(selection)).toBe(naive.size)
        for (let at = 0; at <= 41; at += 1) expect(isSelected(selection, at)).toBe(naive.has(at))
      }),
    )
  })

  it('keeps a million rows as one range', () => {
    const selection = extendTo(toggleRow(nothingSelected, 0), 999_999, 0)
    expect(selection.ranges).toEqual([{ from: 0, to: 1_000_000 }])
  })
})

describe('an answer that was asked for again', () => {
  const answered = (keys: readonly number[], cached: number, cause: Answered['cause'] = 'refresh', order: Direction = 'desc') =>
    ({
      request: { order, filter: everything },
      answer: { total: 900, cached, rows: keys.map((key) => ({ key })) },
      cause,
    }) as unknown as Answered

  it('keeps a selection only while its rows are in the same places', () => {
    const before = answered([3, 2, 1], 1000, 'new')
    expect(listsTheSame(before, answered([3, 2, 1], 1000))).toBe(true)
    expect(listsTheSame(before, answered([3, 2, 1], 1001))).toBe(false)
    expect(listsTheSame(before, answered([4, 3, 2], 1000))).toBe(false)
    expect(listsTheSame(before, answered([3, 2, 1], 1000, 'refresh', 'asc'))).toBe(false)
    expect(listsTheSame(before, answered([3, 2, 1], 1000, 'new'))).toBe(false)
    expect(listsTheSame(null, before)).toBe(false)
    expect(listsTheSame(before, null)).toBe(false)
  })
})
