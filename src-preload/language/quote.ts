import type { Field } from '@contract/filter.ts'
import { fieldInfo, fieldPrefix, findField, validate } from './fields.ts'
import { invisible, replaceInvisible } from './invisible.ts'

export const operators = ['AND', 'OR', 'NOT'] as const
export type Operator = (typeof operators)[number]
export const isOperator = (word: string): word is Operator => (operators as readonly string[]).includes(word)

// Lone surrogates do not survive a file or a link, either. See docs/decisions/search.md, 25.
const hidden = new RegExp(invisible, 'u')

/** A text in quotes, with `\"`, `\\` (but not in `\*`, which a pattern has for a star) and, for characters that do not show, `\u{200b}`. */
export function quote(text: string): string {
  const escaped = replaceInvisible(
    text.replace(/"|\\(?!\*)/g, '\\$&'),
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  return `"${escaped}"`
}

const special = /[\s()"]/
const plain = (word: string): boolean =>
  word !== '' && !/^[-,]/.test(word) && !isOperator(word) && !special.test(word) && !hidden.test(word)

/** Free text as the query language writes it: bare where that reads back as the same text. */
export function writeText(text: string): string {
  return plain(text) && !text.includes('*') && fieldPrefix(text) === null ? text : quote(text)
}

/** A value as the query language writes it after `field:` or inside `field:( )`. */
export function writeValue(field: Field, value: string): string {
  const bare = plain(value) && !value.includes(',') && !strayField(field, value) && validate(field, value) === null
  return bare ? value : quote(value)
}

/** The field whose name begins this value although values of `field` do not look so: somebody forgot a space or a parenthesis. */
export function strayField(field: Field, value: string): Field | null {
  if (fieldInfo(field).colons) return null
  const prefix = fieldPrefix(value)
  return prefix === null ? null : (findField(prefix)?.field ?? null)
}
