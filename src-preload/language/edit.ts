import { everything, type Field, type Filter } from '@contract/filter.ts'
import type { Status } from '@contract/entry.ts'
import { allOf, conjunctsOf, exclusionOf, isOnlyAbout, selecting, selectionOf } from './conjuncts.ts'
import { canonicalValue, fieldInfo, valueOf } from './fields.ts'
import { caseless } from './pattern.ts'
import { print } from './print.ts'
import { writeText } from './quote.ts'
import { readQuoted } from './tokenize.ts'

// Every function takes a filter of any shape and gives a normalized one: an AND of conjuncts, in which what a panel selects on a field is one conjunct
// (a value, or an OR of values of that field) and what it rules out is a NOT of one value. Conjuncts of any other shape are left as they are.

/** One condition as the chip row shows it. */
export interface Chip {
  /** The condition's query text: unique within a filter, stable while the condition stays. */
  readonly id: string
  /** The field it is about; null for free text and for conditions that mix fields. */
  readonly field: Field | null
  readonly label: string
  readonly value: string
  readonly excluded: boolean
  readonly filter: Filter
  /** Whether panels can show and change it; else it is changed as text. */
  readonly editable: boolean
}

const shown = (value: string): string => (value === '' ? '(none)' : value)

function chipOf(conjunct: Filter): Chip {
  const id = print(conjunct)
  const positive = conjunct.kind === 'not' ? conjunct.of : conjunct
  const excluded = conjunct.kind === 'not'
  const chip = { id, filter: conjunct, excluded }
  if (positive.kind === 'text') return { ...chip, field: null, label: 'Text', value: positive.text, editable: !excluded }
  const selection = selectionOf(positive)
  if (!selection) return { ...chip, field: null, label: 'Query', value: id, excluded: false, editable: false }
  const { field, values } = selection
  return { ...chip, field, label: fieldInfo(field).label, value: values.map(shown).join(' or '), editable: true }
}

/** The filter's conditions, in order. */
export function chips(filter: Filter): readonly Chip[] {
  return conjunctsOf(filter).map(chipOf)
}

/** The filter without the chip of this id; without such a chip the same filter, normalized. */
export function removeChip(filter: Filter, id: string): Filter {
  return allOf(conjunctsOf(filter).filter((conjunct) => print(conjunct) !== id))
}

/** No conditions at all. */
export function clear(): Filter {
  return everything
}

/** The filter narrowed by one more condition. */
export function addConjunct(filter: Filter, conjunct: Filter): Filter {
  return allOf([...conjunctsOf(filter), ...conjunctsOf(conjunct)])
}

/** The filter without the conjuncts that speak of this field only: what its facet is counted under. */
export function conjunctsWithout(filter: Filter, field: Field): Filter {
  const fields = new Set([field])
  return allOf(conjunctsOf(filter).filter((conjunct) => !isOnlyAbout(conjunct, fields)))
}

const sameValue = (a: string, b: string): boolean => caseless(a) === caseless(b)
const holds = (values: readonly string[], value: string): boolean => values.some((other) => sameValue(other, value))

export interface FieldValues {
  readonly included: readonly string[]
  readonly excluded: readonly string[]
}

/** What is selected on a field and what is ruled out. Of several selections on one field it is the first; the others are chips only. */
export function fieldValues(filter: Filter, field: Field): FieldValues {
  const conjuncts = conjunctsOf(filter)
  const included = conjuncts.map(selectionOf).find((selection) => selection?.field === field)?.values ?? []
  const excluded = conjuncts.flatMap((conjunct) => {
    const exclusion = exclusionOf(conjunct)
    return exclusion?.field === field ? [exclusion.value] : []
  })
  return { included, excluded }
}

const isSelectionOf = (conjunct: Filter, field: Field): boolean => selectionOf(conjunct)?.field === field

/** Selects exactly these values on a field (none: no selection), in place of what is selected now; values selected are no longer ruled out. */
export function setIncluded(filter: Filter, field: Field, values: readonly string[]): Filter {
  const unique = values.filter((value, i) => !holds(values.slice(0, i), value))
  const kept = conjunctsOf(filter).filter((conjunct) => {
    const exclusion = exclusionOf(conjunct)
    return exclusion?.field !== field || !holds(unique, exclusion.value)
  })
  const at = kept.findIndex((conjunct) => isSelectionOf(conjunct, field))
  const selection = selecting(field, unique)
  return allOf(at < 0 ? [...kept, selection] : kept.map((conjunct, i) => (i === at ? selection : conjunct)))
}

