import type { Field, Filter } from '@contract/filter.ts'
import { isMarkName, markInfo } from '@contract/marks.ts'
import { allOf, conjunctsOf, selectionOf } from './conjuncts.ts'
import { fieldInfo } from './fields.ts'
import { everyMark } from './marks/mark-value.ts'
import { isEverything } from './normalize.ts'
import { hasWildcard } from './pattern.ts'
import { periodText, readPeriod } from './period.ts'
import { quote, writeValue } from './quote.ts'
import { readSpan, type SpanUnit } from './time-literal.ts'

const spanNames: Readonly<Record<SpanUnit, string>> = { m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' }

function spanText(value: string): string {
  const span = readSpan(value)
  if (!span) return value
  const name = spanNames[span.unit]
  return span.amount === 1 ? `the last ${name}` : `the last ${span.amount} ${name}s`
}

/** A value of a time as it is said: `in March 2026`; as it is written where it is no period. */
function timeText(field: 'on' | 'after' | 'before', value: string): string {
  const unit = readPeriod(value)?.unit
  if (!unit) return writeValue(field, value)
  return field === 'on' ? `${unit === 'day' ? 'on' : 'in'} ${periodText(value)}` : periodText(value)
}
function valueText(field: Field, value: string): string {
  if (value === '') return 'empty'
  if (field === 'last') return spanText(value)
  if (field === 'mark') return value === everyMark ? 'any mark' : `the mark ${quote(isMarkName(value) ? markInfo(value).title : value)}`
  return field === 'on' || field === 'after' || field === 'before' ? timeText(field, value) : writeValue(field, value)
}

/** `it added x`, `it did not add x`. */
const did =
  (past: string, present: string) =>
  (value: string, negated: boolean): string =>
    negated ? `it did not ${present} ${value}` : `it ${past} ${value}`
const itIs = (verb: string, not: string) => (value: string, negated: boolean) => `it ${negated ? not : verb} ${value}`

const phrases: Partial<Record<Field, (value: string, negated: boolean) => string>> = {
  after: (value, negated) => (negated ? `the time is before ${value}` : `the time is ${value} or later`),
  before: (value, negated) => (negated ? `the time is ${value} or later` : `the time is before ${value}`),
  on: (value, negated) => `the time is ${negated ? 'not ' : ''}${value}`,
  last: (value, negated) => `the time is ${negated ? 'not ' : ''}in ${value}`,
  added: did('added', 'add'),
  removed: did('removed', 'remove'),
  changed: did('changed', 'change'),
  user: (value, negated) => `it was ${negated ? 'not ' : ''}done by or to the user ${value}`,
  role: itIs('is about the role', 'is not about the role'),
  group: itIs('is about the group', 'is not about the group'),
  hour: (value, negated) => `the hour is ${negated ? 'not ' : ''}${value.replaceAll('..', ' to ')}`,
  mark: itIs('has', 'does not have'),
  has: itIs('has', 'does not have'),
  is: itIs('is', 'is not'),
}

function values(field: Field, of: readonly string[]): string {
  const texts = of.map((value) => valueText(field, value))
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`
}

function aboutField(field: Field, of: readonly string[], negated: boolean): string {
  const text = values(field, of)
  const phrase = phrases[field]
  if (phrase) return phrase(text, negated)
  const { noun, kind } = fieldInfo(field)
  if (kind === 'part') return `${noun} ${negated ? 'does not contain' : 'contains'} ${text}`
  if (of.some(hasWildcard) && kind !== 'exact') return `${noun} ${negated ? 'does not match' : 'matches'} ${text}`
  return `${noun} is ${negated ? 'not ' : ''}${text}`
}

function clause(filter: Filter, negated: boolean): string {
  const selection = selectionOf(filter)
  if (selection) return aboutField(selection.field, selection.values, negated)
  switch (filter.kind) {
    case 'text':
      return `${quote(filter.text)} ${negated ? 'does not appear' : 'appears'} in the user, target or resource`
    case 'not':
      return clause(filter.of, !negated)
    case 'and':
    case 'or': {
      const text = filter.of.map((member) => clause(member, false)).join(` ${filter.kind} `)
      return negated ? `not (${text})` : `(${text})`
    }
    case 'field':
      return aboutField(filter.field, [filter.value], negated)
  }
}

/** What a filter asks for, in one English sentence without its full stop. */
export function describe(filter: Filter): string {
  const conjuncts = conjunctsOf(filter)
  const whole = allOf(conjuncts)
  if (isEverything(whole)) return 'All entries'
  if (whole.kind === 'not' && isEverything(whole.of)) return 'No entries'
  const clauses = conjuncts.map((conjunct) => clause(conjunct, false))
  const list = clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1) ?? ''}`
  return `Entries where ${conjuncts.length === 1 ? list.replace(/^\((.*)\)$/, '$1') : list}`
}
