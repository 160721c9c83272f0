import { parse } from './parse.ts'
import { tokenize, type Token } from './tokenize.ts'

export type HighlightKind = 'field' | 'operator' | 'value' | 'string' | 'negation' | 'text' | 'space' | 'error'
/** A stretch of the text, UTF-16 units, `to` exclusive. */
export interface HighlightSpan {
  readonly from: number
  readonly to: number
  readonly kind: HighlightKind
}

function kindOf(token: Token): HighlightKind {
  switch (token.kind) {
    case 'open':
    case 'close':
    case 'comma':
      return 'operator'
    case 'operator':
      return token.operator === 'NOT' ? 'negation' : 'operator'
    case 'minus':
      return 'negation'
    case 'field':
      return 'field'
    case 'word':
      return token.value ? 'value' : 'text'
    case 'quoted':
      return 'string'
    case 'unknown-field':
      return 'error'
  }
}

function colours(text: string): HighlightSpan[] {
  const spans: HighlightSpan[] = []
  let at = 0
  for (const token of tokenize(text)) {
    if (token.from > at) spans.push({ from: at, to: token.from, kind: 'space' })
    spans.push({ from: token.from, to: token.to, kind: kindOf(token) })
    at = token.to
  }
  if (at < text.length) spans.push({ from: at, to: text.length, kind: 'space' })
  return spans
}

/** Spans that cover the text without holes or overlaps, for colouring it; the place of its error, if any, is `error`. */
export function highlight(text: string): HighlightSpan[] {
  const spans = colours(text)
  const parsed = parse(text)
  if (parsed.ok) return spans
  const { from, to } = parsed.error
  const around = spans.flatMap((span) => [
    { ...span, to: Math.min(span.to, from) },
    { ...span, from: Math.max(span.from, to) },
  ])
  return [...around.filter((span) => span.from < span.to), { from, to, kind: 'error' as const }].sort((a, b) => a.from - b.from)
}
