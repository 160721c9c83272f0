/** A half-open stretch of time, ms; `from` may be -Infinity, `to` Infinity. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Ordered, without overlaps, touching pieces joined, empty ones dropped. */
export function uniteRanges(ranges: readonly Range[]): readonly Range[] {
  const united: Range[] = []
  for (const range of [...ranges].filter(({ from, to }) => to > from).sort((a, b) => (a.from === b.from ? 0 : a.from < b.from ? -1 : 1))) {
    const last = united.at(-1)
    if (last && last.to >= range.from) united[united.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else united.push({ from: range.from, to: range.to })
  }
  return united
}

/** What of `ranges` lies in none of `taken`. */
export function subtract(ranges: readonly Range[], taken: readonly Range[]): readonly Range[] {
  let left = uniteRanges(ranges)
  for (const hole of uniteRanges(taken)) {
    left = left.flatMap((range) => {
      if (hole.to <= range.from || hole.from >= range.to) return [range]
      return [
        { from: range.from, to: Math.min(range.to, hole.from) },
        { from: Math.max(range.from, hole.to), to: range.to },
      ].filter(({ from, to }) => to > from)
    })
  }
  return left
}

/** Sum of the lengths, ms; null when one has no end. */
export function span(ranges: readonly Range[]): number | null {
  const sum = ranges.reduce((total, { from, to }) => total + (to - from), 0)
  return Number.isFinite(sum) ? sum : null
}
