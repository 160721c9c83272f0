import type { Field, Filter } from '@contract/filter.ts'
import { addConjunct, fieldValues, setIncluded, toggleValue } from '@language/edit.ts'
import { valueOf } from '@language/fields.ts'

export type FilterMode = 'include' | 'exclude'

/** A filter that also asks for a value, or rules it out; without a field, as any part of user, target or resource. */
export function addFilterValue(filter: Filter, field: Field | null, text: string, mode: FilterMode): Filter {
  if (field === null) {
    const of: Filter = { kind: 'text', text }
    return addConjunct(filter, mode === 'exclude' ? { kind: 'not', of } : of)
  }
  const value = valueOf(field, text)
  if (mode === 'include') return setIncluded(filter, field, [value])
  return fieldValues(filter, field).excluded.includes(value) ? filter : toggleValue(filter, field, value, 'exclude')
}
