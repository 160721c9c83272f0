import { everything, type Field, type Filter } from '@contract/filter.ts'
import { keyOf, normalize } from './normalize.ts'
import { sharedField } from './print.ts'

function split(filter: Filter): readonly Filter[] {
  if (filter.kind === 'and') return filter.of.flatMap(split)
  // -(a OR b) is -a -b: each is a condition of its own, so each can be a chip.
  if (filter.kind === 'not' && filter.of.kind === 'or') {
    return filter.of.of.flatMap((member) => split(member.kind === 'not' ? member.of : { kind: 'not', of: member }))
  }
  return [filter]
}

/** The conditions that all must hold, normalized and each once. A filter that matches everything has none. */
export function conjunctsOf(filter: Filter): readonly Filter[] {
  return [...new Map(split(normalize(filter)).map((conjunct) => [keyOf(conjunct), conjunct])).values()]
}

/** The filter in which all of these must hold. */
export function allOf(conjuncts: readonly Filter[]): Filter {
  return normalize({ kind: 'and', of: conjuncts })
}

/** Values of one field of which any will do, when that is all a conjunct says. */
export interface Selection {
  readonly field: Field
  readonly values: readonly string[]
}

export function selectionOf(conjunct: Filter): Selection | null {
  return conjunct.kind === 'field' ? { field: conjunct.field, values: [conjunct.value] } : sharedField(conjunct)
}

/** The value of a field that a conjunct rules out, when that is all it says. */
export function exclusionOf(conjunct: Filter): { readonly field: Field; readonly value: string } | null {
  return conjunct.kind === 'not' && conjunct.of.kind === 'field' ? conjunct.of : null
}

export function selecting(field: Field, values: readonly string[]): Filter {
  return values.length === 0 ? everything : normalize({ kind: 'or', of: values.map((value) => ({ kind: 'field', field, value })) })
}

/** Whether a conjunct speaks of these fields and of nothing else. */
export function isOnlyAbout(conjunct: Filter, fields: ReadonlySet<Field>): boolean {
  switch (conjunct.kind) {
    case 'text':
      return false
    case 'field':
      return fields.has(conjunct.field)
    case 'not':
      return isOnlyAbout(conjunct.of, fields)
    case 'and':
    case 'or':
      return conjunct.of.length > 0 && conjunct.of.every((member) => isOnlyAbout(member, fields))
  }
}
