import { fieldPrefix, findField, type FieldInfo } from './fields.ts'
import { isOperator, type Operator } from './quote.ts'

interface At {
  /** Offsets into the text, UTF-16 units; `to` is exclusive. */
  readonly from: number
  readonly to: number
  /** Whether white space (or nothing) stands before it. */
  readonly spaced: boolean
}
export type Token = At &
  (
    | { readonly kind: 'open' | 'close' | 'minus' | 'comma' }
    | { readonly kind: 'operator'; readonly operator: Operator }
    /** `name:` of a known field, colon included. */
    | { readonly kind: 'field'; readonly info: FieldInfo; readonly name: string }
    /** A word that begins like a field's name; all of it. */
    | { readonly kind: 'unknown-field'; readonly name: string; readonly text: string }
    /** `value`: it belongs to a field. `text` is without quotes and escapes. */
    | { readonly kind: 'word'; readonly value: boolean; readonly text: string }
    | { readonly kind: 'quoted'; readonly value: boolean; readonly text: string; readonly closed: boolean }
  )

const space = /\s/
const isSpace = (character: string): boolean => character === ' ' || (character !== '' && space.test(character))

/** Reads a quoted string that starts at `from`; an unfinished one ends with the text. */
export function readQuoted(text: string, from: number): { readonly text: string; readonly to: number; readonly closed: boolean } {
  let read = ''
  let at = from + 1
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '"') return { text: read, to: at + 1, closed: true }
    const following = character === '\\' ? text.charAt(at + 1) : ''
    if (following === '"' || following === '\\') {
      read += following
      at += 2
      continue
    }
    const code = following === 'u' ? /^\\u\{([0-9a-f]{1,6})\}/i.exec(text.slice(at, at + 10)) : null
    const point = code ? Number.parseInt(code[1] ?? '', 16) : Number.NaN
    if (code && point <= 0x10ffff) {
      read += String.fromCodePoint(point)
      at += code[0].length
      continue
    }
    read += character
    at++
  }
  return { text: read, to: at, closed: false }
}

function readWord(text: string, from: number, value: boolean): string {
  let to = from
  for (; to < text.length; to++) {
    const character = text.charAt(to)
    if (character === '(' || character === ')' || character === '"' || (value && character === ',') || isSpace(character)) break
  }
  return text.slice(from, to)
}

/** A minus is a negation before a term; before white space, another minus or nothing it is text, as in `--force`. */
function negates(text: string, at: number): boolean {
  const following = text.charAt(at + 1)
  return following !== '' && following !== '-' && following !== ')' && !isSpace(following)
}

/**
 * Splits query text into tokens. Every character that is not white space belongs to exactly one token; never fails: what is wrong (unknown fields,
 * unclosed quotes) is said by the token, and judged by the parser. Linear in the length of the text.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  /** For each open parenthesis, whether it holds values of a field. */
  const groups: boolean[] = []
  /** Whether the next token is a value because of the one before it. */
  let expecting = false
  let at = 0
  while (at < text.length) {
    const from = at
    while (isSpace(text.charAt(at))) at++
    if (at >= text.length) break
    const spaced = at > from || at === 0
    const last = tokens.at(-1)
    if (spaced && last?.kind !== 'comma') expecting = false
    const inGroup = groups.at(-1) ?? false
    const token = readToken(text, at, spaced, expecting, inGroup, last)
    if (token.kind === 'open') groups.push(inGroup || (expecting && last?.kind === 'field'))
    if (token.kind === 'close') groups.pop()
    expecting = token.kind === 'field' || token.kind === 'comma'
    tokens.push(token)
    at = token.to
  }
  return tokens
}

function readToken(text: string, from: number, spaced: boolean, expecting: boolean, inGroup: boolean, last: Token | undefined): Token {
  const value = expecting || inGroup
  const character = text.charAt(from)
  const single = { from, to: from + 1, spaced }
  if (character === '(') return { kind: 'open', ...single }
  if (character === ')') return { kind: 'close', ...single }
  if (character === ',' && (inGroup || (last && isValue(last)))) return { kind: 'comma', ...single }
  if (character === '"') {
    const quoted = readQuoted(text, from)
    return { kind: 'quoted', value, text: quoted.text, closed: quoted.closed, from, to: quoted.to, spaced }
  }
  if (character === '-' && !expecting && negates(text, from)) return { kind: 'minus', ...single }
  const word = readWord(text, from, value)
  // A comma right after `field:` begins no value.
  if (word === '') return { kind: 'comma', ...single }
  const at = { from, to: from + word.length, spaced }
  if (isOperator(word) && !expecting) return { kind: 'operator', operator: word, ...at }
  const name = value ? null : fieldPrefix(word)
  if (name === null) return { kind: 'word', value, text: word, ...at }
  const info = findField(name)
  if (info) return { kind: 'field', info, name, from, to: from + name.length + 1, spaced }
  // `https://…` is text that people paste, not a field.
  if (word.startsWith('//', name.length + 1)) return { kind: 'word', value, text: word, ...at }
  return { kind: 'unknown-field', name, text: word, ...at }
}

/** Whether a token is a value of a field. */
export const isValue = (token: Token): boolean => (token.kind === 'word' || token.kind === 'quoted') && token.value
