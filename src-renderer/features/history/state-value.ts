import type { SubjectState } from '@contract/history.ts'
import type { ChangeSource } from '../../shared/diff/change-source.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { exactText, type Json } from '@contract/exact-json.ts'

const listFields = { holders: 'held_by', members: 'members', roles: 'roles', groups: 'groups' } as const

/** A state as one value, to be compared with another; undefined while it does not exist. */
export function stateValue({ exists, fields, lists }: SubjectState): Json | undefined {
  if (exists === false) return undefined
  const named = lists.map(({ members, name }) => [listFields[name], members.map(({ value }) => value)] as const)
  const told = fields.map(({ name, json }) => [name, parseExactly(json)] as const)
  return Object.fromEntries([...told, ...named])
}

/** Two states as the two sides of a change. */
export function stateSource(before: SubjectState, after: SubjectState): ChangeSource {
  const side = (state: SubjectState): ChangeSource['before'] => {
    const value = stateValue(state)
    return { value, text: () => (value === undefined ? null : exactText(value)) }
  }
  return { before: side(before), after: side(after) }
}
