/**
 * How well a text answers what was typed: every word must occur; earlier and at the start of a word is better.
 * @returns a score, lower is better; null when it does not match
 */
export function matchScore(typed: string, text: string): number | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const searched = text.toLowerCase()
  let score = 0
  for (const word of words) {
    const at = searched.indexOf(word)
    if (at < 0) return null
    const startsWord = at === 0 || /[^\p{L}\p{N}]/u.test(searched[at - 1] ?? '')
    score += at + (startsWord ? 0 : 100)
  }
  return score
}

/** The matching items, best first; all in their own order when nothing was typed. */
export function bestMatches<T>(typed: string, items: readonly T[], textOf: (item: T) => string): readonly T[] {
  if (typed.trim() === '') return items
  return items
    .flatMap((item) => {
      const score = matchScore(typed, textOf(item))
      return score === null ? [] : [{ item, score }]
    })
    .sort((a, b) => a.score - b.score)
    .map(({ item }) => item)
}
