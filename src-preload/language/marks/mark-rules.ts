import { targetsOf, type AuditEntry, type Target } from '@contract/entry.ts'
import { isList, isObject, type Json } from '@contract/exact-json.ts'
import { found, markInfo, type EntryMark, type FoundMark } from '@contract/marks.ts'
import { isScalar, valueText } from '@contract/value-text.ts'

/** The rules for marks that an entry alone says. The commit of a page and the window's differences ask the same ones. */

/** Rules on one permission that is gained, strongest first. A permission is segments between colons; `*` stands for any. */
export const permissionRules: readonly { readonly mark: EntryMark; readonly pattern: RegExp }[] = [
  { mark: 'everything', pattern: /^\*(?:[:.*]\*)*$/ },
  {
    mark: 'can-grant-roles',
    pattern:
      /(?:^|[:.])(?:role|roles|role_binding|rolebinding|policy|policies|grant|grants)[:.](?:assign|grant|bind|attach|create|update|write|manage|\*)$|^iam(?::\*)+$|^iam:tenant:\*/i,
  },
  { mark: 'can-impersonate', pattern: /(?:^|[:.])impersonat(?:e|ion)(?:$|[:.])/i },
  { mark: 'audit-log', pattern: /(?:^|[:.])audit(?:[_-]logs?)?(?:$|[:.])/i },
  { mark: 'write-to-all', pattern: /(?:^|[:.])\*[:.](?:write|update|delete|manage|admin)$/i },
  { mark: 'admin-scope', pattern: /(?:^|[:.])(?:admin|owner|superuser|root|manage)$/i },
  { mark: 'write-scope', pattern: /(?:^|[:.])write$/i },
  { mark: 'wildcard', pattern: /\*/ },
]

export const adminName =
  /(?:^|[^a-z])(?:admin|admins|administrator|administrators|owner|owners|root|superuser|super[ _-]?admin|god)(?:$|[^a-z])/i

/** Rules on a single value that is new or other than before, by the last part of its path. */
export const fieldRules: readonly { readonly mark: EntryMark; readonly path: RegExp; readonly gained: (value: Json) => boolean }[] = [
  { mark: 'admin-role', path: /(?:^|[._])roles?$/i, gained: (value) => typeof value === 'string' && adminName.test(value) },
  { mark: 'admin', path: /(?:^|[._])(?:is_?)?(?:admin|owner|superuser|root)$/i, gained: (value) => value === true },
  {
    mark: 'weaker-sign-in',
    path: /(?:^|[._])(?:mfa|2fa|two_?factor|sso)(?:[._]?(?:required|enabled|enforced))?$/i,
    gained: (value) => value === false,
  },
]

const holdsRoles = /roles?$/i
const holdsGroups = /groups?$/i
/** Lists of people never hold permissions, whatever their names look like. */
const holdsPeople = /(?:members?|users?|people|emails?|owners?)$/i

function texts(value: Json): readonly string[] {
  if (isScalar(value)) return [valueText(value)]
  if (isObject(value)) return Object.values(value).filter(isScalar).map(valueText)
  return isList(value) ? value.filter(isScalar).map(valueText) : []
}

/** Of a member that a list of this name gained, strongest first. */
export function memberMarks(list: string, value: Json): readonly EntryMark[] {
  if (holdsPeople.test(list)) return []
  const all = texts(value)
  const isAdmin = (): boolean => all.some((text) => adminName.test(text))
  if (holdsRoles.test(list)) return isAdmin() ? ['admin-role'] : []
  if (holdsGroups.test(list)) return isAdmin() ? ['admin-group'] : []
  return permissionRules.filter(({ pattern }) => all.some((text) => !/\s/.test(text) && pattern.test(text))).map(({ mark }) => mark)
}

/** Of a value under this name that was not there before, or that was another one. */
export function fieldMarks(name: string, was: 'absent' | 'other', after: Json): readonly EntryMark[] {
  return fieldRules
    .filter(({ path, gained }) => path.test(name) && gained(after) && !(was === 'absent' && after === false))
    .map(({ mark }) => mark)
}

/** Ids of a group, a role or another thing may be those of users. */
const isAccount = (type: string | undefined): boolean => type === undefined || /user|account|member|person|principal/i.test(type)
const sameText = (a: string | undefined, b: string | undefined): boolean => !!a && !!b && a.toLowerCase() === b.toLowerCase()

/** What an entry says beside its changes. */
export type Deed = Pick<AuditEntry, 'action' | 'actor' | 'target' | 'targets' | 'resource'>

/** Of the entry as a whole; they are about what was tried, so a failed attempt has them too. */
export function deedMarks({ action, actor, resource, ...deed }: Deed): readonly FoundMark[] {
  if (action !== 'role_assign' && action !== 'group_member_add') return []
  const marks: FoundMark[] = []
  const isRole = action === 'role_assign'
  const isActor = ({ type, email, id }: Target): boolean => sameText(actor.email, email) || (isAccount(type) && sameText(actor.id, id))
  if (targetsOf(deed).some(isActor))
    marks.push(
      found(
        'self-grant',
        isRole ? 'The user who gave the role is the user who received it.' : 'The user who was added to the group did it themselves.',
      ),
    )
  const name = resource.name ?? resource.id ?? ''
  if (adminName.test(name)) {
    const mark = isRole ? 'admin-role' : 'admin-group'
    // Not as a text to replace by: in that, a name may hold signs that mean something.
    marks.push(
      found(
        mark,
        markInfo(mark).reason.replace('.', () => `: ${name}.`),
      ),
    )
  }
  return marks
}
