import { everything, type Field, type Filter } from '@contract/filter.ts'
import { suggestField, validate, type FieldInfo } from './fields.ts'
import { isAddress } from './ip.ts'
import { normalize } from './normalize.ts'
import { quote, strayField } from './quote.ts'
import { tokenize, type Token } from './tokenize.ts'

/** Longest query text, in UTF-16 units. */
export const maxQueryLength = 4096
/** Deepest nesting of parentheses. */
export const maxDepth = 100

export interface QueryError {
  /** One sentence for a person. */
  readonly message: string
  /** Where in the text, UTF-16 units, `to` exclusive and past `from` unless the text is empty. */
  readonly from: number
  readonly to: number
  /** What to put in place of that part. */
  readonly suggestion?: string
}
export type Parsed = { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly error: QueryError }

type Span = Pick<QueryError, 'from' | 'to'>
type Term = Extract<Token, { kind: 'word' | 'quoted' }>

/** Leaves the recursion with an error; does not leave this module. */
class Failure extends Error {
  constructor(readonly error: QueryError) {
    super(error.message)
  }
}

function fail(at: Span, message: string, suggestion?: string | null): never {
  throw new Failure({ message, from: at.from, to: at.to, ...(suggestion ? { suggestion } : {}) })
}

class Parser {
  private next = 0
  private depth = 0

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  query(): Filter {
    if (this.tokens.length === 0) return everything
    const filter = this.alternatives(null)
    const rest = this.peek()
    if (rest) fail(rest, 'This parenthesis closes nothing.')
    return filter
  }

  private peek(): Token | undefined {
    return this.tokens[this.next]
  }

  /** `group` is the field whose values stand in the parentheses around, if any. */
  private alternatives(group: FieldInfo | null): Filter {
    const of = [this.conjunction(group)]
    for (let token = this.peek(); token?.kind === 'operator' && token.operator === 'OR'; token = this.peek()) {
      this.next++
      of.push(this.conjunction(group))
    }
    return { kind: 'or', of }
  }

  private conjunction(group: FieldInfo | null): Filter {
    const of = [this.negation(group)]
    for (let token = this.peek(); token && token.kind !== 'close'; token = this.peek()) {
      if (token.kind === 'operator' && token.operator === 'OR') break
      if (token.kind === 'operator' && token.operator === 'AND') this.next++
      else if (!token.spaced && token.kind !== 'comma') this.glued(token)
      of.push(this.negation(group))
    }
    return { kind: 'and', of }
  }

  private negation(group: FieldInfo | null): Filter {
    let negated = false
    for (let token = this.peek(); token; token = this.peek()) {
      if (token.kind !== 'minus' && !(token.kind === 'operator' && token.operator === 'NOT')) break
      negated = !negated
      this.next++
    }
    const of = this.term(group)
    return negated ? { kind: 'not', of } : of
  }

  private term(group: FieldInfo | null): Filter {
    const token = this.peek()
    if (!token) return this.missing()
    switch (token.kind) {
      case 'open':
        return this.parentheses(group)
      case 'field':
        this.next++
        return this.values(token)
      case 'word':
      case 'quoted':
        if (group) return this.list(group)
        this.next++
        return this.freeText(token)
      case 'unknown-field':
        return this.unknownField(token)
      case 'comma':
        return fail(token, 'A comma stands between two values of a field, as in action:role_assign,role_revoke.')
      case 'operator':
      case 'close':
      case 'minus':
        return this.missing()
    }
  }

  private parentheses(group: FieldInfo | null): Filter {
    const open = this.tokens[this.next] as Token // the caller peeked at it
    this.next++
    if (++this.depth > maxDepth) fail(open, `Parentheses are nested more than ${maxDepth} deep.`)
    const empty = this.peek()?.kind === 'close'
    const at = this.peek()
    if (group && empty && at) fail({ from: open.from, to: at.to }, `“${group.field}” needs a value between the parentheses.`)
    const filter = empty ? everything : this.alternatives(group)
    if (this.peek()?.kind !== 'close') fail(open, 'This parenthesis is never closed.')
    this.next++
    this.depth--
    return filter
  }

