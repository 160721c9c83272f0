import type { Edit } from './query-error.ts'
import { quote } from './quote.ts'
import type { Token } from './tokenize.ts'

const isJoin = (token: Token | undefined): boolean => token?.kind === 'operator' && token.operator !== 'NOT'
const isNegation = (token: Token | undefined): boolean =>
  token?.kind === 'minus' || (token?.kind === 'operator' && token.operator === 'NOT')

/** Changes to a query that take away or add what makes it unreadable. Tokens are named by their place in the list. */
export class Repairs {
  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  private at(index: number): Token {
    return this.tokens[index] as Token // the parser names tokens that it has looked at
  }

  /** Something else in the place of one token, or of several. */
  instead(first: number, text: string, last = first): Edit {
    return { from: this.at(first).from, to: this.at(last).to, text }
  }

  /** Without some tokens and the space that would be left over; what stood at both sides of them stays apart, or by `between`. */
  without(first: number, last = first, between = ' '): Edit {
    const { text } = this
    const { from } = this.at(first)
    const { to } = this.at(last)
    const before = text.slice(0, from).trimEnd()
    const after = text.slice(to).trimStart()
    const [start, end] = [before.length, text.length - after.length]
    if (before === '' || after === '' || before.endsWith('(') || after.startsWith(')')) return { from: start, to: end, text: '' }
    if (start < from) return { from: end > to ? start : from, to, text: '' }
    return { from, to, text: end > to ? '' : between }
  }

  /** Without a term: with its negation, the parentheses that held nothing else, and the AND or OR that joined it. */
  withoutTerm(first: number, last = first): Edit {
    const { tokens } = this
    for (;;) {
      while (isNegation(tokens[first - 1])) first--
      if (tokens[first - 1]?.kind !== 'open' || tokens[last + 1]?.kind !== 'close') break
      first = this.startOfGroup(first - 1)
      last++
    }
    if (isJoin(tokens[first - 1])) first--
    else if (isJoin(tokens[last + 1])) last++
    return this.without(first, last)
  }

  /** Without one of several values; the only one goes with its field. */
  withoutValue(index: number): Edit {
    const { tokens } = this
    if (tokens[index - 1]?.kind === 'comma') return this.without(index - 1, index)
    if (tokens[index + 1]?.kind === 'comma') return this.without(index, index + 1, '')
    return this.withoutTerm(tokens[index - 1]?.kind === 'field' ? index - 1 : index, index)
  }

  /** Where `field:(` begins, of an opening parenthesis. */
  startOfGroup(open: number): number {
    return this.tokens[open - 1]?.kind === 'field' && !this.at(open).spaced ? open - 1 : open
  }

  /** The closing parentheses that are missing, at the end. */
  closeAll(): Edit {
    const depth = this.tokens.reduce((open, { kind }) => open + (kind === 'open' ? 1 : kind === 'close' ? -1 : 0), 0)
    const end = this.text.trimEnd().length
    return { from: end, to: end, text: ')'.repeat(Math.max(1, depth)) }
  }

  /** Without the parentheses from this one on that are nested too deep. */
  flattened(open: number, limit: number): Edit {
    const from = this.at(open).from
    let rest = ''
    let at = from
    let depth = limit
    for (const { kind, from: start, to } of this.tokens.slice(open)) {
      if (kind !== 'open' && kind !== 'close') continue
      const isOver = kind === 'open' ? ++depth > limit : depth-- > limit
      rest += this.text.slice(at, start) + (isOver ? ' ' : this.text.slice(start, to))
      at = to
      // Past the group that was over the limit, nothing is touched.
      if (depth <= limit && isOver) break
    }
    return { from, to: at, text: rest }
  }

  /** A text that was pasted without quotes, or a space between two terms. */
  apart(index: number): Edit {
    const before = this.at(index - 1)
    const token = this.at(index)
    const close = token.kind === 'open' ? this.closing(index) : -1
    if (before.kind !== 'word' || close < 0) return { from: token.from, to: token.from, text: ' ' }
    return this.instead(index - 1, quote(this.text.slice(before.from, this.at(close).to)), close)
  }

  private closing(open: number): number {
    let depth = 0
    return this.tokens.findIndex(({ kind }, index) => {
      if (index < open) return false
      if (kind === 'open') depth++
      if (kind === 'close') depth--
      return depth === 0
    })
  }
}
