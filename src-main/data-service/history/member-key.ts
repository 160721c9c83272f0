import type { ListMember, ListName } from '@contract/history.ts'
import { caseless } from '@language/pattern.ts'

/** A group's id says more than its name, in the list of a role's holders, too. */
export const isById = (list: ListName, { type }: ListMember): boolean => list === 'groups' || (list === 'holders' && type === 'group')

/** Role names, emails and names are compared without letter case. A role's name is what lists of roles hold. */
export function memberKey(list: ListName, member: ListMember): string {
  const { type, value, id } = member
  return isById(list, member) ? `${type} ${id ?? caseless(value)}` : caseless(value)
}