  private values(field: Extract<Token, { kind: 'field' }>): Filter {
    const token = this.peek()
    if (token && !token.spaced) {
      if (token.kind === 'open') return this.parentheses(field.info)
      if (token.kind === 'word' || token.kind === 'quoted') return this.list(field.info)
    }
    const example = `${field.name}:${field.info.examples[0] ?? ''}`
    if (token?.spaced && (token.kind === 'word' || token.kind === 'quoted')) {
      const meant = this.text.slice(field.from, field.to) + this.text.slice(token.from, token.to)
      fail({ from: field.from, to: token.to }, `Put the value right after the colon, as in ${example}.`, meant)
    }
    return fail(field, `“${field.name}” needs a value, for example ${example}.`)
  }

  private list(info: FieldInfo): Filter {
    const of: Filter[] = []
    for (;;) {
      const token = this.peek()
      if (token?.kind !== 'word' && token?.kind !== 'quoted') {
        const comma = this.tokens[this.next - 1] as Token // the loop comes back only after a comma
        return fail(comma, 'A value is missing after this comma.')
      }
      this.next++
      of.push({ kind: 'field', field: info.field, value: this.value(info.field, token) })
      if (this.peek()?.kind !== 'comma') return { kind: 'or', of }
      this.next++
    }
  }

  private value(field: Field, token: Term): string {
    const quoted = this.checkQuotes(token)
    const stray = quoted ? null : strayField(field, token.text)
    if (stray)
      fail(
        token,
        `“${stray}” looks like another field inside a value of “${field}”. Put quotes around the value if it is meant so.`,
        quote(token.text),
      )
    const problem = validate(field, token.text, quoted)
    if (problem) fail(token, problem.message, problem.suggestion)
    return token.text
  }

  private freeText(token: Term): Filter {
    if (this.checkQuotes(token)) return { kind: 'text', text: token.text }
    // Text is found anywhere, so a star at an end changes nothing.
    const text = token.text.replace(/^\*+/, '').replace(/(?<!\*)\*+$/, '')
    if (text.includes('*')) {
      fail(token, 'A * inside free text is no wildcard. Name a field, such as actor:, or put quotes around the text.', quote(text))
    }
    return { kind: 'text', text }
  }

  private checkQuotes(token: Term): boolean {
    if (token.kind === 'quoted' && !token.closed) fail(token, 'This quotation mark is never closed.', quote(token.text))
    return token.kind === 'quoted'
  }

  private unknownField(token: Extract<Token, { kind: 'unknown-field' }>): never {
    if (isAddress(token.text)) fail(token, 'To search for an address, name the field.', `ip:${token.text}`)
    const name = { from: token.from, to: token.from + token.name.length }
    const meant = suggestField(token.name)
    if (meant) fail(name, `There is no field “${token.name}”. Did you mean “${meant}”?`, meant)
    if (token.text.split(':').length > 2) {
      fail(token, `There is no field “${token.name}”. For a permission, name the field.`, `permission:${token.text}`)
    }
    return fail(token, `There is no field “${token.name}”. Put quotes around the text to search for it.`, quote(token.text))
  }

  /** Two terms without a space, e.g. a user agent pasted without quotes. */
  private glued(token: Token): never {
    const before = this.tokens[this.next - 1] ?? token
    return fail(
      { from: before.from, to: token.to },
      'Put a space between these, or quotes around text that holds parentheses or quotation marks.',
    )
  }

  private missing(): never {
    const token = this.peek()
    const before = this.tokens[this.next - 1]
    if (token?.kind === 'operator')
      return fail(token, `“${token.operator}” needs a term on both sides; in quotes it is text.`, quote(token.operator))
    if (token?.kind === 'close' && (!before || this.depth === 0)) return fail(token, 'This parenthesis closes nothing.')
    if (before?.kind === 'open') return fail(before, 'This parenthesis is never closed.')
    if (before?.kind === 'operator') return fail(before, `A term is missing after “${before.operator}”.`)
    return fail(before ?? token ?? { from: 0, to: this.text.length }, 'A term is missing here.')
  }
}

/**
 * Reads query text. The filter is normalized; an error has its position and, where there is one, what to write instead.
 * Never throws; linear in the length of the text.
 */
export function parse(text: string): Parsed {
  if (text.length > maxQueryLength) {
    const message = `The query is longer than ${maxQueryLength} characters.`
    return { ok: false, error: { message, from: maxQueryLength, to: text.length } }
  }
  try {
    return { ok: true, filter: normalize(new Parser(text, tokenize(text)).query()) }
  } catch (thrown) {
    if (thrown instanceof Failure) return { ok: false, error: thrown.error }
    throw thrown
  }
}
