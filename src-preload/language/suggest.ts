/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  const width = b.length + 1
  const rows = [new Array<number>(width).fill(0), Array.from({ length: width }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i] ?? []
    const row = [i]
    for (let j = 1; j < width; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (rows[i - 1]?.[j - 2] ?? 0) + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? 0
}

const longest = 32

/** The candidate somebody most likely meant by `word`: one it begins, else one at most a third of its letters away; letter case ignored. */
export function closest(word: string, candidates: readonly string[]): string | null {
  if (word === '' || word.length > longest) return null
  const typed = word.toLowerCase()
  if (typed.length > 1) {
    const begun = candidates.find((candidate) => candidate.startsWith(typed))
    if (begun !== undefined) return begun
  }
  let best: string | null = null
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = distance(typed, candidate)
    if (edits < least && edits < candidate.length) {
      best = candidate
      least = edits
    }
  }
  return best
}
