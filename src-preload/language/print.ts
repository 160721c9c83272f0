import type { Field, Filter } from '@contract/filter.ts'
import { normalize } from './normalize.ts'
import { writeText, writeValue } from './quote.ts'

type Leaf = Extract<Filter, { kind: 'field' }>

/** The field of an `or` whose members are all values of one field; null otherwise. */
export function sharedField(filter: Filter): { readonly field: Field; readonly values: readonly string[] } | null {
  if (filter.kind !== 'or') return null
  const first = filter.of[0]
  if (first?.kind !== 'field') return null
  const leaves = filter.of.filter((member): member is Leaf => member.kind === 'field' && member.field === first.field)
  return leaves.length === filter.of.length ? { field: first.field, values: leaves.map((leaf) => leaf.value) } : null
}

function write(filter: Filter, top: boolean): string {
  switch (filter.kind) {
    case 'text':
      return writeText(filter.text)
    case 'field':
      return `${filter.field}:${writeValue(filter.field, filter.value)}`
    case 'not':
      return `-${write(filter.of, false)}`
    case 'and': {
      const text = filter.of.map((member) => write(member, false)).join(' ')
      return top ? text : `(${text})`
    }
    case 'or': {
      const shared = sharedField(filter)
      if (shared) return `${shared.field}:(${shared.values.map((value) => writeValue(shared.field, value)).join(' OR ')})`
      const text = filter.of.map((member) => write(member, false)).join(' OR ')
      return top ? text : `(${text})`
    }
  }
}

/**
 * A filter as canonical query text. Parsing it gives `normalize(filter)`, as long as its values are valid, its text is within
 * `maxQueryLength` and its nesting within `maxDepth`. The text of a filter that matches everything is empty.
 */
export function print(filter: Filter): string {
  return write(normalize(filter), true)
}