/** Rules out exactly these values of a field; values ruled out are no longer selected. */
export function setExcluded(filter: Filter, field: Field, values: readonly string[]): Filter {
  const { included } = fieldValues(filter, field)
  const selected = setIncluded(
    filter,
    field,
    included.filter((value) => !holds(values, value)),
  )
  const kept = conjunctsOf(selected).filter((conjunct) => exclusionOf(conjunct)?.field !== field)
  return allOf([...kept, ...values.map((value): Filter => ({ kind: 'not', of: { kind: 'field', field, value } }))])
}

/** A click on a facet's value: selects or rules it out, or takes that back when it is so already. */
export function toggleValue(filter: Filter, field: Field, value: string, how: 'include' | 'exclude'): Filter {
  const { included, excluded } = fieldValues(filter, field)
  const others = (values: readonly string[]): readonly string[] => values.filter((other) => !sameValue(other, value))
  if (how === 'include') {
    return setIncluded(filter, field, holds(included, value) ? others(included) : [...included, value])
  }
  return setExcluded(filter, field, holds(excluded, value) ? others(excluded) : [...excluded, value])
}

/** What the status switch shows: `mixed` when the filter says something about the status that no position of the switch says. */
export function statusOf(filter: Filter): Status | 'all' | 'mixed' {
  const about = conjunctsOf(filter).filter((conjunct) => isOnlyAbout(conjunct, new Set<Field>(['status'])))
  if (about.length === 0) return 'all'
  const [only] = about
  if (about.length > 1 || only?.kind !== 'field') return 'mixed'
  const value = canonicalValue('status', only.value)
  return value === 'success' || value === 'failed' || value === 'unknown' ? value : 'mixed'
}

/** Replaces all that the filter's conjuncts say about the status alone. */
export function setStatus(filter: Filter, status: Status | 'all'): Filter {
  const rest = conjunctsWithout(filter, 'status')
  return status === 'all' ? rest : addConjunct(rest, { kind: 'field', field: 'status', value: status })
}

const timeFields = ['after', 'before', 'on', 'last'] as const
/** Times as the query text writes them; see `fields.ts`. */
export type TimeRangeText = Readonly<Partial<Record<(typeof timeFields)[number], string>>>

/** The filter's time range; null when it has none. Excluded days and OR trees of times are chips only. */
export function timeRangeOf(filter: Filter): TimeRangeText | null {
  const found: { -readonly [field in keyof TimeRangeText]: string } = {}
  for (const conjunct of conjunctsOf(filter)) {
    if (conjunct.kind !== 'field') continue
    const field = timeFields.find((name) => name === conjunct.field)
    if (field) found[field] ??= conjunct.value
  }
  return Object.keys(found).length > 0 ? found : null
}

/** Replaces every condition that asks for a time; conditions that rule a time out stay. Null: any time. */
export function setTimeRange(filter: Filter, range: TimeRangeText | null): Filter {
  const times = new Set<Field>(timeFields)
  const rest = conjunctsOf(filter).filter((conjunct) => conjunct.kind === 'not' || !isOnlyAbout(conjunct, times))
  const asked = timeFields.flatMap((field): readonly Filter[] => {
    const value = range?.[field]
    return value === undefined ? [] : [{ kind: 'field', field, value }]
  })
  return allOf([...rest, ...asked])
}

/** The free text a filter searches for, as {@link setSearchText} reads it. */
export function searchText(filter: Filter): string {
  return conjunctsOf(filter)
    .flatMap((conjunct) => (conjunct.kind === 'text' ? [writeText(conjunct.text)] : []))
    .join(' ')
}

function termsOf(text: string): readonly string[] {
  const terms: string[] = []
  for (let rest = text.trimStart(); rest !== ''; rest = rest.trimStart()) {
    const quoted = rest.startsWith('"') ? readQuoted(rest, 0) : null
    const word = /^\S+/.exec(rest)?.[0] ?? ''
    terms.push(quoted ? quoted.text : word)
    rest = rest.slice(quoted ? quoted.to : word.length)
  }
  return terms
}

/** Replaces the free text: every word must be found; quotes hold words together. Nothing else has a meaning here, so no text is wrong. */
export function setSearchText(filter: Filter, text: string): Filter {
  const rest = conjunctsOf(filter).filter((conjunct) => conjunct.kind !== 'text')
  return allOf([...termsOf(text).map((term): Filter => ({ kind: 'text', text: term })), ...rest])
}

/** What bookmarks of a case (by its title) or with a tag are as a filter, as far as one can say it. */
export function bookmarkedWhere(of: { readonly case?: string | undefined; readonly tag?: string | undefined }): Filter {
  const leaf = (field: Field, text: string | undefined): Filter[] =>
    text === undefined ? [] : [{ kind: 'field', field, value: valueOf(field, text) }]
  return { kind: 'and', of: [...leaf('is', 'bookmarked'), ...leaf('case', of.case), ...leaf('tag', of.tag)] }
}
