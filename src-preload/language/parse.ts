import { everything, type Filter } from '@contract/filter.ts'
import { suggestField, validate, type FieldInfo } from './fields.ts'
import { isAddress } from './ip.ts'
import { normalize } from './normalize.ts'
import type { Edit, QueryError, Suggestions } from './query-error.ts'
import { beyondLength, beyondTerms, maxDepth } from './query-limits.ts'
import { quote, strayField, writeText, writeValue } from './quote.ts'
import { Repairs } from './repairs.ts'
import type { TimeContext } from './time.ts'
import { tokenize, type Token } from './tokenize.ts'
import { valueHints } from './value-hints.ts'

export type Parsed = { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly error: QueryError }

type Span = Pick<QueryError, 'from' | 'to'>
type Term = Extract<Token, { kind: 'word' | 'quoted' }>

/** Leaves the recursion with an error; does not leave this module. */
class Failure extends Error {
  constructor(readonly error: QueryError) {
    super(error.message)
  }
}

function fail(at: Span, message: string, suggestions: Suggestions): never {
  throw new Failure({ message, from: at.from, to: at.to, suggestions })
}

class Parser {
  private next = 0
  private depth = 0
  private readonly repairs: Repairs

  constructor(
    text: string,
    private readonly tokens: readonly Token[],
    private readonly context: () => TimeContext,
  ) {
    this.repairs = new Repairs(text, tokens)
  }

