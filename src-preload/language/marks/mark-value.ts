import type { Filter } from '@contract/filter.ts'
import { anyMark, bitOf, isMarkName, type MarkBits } from '@contract/marks.ts'

/** Stands for all marks. */
export const everyMark = '*'

/** The marks that a value of `mark:` asks for; none for what names none. */
export function markBitsOf(value: string): MarkBits {
  const name = value.toLowerCase()
  if (name === everyMark) return anyMark
  return isMarkName(name) ? bitOf(name) : 0
}

/** The marks that a filter asks about. */
export function marksAsked(filter: Filter): MarkBits {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.reduce((bits, each) => bits | marksAsked(each), 0)
  if (filter.kind === 'not') return marksAsked(filter.of)
  return filter.kind === 'field' && filter.field === 'mark' ? markBitsOf(filter.value) : 0
}
export const asksForMarks = (filter: Filter): boolean => marksAsked(filter) !== 0
