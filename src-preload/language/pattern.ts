// eslint-disable-next-line no-control-regex -- the ASCII range is what is meant
const ascii = /^[\x00-\x7f]*$/

/**
 * A text as every comparison of the language sees it: letter case and composition do not matter.
 * Upper then lower case is Unicode's full case folding for practical purposes (ß = SS, ſ = s); what it leaves apart is
 * joined: final ς = σ, and the Turkish İ and ı = i, because an auditor who types "istanbul" means both.
 * Idempotent; not length-preserving.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFD')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/i\u0307+/g, 'i')
    .normalize('NFC')
}

export const hasWildcard = (pattern: string): boolean => pattern.includes('*')

/**
 * A predicate over {@link fold}ed texts for a pattern in which `*` is any run of characters and everything else is itself;
 * the whole text must match. Greedy search part by part: no backtracking, so no pattern is slow.
 */
export function compileFolded(pattern: string): (folded: string) => boolean {
  const parts = pattern.split('*').map(fold)
  const head = parts[0] ?? ''
  if (parts.length === 1) return (folded) => folded === head
  const tail = parts.at(-1) ?? ''
  const middle = parts.slice(1, -1).filter((part) => part !== '')
  const shortest = head.length + tail.length
  return (folded) => {
    if (folded.length < shortest || !folded.startsWith(head) || !folded.endsWith(tail)) return false
    const end = folded.length - tail.length
    let from = head.length
    for (const part of middle) {
      const at = folded.indexOf(part, from)
      if (at < 0 || at + part.length > end) return false
      from = at + part.length
    }
    return true
  }
}

/** As {@link compileFolded}, over texts as they are. */
export function compile(pattern: string): (text: string) => boolean {
  const matches = compileFolded(pattern)
  return (text) => matches(fold(text))
}

/** A predicate for texts that hold `part` anywhere; `*` is itself. */
export function containing(part: string): (text: string) => boolean {
  const folded = fold(part)
  return (text) => fold(text).includes(folded)
}
