import { addressOrder, networkOf } from '@language/ip.ts'
import { agentFamily } from '@language/user-agent.ts'
import type { IdColumn } from '../cache/columns/columns.ts'
import type { Dictionary } from '../cache/dictionary/dictionary.ts'
import type { FieldGroups } from './field-groups.ts'
import { orderKey } from './text-order.ts'

/** What is made of the values of one dictionary to sort and count by. */
export interface OrderedValues {
  readonly column: IdColumn
  readonly dictionary: Dictionary
  /** A text whose order by code points is that of the values, the same for values that are one; null where the value says nothing of it. */
  readonly keyOf: (id: number) => string | null
  /** What a person, and a filter, calls it. */
  readonly labelOf: (id: number) => string
}

const byValue = {
  actor: 'actor', action: 'action', resource: 'resource', 'resource.name': 'resource', target: 'target',
  permission: 'permission', agent: 'agent', ip: 'ip', source: 'source',
} as const satisfies Partial<Record<keyof FieldGroups['of'], IdColumn>> // prettier-ignore

/** Fields whose values are those of a dictionary, or follow from them. */
export type OrderedField = keyof typeof byValue | 'actor.alone' | 'network' | 'ip.address' | 'agent.family'
export const isOrderedField = (field: string): field is OrderedField =>
  Object.hasOwn(byValue, field) || field === 'network' || field === 'agent.family'

/** A user agent of which nobody can tell what it is. */
const unrecognised = 'unrecognised'

export function orderedValues(groups: FieldGroups['of'], field: OrderedField): OrderedValues {
  if (field === 'network')
    return derived(groups, 'ip', networkOf, (network) => addressOrder(network.slice(0, network.indexOf('/'))) ?? network)
  // In whatever form it was sent: to be first with an address is not to be first to write it so.
  if (field === 'ip.address') return derived(groups, 'ip', (text) => addressOrder(text) ?? text, orderKey)
  // What follows from other entries is said of a name, whoever has it beside others.
  if (field === 'actor.alone') return derived(groups, 'actor', (text) => text, orderKey, true)
  if (field === 'agent.family') return derived(groups, 'agent', (agent) => agentFamily(agent) ?? unrecognised, orderKey)
  // What is no address comes after all that are.
  const keyOf = field === 'ip' ? (text: string) => `${addressOrder(text) ?? 'x'}${orderKey(text)}` : orderKey
  return derived(groups, field, (text) => text, keyOf)
}

function derived(
  groups: FieldGroups['of'],
  field: keyof typeof byValue,
  labelOf: (value: string) => string | null,
  keyOf: (label: string) => string,
  alone = false,
): OrderedValues {
  const { dictionary, valueOf: mergedOf, aloneOf } = groups[field].naming
  const valueOf = (alone ? aloneOf : undefined) ?? mergedOf
  const named = (id: number): string | null => {
    const value = id === 0 ? undefined : valueOf(id)
    return value === undefined || value === '' ? null : labelOf(value)
  }
  return {
    column: byValue[field],
    dictionary,
    keyOf: (id) => {
      const label = named(id)
      return label === null ? null : keyOf(label)
    },
    labelOf: (id) => named(id) ?? '',
  }
}
