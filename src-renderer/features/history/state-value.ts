import type { SubjectState } from '@contract/history.ts'
import type { ChangeSource } from '../diff/change-source.ts'
import { asJson, type Json } from '../diff/json-value.ts'

const listFields = { holders: 'held_by', members: 'members', roles: 'roles', groups: 'groups' } as const

/** A state as one value, to be compared with another; undefined while it does not exist. */
export function stateValue({ exists, fields, lists }: SubjectState): Json | undefined {
  if (exists === false) return undefined
  const named = lists.map(({ members, name }) => [listFields[name], members.map(({ value }) => value)] as const)
  return asJson({ ...fields, ...Object.fromEntries(named) })
}

/** Two states as the two sides of a change. */
export function stateSource(before: SubjectState, after: SubjectState): ChangeSource {
  const side = (state: SubjectState): ChangeSource['before'] => {
    const value = stateValue(state)
    return { value, text: () => (value === undefined ? null : JSON.stringify(value)) }
  }
  return { before: side(before), after: side(after) }
}
