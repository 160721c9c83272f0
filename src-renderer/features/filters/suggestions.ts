import type { Overview } from '@contract/casework.ts'
import { isListedField, type ListedField } from '@contract/filter-names.ts'
import type { FacetValue } from '@contract/log.ts'
import { apply, completion, type Completion } from '@language/complete.ts'
import { fieldInfo, fields, valueOf } from '@language/fields.ts'
import { matchRank } from '@language/match-rank.ts'
import { hasWildcard, textOf } from '@language/pattern.ts'
import type { TimeContext } from '@language/time.ts'

/** Something the search box offers. */
export interface Suggestion {
  readonly id: string
  readonly kind: 'field' | 'value' | 'recent'
  readonly label: string
  readonly note: string
  readonly count: number | null
  /** The text and caret after it is taken. */
  readonly result: { readonly text: string; readonly caret: number }
}

/** What a person made of the tenant has values, too. */
export type CaseworkField = 'tag' | 'case'
const isCasework = (field: string): field is CaseworkField => field === 'tag' || field === 'case'

/** What to ask the cache or the casework for, beside what is known without them. */
export interface ValueQuestion {
  readonly field: ListedField | CaseworkField
  readonly part: string
  readonly at: Completion
}

/** Lines of the list; all of them are on screen at once, it never scrolls. */
export const most = 12
/** In free text, users are offered from this many letters on: fewer name half the organisation. */
const lettersForUsers = 2

/** What the text at the caret could go on with, before the cache is asked. */
export function planCompletion(
  text: string,
  caret: number,
  context: TimeContext,
): { readonly at: Completion; readonly question: ValueQuestion | null } | null {
  const at = completion(text, caret, context)
  if (!at) return null
  const { field } = at
  if (field !== null) {
    const asked = isCasework(field) || isListedField(field)
    const part = at.part.replace(/"/g, '')
    // As it is written in the cache: a value that is offered is found again.
    return { at, question: asked ? { field, part: textOf(part) ?? part, at } : null }
  }
  const part = at.part.replace(/[*"]/g, '')
  return { at, question: part.length >= lettersForUsers ? { field: 'actor', part, at } : null }
}

function valueResult(text: string, at: Completion, field: ValueQuestion['field'], value: string): Suggestion['result'] {
  if (at.field !== null) return apply(text, at, value)
  // Free text: the field's name is put in first, then its value as if it had been typed.
  const prefix = `${field}:`
  const shifted = { from: at.from + prefix.length, to: at.to + prefix.length, field }
  return apply(text.slice(0, at.from) + prefix + text.slice(at.from), shifted, value)
}

/** The tags or cases that hold what is typed, with their bookmarks; in the order of cached values. */
export function caseworkValues({ field, part }: ValueQuestion, casework: Pick<Overview, 'cases' | 'tags'>): readonly FacetValue[] {
  const all =
    field === 'tag'
      ? casework.tags.map(({ bookmarks, tag }) => ({ value: tag, label: 'tag', count: bookmarks }))
      : casework.cases.map(({ bookmarks, status, title }) => ({ value: title, label: `${status} case`, count: bookmarks }))
  const rank = matchRank(part)
  return all.filter(({ value }) => rank(value) >= 0).sort((a, b) => rank(a.value) - rank(b.value) || b.count - a.count)
}

/** Known items and cached values as one list: values with their counts first, in the order in which they came, each value once. */
export function suggestions(
  text: string,
  at: Completion,
  question: ValueQuestion | null,
  cached: readonly FacetValue[],
): readonly Suggestion[] {
  const counted = question
    ? cached.map((value): Suggestion => ({
        id: `v:${value.value}`,
        kind: 'value',
        label: at.field === null ? `${question.field}:${value.value}` : value.value,
        note: value.label ?? at.items.find((item) => item.value === value.value)?.description ?? '',
        count: fieldInfo(question.field).spans ? null : value.count,
        result: valueResult(text, at, question.field, valueOf(question.field, value.value)),
      }))
    : []
  const known = at.items
    .filter((item) => at.field === null || !cached.some(({ value }) => value === item.value))
    .map((item): Suggestion => ({
      id: `${at.kind}:${item.value}`,
      kind: at.kind,
      label: at.kind === 'field' ? `${item.value}:` : item.value,
      note: item.description,
      count: null,
      result: apply(text, at, item.value),
    }))
  return (
    at.field === null ? [...known.slice(0, most - Math.min(5, counted.length)), ...counted.slice(0, 5)] : [...counted, ...known]
  ).slice(0, most)
}

/**
 * Whether the caret is at the end of a value that is only begun: `actor:ma` means nobody yet, and searching for it would empty the screen
 * between two letters. Patterns and known values are whole.
 */
export function isBegun(text: string, caret: number): boolean {
  const at = completion(text, caret)
  if (!at?.field || at.part === '' || at.to !== caret || hasWildcard(at.part)) return false
  return fieldInfo(at.field).kind === 'pattern' && !at.items.some(({ value }) => value === at.part)
}

const fieldNames: readonly string[] = fields.flatMap(({ field, aliases }) => [field, ...aliases])
/** A single letter begins some field nearly always, and as a text it is found nearly everywhere. */
const lettersOfField = 2

/**
 * Whether the last word is the beginning of a field's name: `act` is on its way to `action:`. As a text it would mostly be found nowhere, and
 * the screen would say that the tenant has no such entry.
 */
export function beginsField(text: string, caret: number): boolean {
  const at = completion(text, caret)
  if (at?.field !== null || at.to !== caret || caret !== text.length || at.part.length < lettersOfField) return false
  const word = at.part.toLowerCase()
  return text.toLowerCase().endsWith(word) && fieldNames.some((name) => name.startsWith(word))
}

/** Whether the text ends where a value is still to come: `action:`, `action:role_assign,`. It is no mistake yet. */
export function awaitsValue(text: string, caret: number): boolean {
  const at = completion(text, caret)
  return at?.field != null && at.from === caret && caret === text.length
}

/** Past queries, newest first, that hold what is typed; the very text in the box is not offered. */
export function recentSuggestions(text: string, recent: readonly string[]): readonly Suggestion[] {
  const typed = text.trim().toLowerCase()
  return recent
    .filter((query) => query !== text.trim() && query.toLowerCase().includes(typed))
    .slice(0, 5)
    .map((query) => ({
      id: `r:${query}`,
      kind: 'recent',
      label: query,
      note: '',
      count: null,
      result: { text: query, caret: query.length },
    }))
}

/** The list of past queries with one more, newest first, each once, at most fifty of at most 4,096 characters. */
export function remember(recent: readonly string[], query: string): readonly string[] {
  const text = query.trim()
  if (text === '' || text.length > 4096) return recent
  return [text, ...recent.filter((other) => other !== text)].slice(0, 50)
}

export const forgotten = (recent: readonly string[], query: string): string[] => recent.filter((other) => other !== query)
