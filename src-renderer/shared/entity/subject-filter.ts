import type { Field, Filter } from '@contract/filter.ts'
import type { Subject } from '@contract/history.ts'
import { valueOf } from '@language/fields.ts'

const leaf = (field: Field, text: string): Filter => ({ kind: 'field', field, value: valueOf(field, text) })

/** Everything the subject did or had done to it, as a filter of the log. */
export function subjectFilter({ type, value }: Subject): Filter {
  if (type === 'ip' || type === 'user' || type === 'role' || type === 'group') return leaf(type, value)
  const about: Filter[] = [leaf('resource.name', value), leaf('target', value)]
  return { kind: 'or', of: about }
}
