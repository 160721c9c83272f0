import type { ListMember } from '@contract/history.ts'
import { caseless } from '@language/pattern.ts'
import type { Claim, ListClaim } from './claims.ts'
import { isById, memberKey } from './member-key.ts'

/** Whether it stands beside another of the same name. */
export const isToldApart = ({ name, member, key }: ListClaim): boolean => !isById(name, member) && key !== memberKey(name, member)

const nameOf = ({ name, member }: ListClaim): string =>
  JSON.stringify([name, isById(name, member) ? member.type : '', caseless(member.value)])
/** An account is its email, whatever its id. */
const isEmail = ({ value }: ListMember): boolean => value.includes('@')

/**
 * The claims of one subject, with who is who in its lists. Two roles, or two people without an email, may be called the same: these are told apart by
 * their ids. A group that is named without its id is the one of that name, where there is but one.
 */
export function toldApart(claims: readonly Claim[]): Claim[] {
  const idsByName = new Map<string, Set<string>>()
  for (const { list } of claims) {
    if (list?.member.id === undefined) continue
    const name = nameOf(list)
    const ids = idsByName.get(name)
    if (ids) ids.add(list.member.id)
    else idsByName.set(name, new Set([list.member.id]))
  }
  return claims.map((claim) => {
    const { list } = claim
    const ids = list ? idsByName.get(nameOf(list)) : undefined
    return list && ids ? { ...claim, list: { ...list, key: keyAmong(list, ids) } } : claim
  })
}

function keyAmong({ name, member, key }: ListClaim, ids: ReadonlySet<string>): string {
  const { id, type } = member
  if (isById(name, member)) return id === undefined && ids.size === 1 ? `${type} ${[...ids].join('')}` : key
  return ids.size > 1 && id !== undefined && !isEmail(member) ? JSON.stringify([key, id]) : key
}