  query(): Filter {
    if (this.tokens.length === 0) return everything
    const filter = this.alternatives(null)
    const rest = this.peek()
    if (rest) this.closesNothing(rest)
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
        return group ? this.list(group) : this.freeText(token)
      case 'unknown-field':
        return this.unknownField(token)
      case 'comma': {
        const message = 'A comma stands between two values of a field, as in action:role_assign,role_revoke.'
        return fail(token, message, [this.repairs.without(this.next)])
      }
      case 'operator':
      case 'close':
      case 'minus':
        return this.missing()
    }
  }

  private parentheses(group: FieldInfo | null): Filter {
    const index = this.next
    const open = this.tokens[index] as Token // the caller peeked at it
    this.next++
    if (++this.depth > maxDepth) fail(open, `Parentheses are nested more than ${maxDepth} deep.`, [this.repairs.flattened(index, maxDepth)])
    const empty = this.peek()?.kind === 'close'
    const at = this.peek()
    if (group && empty && at) {
      const values = this.hints(group, '', (value) => this.repairs.instead(index, value, index + 1))
      const gone = this.repairs.withoutTerm(this.repairs.startOfGroup(index), index + 1)
      fail({ from: open.from, to: at.to }, `“${group.field}” needs a value between the parentheses.`, values ?? [gone])
    }
    const filter = empty ? everything : this.alternatives(group)
    if (this.peek()?.kind !== 'close') fail(open, 'This parenthesis is never closed.', [this.repairs.closeAll()])
    this.next++
    this.depth--
    return filter
  }

  private values(field: Extract<Token, { kind: 'field' }>): Filter {
    const token = this.peek()
    const index = this.next - 1
    const gone = this.repairs.withoutTerm(index)
    if (token && !token.spaced) {
      if (token.kind === 'open') return this.parentheses(field.info)
      if (token.kind === 'word' || token.kind === 'quoted') return this.list(field.info)
      if (token.kind === 'comma') fail(token, 'This comma has no value before it.', [this.repairs.without(this.next, this.next, '')])
    }
    const example = `${field.name}:${field.info.examples[0] ?? ''}`
    if (token?.spaced && (token.kind === 'word' || token.kind === 'quoted')) {
      const joined = { from: field.to, to: token.from, text: '' }
      const message = `Put the value right after the colon, as in ${example}.`
      // A word that can be no value of this field was meant as something else.
      const isValue = validate(field.info.field, token.text, token.kind === 'quoted') === null
      fail({ from: field.from, to: token.to }, message, isValue ? [joined, gone] : [gone, joined])
    }
    const filled = this.hints(field.info, '', (value) => this.repairs.instead(index, `${field.name}:${value}`))
    return fail(field, `“${field.name}” needs a value, for example ${example}.`, filled ?? [gone])
  }

  /** Values for the place of a wrong or missing one, where there are any that are worth offering. */
  private hints(info: FieldInfo, wrong: string, edit: (written: string) => Edit): Suggestions | null {
    const [first, ...others] = valueHints(info, wrong, this.context()).map((value) => edit(writeValue(info.field, value)))
    return first ? [first, ...others] : null
  }

  private list(info: FieldInfo): Filter {
    const of: Filter[] = []
    for (;;) {
      const token = this.peek()
      if (token?.kind !== 'word' && token?.kind !== 'quoted') {
        const comma = this.tokens[this.next - 1] as Token // the loop comes back only after a comma
        const between = token?.kind === 'comma' ? '' : ' '
        return fail(comma, 'A value is missing after this comma.', [this.repairs.without(this.next - 1, this.next - 1, between)])
      }
      of.push({ kind: 'field', field: info.field, value: this.value(info, token) })
      this.next++
      if (this.peek()?.kind !== 'comma') return { kind: 'or', of }
      this.next++
    }
  }

  private value(info: FieldInfo, token: Term): string {
    const { field } = info
    const quoted = this.checkQuotes(token)
    const instead = (value: string): Edit => this.repairs.instead(this.next, value)
    const stray = quoted ? null : strayField(field, token.text)
    if (stray && validate(field, token.text, true) === null) {
      const message = `“${stray}” looks like another field inside a value of “${field}”. Put quotes around the value if it is meant so.`
      const before = this.tokens[this.next - 1]
      const alone = before?.kind === 'field' ? [{ from: before.from, to: before.to, text: '' }] : []
      fail(token, message, [instead(quote(token.text)), ...alone])
    }
    const problem = validate(field, token.text, quoted)
    if (problem !== null) fail(token, problem, this.hints(info, token.text, instead) ?? [this.repairs.withoutValue(this.next)])
    return token.text
  }

  private freeText(token: Term): Filter {
    const text = this.checkQuotes(token) ? token.text : this.plainText(token.text)
    this.next++
    return { kind: 'text', text }
  }

  private plainText(word: string): string {
    // Text is found anywhere, so a star at an end changes nothing.
    const text = word.replace(/^\*+/, '').replace(/(?<!\*)\*+$/, '')
    if (!text.includes('*')) return text
    const message = 'A * inside free text is no wildcard. Name a field, such as actor:, or put quotes around the text.'
    const instead = (meant: string): Edit => this.repairs.instead(this.next, meant)
    return fail(this.tokens[this.next] as Token, message, [instead(`actor:${writeValue('actor', text)}`), instead(quote(text))])
  }

  private checkQuotes(token: Term): boolean {
    if (token.kind === 'quoted' && !token.closed)
      fail(token, 'This quotation mark is never closed.', [this.repairs.instead(this.next, quote(token.text))])
    return token.kind === 'quoted'
  }

  /** Quotes would search for the name of a field that somebody meant: what is offered is the field, or the text without the name. */
  private unknownField(token: Extract<Token, { kind: 'unknown-field' }>): never {
    const instead = (text: string): Edit => this.repairs.instead(this.next, text)
    const name = { from: token.from, to: token.from + token.name.length }
    const meant = suggestField(token.name)
    if (isAddress(token.text)) fail(token, 'To search for an address, name the field.', [instead(`ip:${token.text}`)])
    if (meant) fail(name, `There is no field “${token.name}”. Did you mean “${meant}”?`, [{ ...name, text: meant }])
    const following = this.tokens[this.next + 1]
    const isAlone = token.text.length === token.name.length + 1 && (following?.spaced ?? true)
    const without = isAlone ? this.repairs.withoutTerm(this.next) : { from: name.from, to: name.to + 1, text: '' }
    if (token.text.split(':').length > 2) {
      const permission = instead(`permission:${writeValue('permission', token.text)}`)
      fail(token, `There is no field “${token.name}”. For a permission, name the field.`, [permission, without])
    }
    return fail(name, `There is no field “${token.name}”.`, [without])
  }

  /** Two terms without a space, e.g. a user agent pasted without quotes. */
  private glued(token: Token): never {
    const before = this.tokens[this.next - 1] ?? token
    const message = 'Put a space between these, or quotes around text that holds parentheses or quotation marks.'
    return fail({ from: before.from, to: token.to }, message, [this.repairs.apart(this.next)])
  }

  private closesNothing(token: Token): never {
    return fail(token, 'This parenthesis closes nothing.', [this.repairs.without(this.next)])
  }

  /** There is no term where one must be: at the end, or at an operator or a closing parenthesis. */
  private missing(): never {
    const token = this.peek()
    const last = this.next - 1
    const before = this.tokens[last]
    if (token?.kind === 'operator') {
      const asText = this.repairs.instead(this.next, writeText(token.operator))
      // `-OR` without its operator would be a search for a minus.
      const gone = before?.kind === 'minus' ? [] : [this.repairs.without(this.next)]
      return fail(token, `“${token.operator}” needs a term on both sides; in quotes it is text.`, [...gone, asText])
    }
    if (token?.kind === 'close' && (!before || this.depth === 0)) return this.closesNothing(token)
    if (before?.kind === 'open') {
      return fail(before, 'This parenthesis is never closed.', [this.repairs.withoutTerm(this.repairs.startOfGroup(last), last)])
    }
    const what = before?.kind === 'operator' ? `after “${before.operator}”` : 'here'
    return fail(before as Token, `A term is missing ${what}.`, [this.repairs.withoutTerm(last)])
  }
}

const utcNow = (): TimeContext => ({ zone: 'UTC', now: Date.now() })

/**
 * Reads query text. The filter is normalized; an error has its position and what to write instead. Dates are suggested by `context`; what a query means
 * does not depend on it. Never throws; linear in the length of the text.
 */
export function parse(text: string, context: () => TimeContext = utcNow): Parsed {
  const tooLong = beyondLength(text)
  if (tooLong) return { ok: false, error: tooLong }
  const tokens = tokenize(text)
  const tooMany = beyondTerms(text, tokens)
  if (tooMany) return { ok: false, error: tooMany }
  try {
    return { ok: true, filter: normalize(new Parser(text, tokens, context).query()) }
  } catch (thrown) {
    if (thrown instanceof Failure) return { ok: false, error: thrown.error }
    throw thrown
  }
}
