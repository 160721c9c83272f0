import { everything, type Filter } from '@contract/filter.ts'
import { canonicalValue } from './fields.ts'

/** Matches no entry. */
export const nothing: Filter = { kind: 'not', of: everything }

export const isEverything = (filter: Filter): boolean => filter.kind === 'and' && filter.of.length === 0
const isNothing = (filter: Filter): boolean => filter.kind === 'not' && isEverything(filter.of)

/** Structural identity: equal for filters that are equal, and only for them. */
export const keyOf = (filter: Filter): string => JSON.stringify(filter)

function withoutRepeats(filters: readonly Filter[]): readonly Filter[] {
  if (filters.length < 2) return filters
  return [...new Map(filters.map((filter) => [keyOf(filter), filter])).values()]
}

function join(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const adds = kind === 'and' ? (filter: Filter) => !isEverything(filter) : (filter: Filter) => !isNothing(filter)
  const of = withoutRepeats(filters.flatMap((filter) => (filter.kind === kind ? filter.of : [filter])).filter(adds))
  if (of.length === 1) return of[0] as Filter // the length was just checked
  return of.length === 0 && kind === 'or' ? nothing : { kind, of }
}

/**
 * The one tree that stands for all that say the same in other words: `and` in `and` and `or` in `or` flattened, single children
 * lifted, repeated siblings once, double `not` dropped, an empty `or` written as {@link nothing}, empty text and whatever else adds nothing dropped,
 * values in their canonical spelling. Order is kept. A contradiction stays as it was said, so that it can be taken back a condition at a time. Idempotent; the filter matches the same entries.
 */
export function normalize(filter: Filter): Filter {
  switch (filter.kind) {
    case 'text':
      return filter.text === '' ? everything : { kind: 'text', text: filter.text }
    case 'field':
      return { kind: 'field', field: filter.field, value: canonicalValue(filter.field, filter.value) }
    case 'not': {
      const of = normalize(filter.of)
      return of.kind === 'not' ? of.of : { kind: 'not', of }
    }
    case 'and':
    case 'or':
      return join(filter.kind, filter.of.map(normalize))
  }
}
