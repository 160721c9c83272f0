import type { Direction } from '@contract/order.ts'

/** Null: nobody knows. */
export type SortValue = string | number | null

/** A list by a value of each; what is not known stands last either way, and what is alike stays in its order. */
export function sortedBy<T>(list: readonly T[], valueOf: (each: T) => SortValue, order: Direction): T[] {
  const turn = order === 'asc' ? 1 : -1
  const valued = list.map((each) => ({ each, value: valueOf(each) }))
  valued.sort(({ value: a }, { value: b }) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    return a < b ? -turn : a > b ? turn : 0
  })
  return valued.map(({ each }) => each)
}
