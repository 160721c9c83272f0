import { targetsOf, type AuditEntry, type Target } from '@contract/entry.ts'
import { isList, isObject, memberOf, numberOf, type Json, type JsonObject } from '@contract/exact-json.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { ListMember, ListName } from '@contract/history.ts'
import { caseless } from '@language/pattern.ts'
import { memberKey } from './member-key.ts'

/** What is read of an entry that is about a subject. */
export interface Evidence extends Pick<MappedEntry, 'action' | 'status' | 'resource' | 'target' | 'targets' | 'changes'> {
  readonly key: number
  /** ms since the epoch, with a fraction where the tenant is finer; `unknownTime` where nobody knows when it was. */
  readonly at: number
  /** Whether the subject is what it was done on, or who it was done to. */
  readonly as: 'resource' | 'target'
  readonly drifted: boolean
  readonly vanished: boolean
}

export type Fields = JsonObject

/** What an entry says of one list of the subject. */
export interface ListClaim {
  readonly name: ListName
  readonly change: 'add' | 'remove'
  readonly member: ListMember
  /** Who or what the member is among the others of this list, whatever it is called there (`told-apart.ts`). */
  readonly key: string
  /** The whole list, where the entry has it. */
  readonly before: readonly string[] | null
  readonly after: readonly string[] | null
  readonly countBefore: number | null
  readonly countAfter: number | null
}

/**
 * What an entry says of its subject. The connector's *before* and *after* may be whole states or only what changed: both
 * are read as *these fields had, and then have, these values*.
 */
export interface Claim {
  readonly evidence: Evidence
  /** Whether it was there before and after; null: the entry does not say. */
  readonly existence: { readonly before: boolean | null; readonly after: boolean | null }
  /** Undefined: it says nothing of this side. Null: nothing was there. */
  readonly before: Fields | null | undefined
  readonly after: Fields | null | undefined
  readonly list: ListClaim | null
  /** A change of fields that the entry does not describe. */
  readonly undescribed: boolean
}

const nothingSaid = { before: undefined, after: undefined, list: null, undescribed: false } as const
const isThere = { before: true, after: true }

/**
 * What an entry says of the subject: nothing where it changes nothing of it; of who is put into a list, or taken out, one claim each. Whole lists that it names
 * were so before the first of them, and are so after the last.
 */
export function claimsOf(evidence: Evidence): Claim[] {
  const { as, resource } = evidence
  const all = targetsOf(evidence)
  const others = all.filter((target) => !isResource(target, resource))
  if (others.length < 2) return [claimOf(others[0] ? { ...evidence, target: others[0] } : evidence) ?? []].flat()
  if (as === 'target') {
    // Of several it was done to, the entry does not say whose state it has.
    const { changes: _, ...unclear } = evidence
    return [claimOf(unclear) ?? []].flat()
  }
  const claims = others.flatMap((target) => claimOf({ ...evidence, target }) ?? [])
  if (!claims.every(({ list }) => list)) return claims.slice(0, 1)
  return claims.map((claim, at) => partOf(claim, at === 0, at === claims.length - 1))
}

function partOf(claim: Claim, isFirst: boolean, isLast: boolean): Claim {
  const { list } = claim
  if (!list) return claim
  const before = isFirst ? {} : { before: null, countBefore: null }
  return { ...claim, list: { ...list, ...before, ...(isLast ? {} : { after: null, countAfter: null }) } }
}

/** Some sources name among the targets what it was done on. */
function isResource(target: Target, { type, id, name }: Evidence['resource']): boolean {
  if (target.type === undefined || caseless(target.type) !== caseless(type)) return false
  return id !== undefined && target.id !== undefined ? target.id === id : target.name !== undefined && target.name === name
}

function claimOf(evidence: Evidence): Claim | null {
  const { action, as, changes, resource, target } = evidence
  switch (action) {
    case 'permission_check':
      return null
    case 'role_assign':
    case 'role_revoke': {
      const change = action === 'role_assign' ? 'add' : 'remove'
      if (as === 'resource') {
        const member = target && listMemberOf(target)
        return member ? { evidence, existence: isThere, ...nothingSaid, list: delta('holders', change, member) } : null
      }
      const member = { type: 'role', value: resource.name ?? resource.id ?? '', ...(resource.id !== undefined && { id: resource.id }) }
      const list = { ...delta('roles', change, member), before: texts(changes?.before, 'roles'), after: texts(changes?.after, 'roles') }
      return { evidence, existence: isThere, ...nothingSaid, list }
    }
    case 'group_member_add':
    case 'group_member_remove': {
      const change = action === 'group_member_add' ? 'add' : 'remove'
      if (as === 'target') {
        const member = { type: 'group', value: resource.name ?? resource.id ?? '', ...(resource.id !== undefined && { id: resource.id }) }
        return { evidence, existence: isThere, ...nothingSaid, list: delta('groups', change, member) }
      }
      const member = target && listMemberOf(target)
      if (!member) return null
      const list: ListClaim = {
        ...delta('members', change, member),
        before: texts(changes?.before, 'members'),
        after: texts(changes?.after, 'members'),
        countBefore: count(changes?.before),
        countAfter: count(changes?.after),
      }
      return { evidence, existence: isThere, ...nothingSaid, list }
    }
    default:
      return as === 'resource' || action.startsWith('user_') ? ofFields(evidence) : null
  }
}

function ofFields(evidence: Evidence): Claim | null {
  const { action, changes } = evidence
  const before = sideOf(changes?.before)
  const after = sideOf(changes?.after)
  const creates = /_(?:create|invite)$/.test(action) || (before === null && after !== null && after !== undefined)
  const deletes = /_(?:delete|remove)$/.test(action) || (after === null && before !== null && before !== undefined)
  const changesIt = /_(?:update|change|edit|set)$/.test(action)
  if (!creates && !deletes && !changesIt && before === undefined && after === undefined) return null
  return {
    evidence,
    existence: { before: !creates, after: !deletes },
    before: creates ? null : before === null ? undefined : before,
    after: deletes ? null : after === null ? undefined : after,
    list: null,
    undescribed: !deletes && !after,
  }
}

/** An object is fields; null is nothing; anything else says nothing. */
function sideOf(value: Json | undefined): Fields | null | undefined {
  if (value === null) return null
  return isObject(value) ? value : undefined
}

function delta(name: ListName, change: 'add' | 'remove', member: ListMember): ListClaim {
  return { name, change, member, key: memberKey(name, member), before: null, after: null, countBefore: null, countAfter: null }
}

function listMemberOf({ type, id, email, name }: NonNullable<AuditEntry['target']>): ListMember | null {
  const value = email ?? name ?? id
  if (value === undefined) return null
  return { type: type ?? (email === undefined ? '' : 'user'), value, ...(id !== undefined && { id }) }
}

function texts(side: Json | undefined, name: string): readonly string[] | null {
  const list = memberOf(side, name)
  return isList(list) && list.every((each) => typeof each === 'string') ? list : null
}

function count(side: Json | undefined): number | null {
  const number = numberOf(memberOf(side, 'member_count'))
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : null
}

/** What parts of the subject the entry speaks of, as words that a doubt about them uses too. */
export function aspectsOf({ before, after, list, existence }: Claim): string[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...(existence.before !== existence.after ? ['existence'] : []), ...(list ? [list.name] : []), ...fields]
}
