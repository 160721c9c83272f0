import type { Filter } from '@contract/filter.ts'
import { fold } from './pattern.ts'

/** What a filter looks for within texts, folded: in names (users, targets, resources), and in user agents. */
export interface SearchedTerms {
  readonly names: readonly string[]
  readonly agents: readonly string[]
}

/** The texts that an entry may be in the result for; what is ruled out is none of them. Null where there are none. */
export function searchedTerms(filter: Filter): SearchedTerms | null {
  const names = new Set<string>()
  const agents = new Set<string>()
  function walk(part: Filter, wanted: boolean): void {
    if (part.kind === 'and' || part.kind === 'or') for (const each of part.of) walk(each, wanted)
    else if (part.kind === 'not') walk(part.of, !wanted)
    else if (wanted && part.kind === 'text') names.add(fold(part.text))
    else if (wanted && part.kind === 'field' && part.field === 'agent') agents.add(fold(part.value))
  }
  walk(filter, true)
  names.delete('')
  agents.delete('')
  return names.size + agents.size === 0 ? null : { names: [...names], agents: [...agents] }
}

/** A stretch of a text, UTF-16 units, `to` exclusive. */
export interface Hit {
  readonly from: number
  readonly to: number
}

// eslint-disable-next-line no-control-regex -- the ASCII range is what is meant
const ascii = /^[\x00-\x7f]*$/
let segmenter: Intl.Segmenter | undefined

/** Where each letter of the folded text comes from; null where folding does not go letter by letter. */
function sources(text: string, folded: string): readonly Hit[] | null {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  const found: Hit[] = []
  let joined = ''
  for (const { segment, index } of segmenter.segment(text)) {
    const part = fold(segment)
    joined += part
    found.push(...Array.from({ length: part.length }, () => ({ from: index, to: index + segment.length })))
  }
  return joined === folded ? found : null
}

/**
 * Where a text holds one of the folded `needles`: in order, apart from one another, whole letters. There is one exactly where the filter finds the text
 * (`fold(text)` includes the needle); where it cannot be said which letters they are, it is the whole text.
 */
export function hitsIn(text: string, needles: readonly string[]): readonly Hit[] {
  const folded = fold(text)
  const found: Hit[] = []
  let letters: readonly Hit[] | null | undefined
  for (const needle of needles) {
    if (needle === '') continue
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
      const end = at + needle.length
      if (folded.length === text.length && ascii.test(text)) found.push({ from: at, to: end })
      else {
        letters = letters === undefined ? sources(text, folded) : letters
        if (!letters) return [{ from: 0, to: text.length }]
        found.push({ from: letters[at]?.from ?? 0, to: letters[end - 1]?.to ?? text.length })
      }
    }
  }
  return apart(found)
}

function apart(hits: readonly Hit[]): readonly Hit[] {
  if (hits.length < 2) return hits
  const merged: { from: number; to: number }[] = []
  for (const hit of [...hits].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && hit.from <= last.to) last.to = Math.max(last.to, hit.to)
    else merged.push({ ...hit })
  }
  return merged
}
