/**
 * Patterns of times in the letters of Unicode (UTS 35): `yyyy-MM-dd HH:mm:ss.SSS`. Free of zod: the thread that reads pages has none.
 *
 * `yyyy` year · `M`, `MM` month, `MMM` Jan, `MMMM` January · `d`, `dd` day · `E`, `EEE`, `EEEE` weekday, which is read past · `H`, `HH` hour 0–23 ·
 * `h`, `hh` hour 1–12 with `a` AM or PM · `mm` minute · `ss` second · `S` a fraction of any length, behind a point or a comma · `X` offset `+01`, `+0100`,
 * `+01:00` or `Z` · `z` `UTC`, `GMT`, `Z`, or one of these with an offset, `GMT+2` · `'T'` text as it stands · `[ ]` what may be missing. A blank stands
 * for one or more of any kind.
 */
export interface PatternPart {
  /** A letter of the list above; null for text. */
  readonly letter: string | null
  /** How often the letter stands there, or the text. */
  readonly text: string
  readonly optional: boolean
}

const known: Readonly<Record<string, readonly number[]>> = {
  y: [4], u: [4], M: [1, 2, 3, 4], d: [1, 2], E: [1, 2, 3, 4], H: [1, 2], h: [1, 2], a: [1], m: [1, 2], s: [1, 2], S: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  X: [1, 2, 3], x: [1, 2, 3], z: [1],
} // prettier-ignore

/** The parts of a pattern, or what is wrong with it. */
export function patternParts(pattern: string): readonly PatternPart[] | string {
  const parts: PatternPart[] = []
  let optional = false
  for (let at = 0; at < pattern.length;) {
    const char = pattern[at] as string
    if (char === '[' || char === ']') {
      if ((char === '[') === optional) return 'has brackets that do not match'
      optional = char === '['
      at++
    } else if (char === "'") {
      const end = pattern.indexOf("'", at + 1)
      if (end < 0) return 'has a quotation mark that is not closed'
      parts.push({ letter: null, text: end === at + 1 ? "'" : pattern.slice(at + 1, end), optional })
      at = end + 1
    } else if (/[A-Za-z]/.test(char)) {
      let end = at
      while (pattern[end] === char) end++
      const counts = known[char]
      if (!counts?.includes(end - at)) return `does not know ${pattern.slice(at, end)}`
      parts.push({ letter: char === 'u' ? 'y' : char === 'x' ? 'X' : char, text: pattern.slice(at, end), optional })
      at = end
    } else {
      parts.push({ letter: null, text: char, optional })
      at++
    }
  }
  return optional ? 'has brackets that do not match' : parts
}

/** What is wrong with a pattern, to follow its place; null for nothing. */
export function patternProblem(pattern: string, hasZone: boolean): string | null {
  const parts = patternParts(pattern)
  if (typeof parts === 'string') return parts
  const letters = parts.flatMap(({ letter }) => letter ?? [])
  const has = (letter: string): boolean => letters.includes(letter)
  const twice = letters.find((letter, at) => letter !== 'E' && letters.indexOf(letter) !== at)
  if (twice !== undefined) return `names ${twice} twice`
  if (!has('y') || !has('M') || !has('d')) return 'must name the year (yyyy), the month (MM) and the day (dd)'
  if (has('h') !== has('a')) return 'needs h and a together: an hour of twelve, and AM or PM'
  if (has('h') && has('H')) return 'names the hour twice'
  if (parts.some(({ letter, optional }) => optional && letter !== null && 'yMdHha'.includes(letter)))
    return 'may not leave out the date or the hour'
  const zoned = parts.some(({ letter, optional }) => !optional && (letter === 'X' || letter === 'z'))
  return zoned || hasZone ? null : 'needs a zone: of its own (X or z), or beside it as "zone"'
}

/** What is wrong with the name of a zone; null for nothing. */
export function zoneProblem(zone: string): string | null {
  if (/^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(zone)) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return null
  } catch {
    return `is not a zone: there is none named ${zone.replaceAll(/[^\w/+:-]/g, '?')}`
  }
}
