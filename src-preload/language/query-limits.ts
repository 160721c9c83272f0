import { mostMembers } from '@contract/filter.ts'
import type { QueryError } from './query-error.ts'
import type { Token } from './tokenize.ts'

/** Longest query text, in UTF-16 units. */
export const maxQueryLength = 4096
/** Deepest nesting of parentheses. */
export const maxDepth = 100
/** Most terms and values in a query: as many as a filter may hold. */
export const maxTerms = mostMembers

/** What is wrong with a text that is too long; looked at before anything is made of it. */
export function beyondLength(text: string): QueryError | null {
  if (text.length <= maxQueryLength) return null
  const place = { from: maxQueryLength, to: text.length }
  return { ...place, message: `The query is longer than ${maxQueryLength} characters.`, suggestions: [{ ...place, text: '' }] }
}

/** What is wrong with a query of too many terms; looked at before it becomes a tree. */
export function beyondTerms(text: string, tokens: readonly Token[]): QueryError | null {
  const terms = tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted')
  const [last, tooMany] = [terms[maxTerms - 1], terms[maxTerms]]
  if (!last || !tooMany) return null
  const message = `The query has more than ${maxTerms.toLocaleString('en')} terms.`
  const cut = { from: last.to, to: text.length, text: closing(tokens, last) }
  return { from: tooMany.from, to: text.length, message, suggestions: [cut] }
}

/** What closes the parentheses that are open after a token. */
function closing(tokens: readonly Token[], last: Token): string {
  let open = 0
  for (const { kind, from } of tokens) if (from < last.from) open += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
  return ')'.repeat(Math.max(0, open))
}
