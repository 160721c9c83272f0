import { isFacetField, type FacetField, type Field } from '@contract/filter-names.ts'
import type { Filter } from '@contract/filter.ts'
import type { TimeRange } from '@contract/log.ts'
import { fieldInfo, type DependsOn } from '@language/fields.ts'
import { fieldQueries } from './field-queries.ts'
import { plan } from './plan.ts'
import type { PlanContext } from './plan-tables.ts'

/** What a filter asks of one facet field, all of it; or one thing that it asks of several or none (`null`). */
export interface Conjunct {
  readonly about: FacetField | null
  readonly parts: readonly Filter[]
}

/** A filter's parts, its times apart. */
export interface FilterParts {
  readonly range: TimeRange
  readonly conjuncts: readonly Conjunct[]
}

export function partsAsked(filter: Filter, context: PlanContext): FilterParts {
  let range: TimeRange = { from: -Infinity, to: Infinity }
  const byField = new Map<FacetField, Filter[]>()
  const others: Conjunct[] = []
  for (const part of partsOf(filter)) {
    const about = facetFieldOf(part)
    const time = part.kind === 'field' && dependsOn(part.field) === 'clock' ? plan(part, context) : null
    if (about) byField.set(about, [...(byField.get(about) ?? []), part])
    else if (time?.kind === 'time') range = { from: Math.max(range.from, time.from), to: Math.min(range.to, time.to) }
    else others.push({ about, parts: [part] })
  }
  return { range, conjuncts: [...[...byField].map(([about, parts]) => ({ about, parts })), ...others] }
}

export function isAlways({ from, to }: TimeRange): boolean {
  return from === -Infinity && to === Infinity
}

/** Whether a filter selects the same as long as the same entries are there. */
export function isPure(filter: Filter): boolean {
  return fieldsOf(filter).every((field) => dependsOn(field) === 'entries')
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.of.flatMap(partsOf) : [filter]
}

/** The one facet field that a part is about; null when it is about none or several. */
function facetFieldOf(filter: Filter): FacetField | null {
  const [field, ...more] = new Set(fieldsOf(filter))
  return field !== undefined && field !== 'text' && more.length === 0 && isFacetField(field) ? field : null
}

/** Whether a filter searches inside changes. */
export function asksForChanges(filter: Filter): boolean {
  return fieldsOf(filter).some((field) => field !== 'text' && fieldQueries[field].readsChanges === true)
}

/** Whether a filter asks for what is rebuilt from other entries. */
export function asksForDerivedBefore(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(asksForDerivedBefore)
  if (filter.kind === 'not') return asksForDerivedBefore(filter.of)
  return filter.kind === 'field' && filter.field === 'has' && filter.value === 'derived-before'
}

const dependsOn = (field: Field | 'text'): DependsOn => (field === 'text' ? 'entries' : fieldInfo(field).dependsOn)

function fieldsOf(filter: Filter): (Field | 'text')[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(fieldsOf)
  if (filter.kind === 'not') return fieldsOf(filter.of)
  return [filter.kind === 'field' ? filter.field : 'text']
}
