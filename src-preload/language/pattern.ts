// eslint-disable-next-line no-control-regex -- the ASCII range is what is meant
const ascii = /^[\x00-\x7f]*$/

/**
 * A text as a search within texts sees it: letter case and composition do not matter. What only folds alike is found together and is not the
 * same: see {@link caseless}.
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

/**
 * A text as a comparison of whole values sees it: a letter and its capital are one, and nothing else is: ß is not ss, ı and İ are not i, the
 * Kelvin sign is no k, and a letter with an accent is not a letter and an accent. Two people whose addresses only fold alike are two.
 */
export function caseless(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let found = ''
  for (const letter of text) {
    const small = letter.toLowerCase()
    found += small !== letter && small.toUpperCase() === letter ? small : letter
  }
  return found
}

/** A star and all backslashes before it; the look back keeps it linear. */
const starred = /(?<!\\)(\\*)\*/g

/**
 * The texts between the wildcards of a pattern, at least one: `*` is any run of characters, `\*` is a star, and everything else is itself. Of
 * backslashes right before a star two are one, so that every text can be written: the rule by which Windows reads quotation marks in arguments.
 */
function partsOf(pattern: string): string[] {
  const parts: string[] = []
  let part = ''
  let from = 0
  for (const { 0: found, 1: slashes = '', index } of pattern.matchAll(starred)) {
    part += pattern.slice(from, index) + slashes.slice(0, slashes.length >> 1)
    from = index + found.length
    if (slashes.length % 2 === 1) part += '*'
    else {
      parts.push(part)
      part = ''
    }
  }
  return [...parts, part + pattern.slice(from)]
}

export const hasWildcard = (pattern: string): boolean => pattern.includes('*') && partsOf(pattern).length > 1

/** The one text that a pattern without a wildcard matches; null for one with. */
export function textOf(pattern: string): string | null {
  const [text = '', ...others] = partsOf(pattern)
  return others.length === 0 ? text : null
}

/** The pattern that matches this text only. */
export const literal = (text: string): string => text.replace(starred, '$1$1\\*')

/** A predicate over {@link fold}ed texts for a pattern (`*` is any run of characters, `\*` a star); the whole text must match. */
export function compileFolded(pattern: string): (folded: string) => boolean {
  return compileParts(partsOf(pattern).map(fold))
}

/** The same over texts as they are, compared as whole values are; see {@link caseless}. */
export function compile(pattern: string): (text: string) => boolean {
  const matches = compileParts(partsOf(pattern).map(caseless))
  return (text) => matches(caseless(text))
}

/** Greedy search part by part: no backtracking, so no pattern is slow. */
function compileParts(parts: readonly string[]): (text: string) => boolean {
  const head = parts[0] ?? ''
  if (parts.length === 1) return (text) => text === head
  const tail = parts.at(-1) ?? ''
  const middle = parts.slice(1, -1).filter((part) => part !== '')
  const shortest = head.length + tail.length
  return (text) => {
    if (text.length < shortest || !text.startsWith(head) || !text.endsWith(tail)) return false
    const end = text.length - tail.length
    let from = head.length
    for (const part of middle) {
      const at = text.indexOf(part, from)
      if (at < 0 || at + part.length > end) return false
      from = at + part.length
    }
    return true
  }
}

/** A predicate for texts that hold `part` anywhere; `*` is itself. */
export function containing(part: string): (text: string) => boolean {
  const folded = fold(part)
  return (text) => fold(text).includes(folded)
}
