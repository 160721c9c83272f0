import type { FacetField, Filter } from '@contract/filter.ts'
import type { TimeRange } from '@contract/log.ts'
import { changeKinds } from '../cache/change-index.ts'
import type { IdColumn } from '../cache/columns.ts'
import { join, plan, type Plan, type PlanContext } from './plan.ts'

/** What a filter asks of one facet field, or of everything that is none (`null`). */
export interface Conjunct {
  readonly about: FacetField | null
  readonly plan: Plan
}

export const facetColumns: Readonly<Record<FacetField, IdColumn | 'state'>> = {
  action: 'action', status: 'state', resource: 'resource', actor: 'actor', target: 'target', ip: 'ip',
} // prettier-ignore
const facetFields = Object.keys(facetColumns) as FacetField[]

/** The filter's parts, times apart and everything that is about one facet field together. */
export function conjunctsOf(filter: Filter, context: PlanContext): Conjunct[] {
  const byField = new Map<FacetField | null, Plan[]>()
  const times: Conjunct[] = []
  for (const part of partsOf(filter)) {
    const planned = plan(part, context)
    const about = facetFieldOf(part)
    if (planned.kind === 'time') times.push({ about, plan: planned })
    else byField.set(about, [...(byField.get(about) ?? []), planned])
  }
  return [...times, ...[...byField].map(([about, plans]): Conjunct => ({ about, plan: join('and', plans) }))]
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.of.flatMap(partsOf) : [filter]
}

/** The one facet field that a part is about; null when it is about none or several. */
function facetFieldOf(filter: Filter): FacetField | null {
  const [field, ...more] = new Set(fieldsOf(filter))
  return more.length === 0 ? (facetFields.find((each) => each === field) ?? null) : null
}

/** Whether a filter searches inside changes. */
export function asksForChanges(filter: Filter): boolean {
  return fieldsOf(filter).some((field) => changeKinds.some((kind) => kind === field))
}

function fieldsOf(filter: Filter): string[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(fieldsOf)
  if (filter.kind === 'not') return fieldsOf(filter.of)
  return [filter.kind === 'field' ? filter.field : 'text']
}

export function timeOf(plans: readonly Plan[]): TimeRange {
  return plans.reduce<TimeRange>(
    (range, each) => (each.kind === 'time' ? { from: Math.max(range.from, each.from), to: Math.min(range.to, each.to) } : range),
    { from: -Infinity, to: Infinity },
  )
}
