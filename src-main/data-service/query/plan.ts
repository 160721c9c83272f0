import type { Filter } from '@contract/filter.ts'
import { fold } from '@language/pattern.ts'
import { emptyBitmap } from './bitmap.ts'
import { fieldQueries } from './field-queries.ts'
import { byTable, type Plan, type PlanContext } from './plan-tables.ts'

/** One field of a filter with its value. */
export type FieldLeaf = Extract<Filter, { kind: 'field' }>

/** Whether only the raw texts can answer it. */
export function isRawLeaf({ field, value }: FieldLeaf): boolean {
  return fieldQueries[field].rawText?.isNeeded(value) === true
}
export function leafKey({ field, value }: FieldLeaf): string {
  return `${field}:${value}`
}

export function plan(filter: Filter, context: PlanContext): Plan {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return join(
        filter.kind,
        filter.of.map((each) => plan(each, context)),
      )
    case 'not':
      return negate(plan(filter.of, context))
    case 'text':
      return planText(filter.text, context)
    case 'field':
      return isRawLeaf(filter) ? planRaw(filter, context) : fieldQueries[filter.field].plan(filter.value, context)
  }
}

/** Tables of one column become one table: a pass over the dictionary instead of passes over every entry. */
export function join(kind: 'and' | 'or', plans: readonly Plan[]): Plan {
  const joined: Plan[] = []
  for (const each of plans) {
    const like = each.kind === 'table' ? joined.findIndex((other) => other.kind === 'table' && other.column === each.column) : -1
    const other = joined[like]
    if (each.kind === 'table' && other?.kind === 'table') {
      const table = other.table.map((matches, id) => (kind === 'and' ? matches & (each.table[id] ?? 0) : matches | (each.table[id] ?? 0)))
      joined[like] = { ...other, table }
    } else joined.push(each)
  }
  const [only] = joined
  return only && joined.length === 1 ? only : { kind, of: joined }
}

function negate(plan: Plan): Plan {
  if (plan.kind === 'not') return plan.of
  return plan.kind === 'table' ? { ...plan, table: plan.table.map((matches) => matches ^ 1) } : { kind: 'not', of: plan }
}

function planText(text: string, { store, text: indexes }: PlanContext): Plan {
  const needle = fold(text)
  const of = (['actor', 'target', 'resource'] as const).map((column): Plan => {
    const table = new Uint8Array(store.dictionaries[column].size)
    indexes[column].mark(needle, table)
    return byTable(store, column, table)
  })
  return { kind: 'or', of }
}

function planRaw(leaf: FieldLeaf, { rawMatches }: PlanContext): Plan {
  return { kind: 'marked', marked: rawMatches.get(leafKey(leaf)) ?? emptyBitmap(0) }
}
