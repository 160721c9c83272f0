import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extendTo, isSelected, nothingSelected, selectedCount, toggleRow, type RowSelection } from './row-selection.ts'

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
