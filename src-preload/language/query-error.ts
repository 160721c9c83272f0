/** A change of the query text: what stands at `[from, to)`, UTF-16 units, becomes `text`. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

type AtLeastOne<T> = readonly [T, ...T[]] | readonly [...T[], T]
/** What was probably meant, best first. Each mends its mistake: the text that it makes can be read, or has another one. */
export type Suggestions = AtLeastOne<Edit>

export interface QueryError {
  /** One sentence for a person. */
  readonly message: string
  /** Where in the text, UTF-16 units, `to` exclusive and past `from` unless the text is empty. */
  readonly from: number
  readonly to: number
  readonly suggestions: Suggestions
}

export const edited = (text: string, edit: Edit): string => text.slice(0, edit.from) + edit.text + text.slice(edit.to)

/** What an edit does to the text, for a button: use this, add it, remove it. */
export function editWords(text: string, { from, to, text: put }: Edit): { readonly verb: 'Use' | 'Add' | 'Remove'; readonly what: string } {
  const taken = text.slice(from, to).trim()
  if (taken === '') return { verb: 'Add', what: put.trim() || 'a space' }
  return put.trim() === '' ? { verb: 'Remove', what: taken } : { verb: 'Use', what: put }
}
