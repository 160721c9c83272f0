import type { Answered } from '../../stores/query-runner.ts'

/** Rows `[from, to)` of a result. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** Selected rows by index, as sorted ranges that do not touch: a million rows are one range. */
export interface RowSelection {
  readonly ranges: readonly RowRange[]
  /** Where a range that is extended begins. */
  readonly anchor: number | null
}

export const nothingSelected: RowSelection = { ranges: [], anchor: null }

export function isSelected({ ranges }: RowSelection, index: number): boolean {
  return ranges.some(({ from, to }) => index >= from && index < to)
}

export function selectedCount({ ranges }: RowSelection): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0)
}

function without(ranges: readonly RowRange[], { from, to }: RowRange): RowRange[] {
  return ranges.flatMap((range) =>
    [
      { from: range.from, to: Math.min(range.to, from) },
      { from: Math.max(range.from, to), to: range.to },
    ].filter((part) => part.to > part.from),
  )
}

function including(ranges: readonly RowRange[], added: RowRange): RowRange[] {
  const touching = ranges.filter((range) => range.to >= added.from && range.from <= added.to)
  const whole = {
    from: Math.min(added.from, ...touching.map(({ from }) => from)),
    to: Math.max(added.to, ...touching.map(({ to }) => to)),
  }
  return [...ranges.filter((range) => !touching.includes(range)), whole].sort((a, b) => a.from - b.from)
}

/** Adds a row or takes it out; it becomes the anchor. */
export function toggleRow(selection: RowSelection, index: number): RowSelection {
  const one = { from: index, to: index + 1 }
  const ranges = isSelected(selection, index) ? without(selection.ranges, one) : including(selection.ranges, one)
  return { ranges, anchor: index }
}

/** Adds every row between the anchor (`start` when there is none) and a row. */
export function extendTo(selection: RowSelection, index: number, start: number): RowSelection {
  const anchor = selection.anchor ?? start
  const range = { from: Math.min(anchor, index), to: Math.max(anchor, index) + 1 }
  return { ranges: including(selection.ranges, range), anchor }
}

/**
 * Whether an answer that was asked for again lists the same entries in the same places, as after a bookmark, a change of zone or an opened
 * facet: rows by index then still are what a person selected. Entries are only ever added, so an equal number in the cache says that none came.
 */
export function listsTheSame(before: Answered | null | undefined, now: Answered | null): boolean {
  if (!before || now?.cause !== 'refresh' || before.request.order !== now.request.order) return false
  if (before.request.sort !== now.request.sort) return false
  if (JSON.stringify(before.request.filter) !== JSON.stringify(now.request.filter)) return false
  const [was, is] = [before.answer, now.answer]
  return was.total === is.total && was.cached === is.cached && was.rows.every(({ key }, at) => key === is.rows[at]?.key)
}
