/** `[from, to)`, ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Tells whether all of `[from, to]` lies in what these stretches cover together, and nothing of it in what was lost. */
export function isNothingMissing(stretches: readonly Stretch[], lost: readonly Stretch[]): (from: number, to: number) => boolean {
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return (from, to) => {
    const [first, last] = [Math.floor(from), Math.floor(to)]
    if (lost.some((stretch) => stretch.from <= last && stretch.to > first)) return false
    let [low, high] = [0, joined.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((joined[middle] as Stretch).from <= first) low = middle + 1
      else high = middle
    }
    const stretch = joined[low - 1]
    return stretch !== undefined && stretch.to > last
  }
}
