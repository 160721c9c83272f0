import type { Field, Filter } from '@contract/filter.ts'
import { addConjunct, fieldValues, setIncluded, toggleValue } from '@language/edit.ts'

export type Narrowing = 'include' | 'exclude'

/** A filter that also asks for a value, or rules it out; without a field, as any part of user, target or resource. */
export function narrowed(filter: Filter, field: Field | null, value: string, mode: Narrowing): Filter {
  if (field === null) {
    const text: Filter = { kind: 'text', text: value }
    return addConjunct(filter, mode === 'exclude' ? { kind: 'not', of: text } : text)
  }
  if (mode === 'include') return setIncluded(filter, field, [value])
  return fieldValues(filter, field).excluded.includes(value) ? filter : toggleValue(filter, field, value, 'exclude')
}
