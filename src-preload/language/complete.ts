import type { Field } from '@contract/filter.ts'
import { fields, type FieldInfo, type KnownValue } from './fields.ts'
import { nearDays } from './near-days.ts'
import { fold } from './pattern.ts'
import { writeValue } from './quote.ts'
import type { TimeContext } from './time.ts'
import { readQuoted, tokenize, type Token } from './tokenize.ts'

/** Something to offer: `value` is what {@link apply} takes as the choice. */
export type CompletionItem = KnownValue
/** What can stand at the caret. The part `[from, to)` of the text is what a choice replaces. */
export interface Completion {
  readonly from: number
  readonly to: number
  readonly kind: 'field' | 'value'
  /** The field a value is for; null for `kind: 'field'`. */
  readonly field: Field | null
  /** What is typed of it before the caret, without quotes and escapes. */
  readonly part: string
  /** What is known without the cache, best first. Of a field that is listed, the cache (`log.values`) knows more. */
  readonly items: readonly CompletionItem[]
}

/** The field that a value between `tokens[index - 1]` and `tokens[index]` would belong to. */
function fieldBefore(tokens: readonly Token[], index: number, touching: boolean): FieldInfo | null {
  let i = index - 1
  const first = tokens[i]
  if (first?.kind === 'field') return touching ? first.info : null
  while (tokens[i]?.kind === 'comma') i -= 2
  const before = tokens[i]
  if (i < index - 1 && before?.kind === 'field') return before.info
  for (let depth = 0; i >= 0; i--) {
    const kind = tokens[i]?.kind
    if (kind === 'close') depth++
    if (kind !== 'open') continue
    if (depth-- > 0) continue
    depth = 0
    const opener = tokens[i - 1]
    if (opener?.kind === 'field' && !tokens[i]?.spaced) return opener.info
  }
  return null
}

/** The very one before those that begin with the part before those that hold it, each in the given order. */
function ranked<T extends CompletionItem>(items: readonly T[], part: string, beginnings: (item: T) => readonly string[]): readonly T[] {
  const typed = fold(part)
  if (typed === '') return items
  const same = items.filter((item) => fold(item.value) === typed)
  const begins = items.filter((item) => !same.includes(item) && beginnings(item).some((text) => fold(text).startsWith(typed)))
  const others = items.filter((item) => !same.includes(item) && !begins.includes(item))
  return [...same, ...begins, ...others.filter((item) => fold(`${item.value} ${item.description}`).includes(typed))]
}

const offeredFields = fields.map((info) => ({ value: info.field, description: info.description, info }))

function fieldItems(part: string): readonly CompletionItem[] {
  return ranked(offeredFields, part, ({ info }) => [info.field, ...info.aliases, info.label]).map(({ value, description }) => ({
    value,
    description,
  }))
}

function valueItems(info: FieldInfo, part: string, context: TimeContext | undefined): readonly CompletionItem[] {
  const timed = context && (info.kind === 'moment' || info.kind === 'period')
  return ranked(timed ? nearDays(info.kind, context) : info.values, part, (item) => [item.value])
}

/**
 * What can be completed at `caret` (UTF-16 units); null where nothing can, such as inside quoted free text. With a `context`, days and times are offered
 * as concrete dates.
 */
export function completion(text: string, caret: number, context?: TimeContext): Completion | null {
  const tokens = tokenize(text)
  const field = (from: number, to: number, part: string): Completion => ({
    from,
    to,
    kind: 'field',
    field: null,
    part,
    items: fieldItems(part),
  })
  const value = (info: FieldInfo, from: number, to: number, part: string): Completion => ({
    from,
    to,
    kind: 'value',
    field: info.field,
    part,
    items: valueItems(info, part, context),
  })
  const index = tokens.findIndex((token) => token.from < caret && caret <= token.to)
  const token = tokens[index]
  if (token) {
    switch (token.kind) {
      case 'close':
      case 'operator':
        return null
      case 'word':
      case 'quoted': {
        const info = token.value ? fieldBefore(tokens, index, true) : null
        if (token.kind === 'word') {
          const part = text.slice(token.from, caret)
          return info ? value(info, token.from, token.to, part) : field(token.from, token.to, part)
        }
        // An unclosed quote runs to the end of the text; what follows the caret is not part of the value.
        return info && value(info, token.from, token.closed ? token.to : caret, readQuoted(text.slice(0, caret), token.from).text)
      }
      case 'field':
        if (caret < token.to) return field(token.from, token.to, text.slice(token.from, caret))
        break
      case 'unknown-field': {
        const end = token.from + token.name.length
        return caret > end ? null : field(token.from, end + 1, text.slice(token.from, caret))
      }
      case 'open':
      case 'minus':
      case 'comma':
    }
  }
  const following = tokens.findIndex((candidate) => candidate.from >= caret)
  const at = following < 0 ? tokens.length : following
  const info = fieldBefore(tokens, at, tokens[at - 1]?.to === caret)
  const next = tokens[at]
  const end = next?.from === caret && (next.kind === 'word' || next.kind === 'quoted') && next.value ? next.to : caret
  return info ? value(info, caret, end, '') : field(caret, caret, '')
}

/** The text and caret after a choice: a field gets its colon, a value quotes where it needs them and, at the end, a space. */
export function apply(
  text: string,
  { from, to, field }: Pick<Completion, 'from' | 'to' | 'field'>,
  choice: string,
): { text: string; caret: number } {
  const before = text.slice(0, from)
  const after = text.slice(to)
  if (field === null) return { text: `${before}${choice}:${after}`, caret: from + choice.length + 1 }
  const inserted = writeValue(field, choice)
  const end = from + inserted.length
  if (after === '') return { text: `${before}${inserted} `, caret: end + 1 }
  return { text: before + inserted + after, caret: after.startsWith(' ') ? end + 1 : end }
}
