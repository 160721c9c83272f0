import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineItems, type LineItem } from './line-items.ts'

const cases = fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), newDay: fc.boolean(), open: fc.boolean() })).map((runs) => {
  const [days, bursts, open]: [number[], number[], Set<number>] = [[], [], new Set()]
  let entries = 0
  for (const { count, newDay, open: isOpen } of runs) {
    if (newDay || entries === 0) days.push(entries)
    if (count >= 5) {
      bursts.push(entries, count)
      if (isOpen) open.add(entries)
    }
    entries += count
  }
  return { line: { entries, days, bursts }, open }
})

/** Line by line, without anything clever. */
function naive({ line: { entries, days, bursts }, open }: typeof cases extends fc.Arbitrary<infer C> ? C : never): LineItem[] {
  const found: LineItem[] = []
  const burstAt = (row: number): number =>
    bursts.findIndex((first, i) => i % 2 === 0 && first <= row && row < first + (bursts[i + 1] as number))
  for (let row = 0; row < entries; row++) {
    if (days.includes(row)) found.push({ kind: 'day', row })
    const burst = burstAt(row)
    const first = bursts[burst]
    if (first === row) found.push({ kind: 'burst', row, count: bursts[burst + 1] as number, open: open.has(row) })
    if (first === undefined || open.has(first)) found.push({ kind: 'entry', row, inBurst: first !== undefined })
  }
  return found
}

it('lines are days, bursts and what is not hidden in them, and each row is found again', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const items = new LineItems(each.line, each.open)
      const all = Array.from({ length: items.length }, (_, index) => items.at(index))
      expect(all).toEqual(naive(each))
      expect(items.at(items.length)).toBeUndefined()
      for (let row = 0; row < each.line.entries; row++) {
        const index = items.indexOf(row)
        const item = index === null ? undefined : items.at(index)
        expect(item?.kind === 'entry' ? item.row : item?.kind === 'burst' && !item.open && items.burstOf(row)).toBe(
          item?.kind === 'entry' ? row : item?.row,
        )
      }
      expect(items.indexOf(each.line.entries)).toBeNull()
    }),
  )
})
