import type { AuditEntry } from '@contract/entry.ts'
import type { ActorStake } from '@contract/log.ts'
import type { FieldChange, Path } from './diff-model.ts'
import { isList, isObject, isScalar, valueText } from '../json/json-value.ts'
import type { Json } from '../json/json-value.ts'

/** What an auditor should look at twice: a word or two for the mark, and why, as a sentence. */
export interface Escalation {
  readonly label: string
  readonly reason: string
}

interface PermissionRule extends Escalation {
  readonly pattern: RegExp
}

/** Rules on one permission that is gained, strongest first. A permission is segments between colons; `*` stands for any. */
export const permissionRules: readonly PermissionRule[] = [
  { pattern: /^\*(?:[:.*]\*)*$/, label: 'everything', reason: 'It allows everything, and whatever is added to the product later.' },
  {
    pattern:
      /(?:^|[:.])(?:role|roles|role_binding|rolebinding|policy|policies|grant|grants)[:.](?:assign|grant|bind|attach|create|update|write|manage|\*)$|^iam(?::\*)+$|^iam:tenant:\*/i,
    label: 'can grant roles',
    reason: 'Whoever holds it can give roles to themselves or to others, and so reach any other permission.',
  },
  { pattern: /(?:^|[:.])impersonat(?:e|ion)(?:$|[:.])/i, label: 'can impersonate', reason: 'Whoever holds it can act as somebody else.' },
  {
    pattern: /(?:^|[:.])audit(?:[_-]logs?)?(?:$|[:.])/i,
    label: 'audit log',
    reason: 'It reaches the audit log: who may read it sees what everybody did, who may change it can hide what they did.',
  },
  {
    pattern: /(?:^|[:.])\*[:.](?:write|update|delete|manage|admin)$/i,
    label: 'write to all',
    reason: 'It allows changing every kind of thing in its area, also kinds added later.',
  },
  {
    pattern: /(?:^|[:.])(?:admin|owner|superuser|root|manage)$/i,
    label: 'admin scope',
    reason: 'It allows administering its area: whatever can be done there.',
  },
  { pattern: /(?:^|[:.])write$/i, label: 'write scope', reason: 'It allows changing things where reading may have been enough.' },
  { pattern: /\*/, label: 'wildcard', reason: 'The * also covers permissions that are added later; nobody decides on those one by one.' },
]

const adminName = /(?:^|[^a-z])(?:admin|admins|administrator|administrators|owner|owners|root|superuser|super[ _-]?admin|god)(?:$|[^a-z])/i
const adminRole: Escalation = { label: 'admin role', reason: 'Its name says that it administers something. Check what it allows.' }
const adminGroup: Escalation = {
  label: 'admin group',
  reason: 'By its name, members of this group administer something. Check which roles it holds.',
}

/** Rules on a single value that changes, by the last part of its path. */
export const fieldRules: readonly (Escalation & { readonly path: RegExp; readonly gained: (value: Json) => boolean })[] = [
  { path: /(?:^|[._])roles?$/i, gained: (value) => typeof value === 'string' && adminName.test(value), ...adminRole },
  {
    path: /(?:^|[._])(?:is_?)?(?:admin|owner|superuser|root)$/i,
    gained: (value) => value === true,
    label: 'admin',
    reason: 'The account becomes an administrator.',
  },
  {
    path: /(?:^|[._])(?:mfa|2fa|two_?factor|sso)(?:[._]?(?:required|enabled|enforced))?$/i,
    gained: (value) => value === false,
    label: 'weaker sign-in',
    reason: 'Signing in asks for less than before.',
  },
]

/** The last name of a path that is not an item's: what the list is called. */
export const lastName = (path: Path): string => {
  const last = path.findLast((part) => typeof part === 'string')
  return typeof last === 'string' ? last : ''
}
const holdsRoles = (path: Path): boolean => /roles?$/i.test(lastName(path))
const holdsGroups = (path: Path): boolean => /groups?$/i.test(lastName(path))
/** Lists of people never hold permissions, whatever their names look like. */
const holdsPeople = (path: Path): boolean => /(?:members?|users?|people|emails?|owners?)$/i.test(lastName(path))

function texts(value: Json): readonly string[] {
  if (isScalar(value)) return [valueText(value)]
  if (isObject(value)) return Object.values(value).filter(isScalar).map(valueText)
  return isList(value) ? value.filter(isScalar).map(valueText) : []
}

/** Marks on a member that a list gained, strongest first. */
export function memberEscalations(path: Path, value: Json): readonly Escalation[] {
  if (holdsPeople(path)) return []
  const all = texts(value)
  if (holdsRoles(path)) return all.some((text) => adminName.test(text)) ? [adminRole] : []
  if (holdsGroups(path)) return all.some((text) => adminName.test(text)) ? [adminGroup] : []
  return permissionRules.filter((rule) => all.some((text) => !/\s/.test(text) && rule.pattern.test(text)))
}

/** Marks on a value that is new or other than before. */
export function fieldEscalations(change: FieldChange): readonly Escalation[] {
  const { after } = change
  if ((change.kind !== 'added' && change.kind !== 'changed') || after === undefined) return []
  const name = lastName(change.path)
  return fieldRules.filter((rule) => rule.path.test(name) && rule.gained(after) && !(change.kind === 'added' && after === false))
}

const sameText = (a: string | undefined, b: string | undefined): boolean => !!a && !!b && a.toLowerCase() === b.toLowerCase()

type Subject = Pick<AuditEntry, 'action' | 'actor' | 'target' | 'resource' | 'status'>

const stakes: Readonly<Record<ActorStake, string>> = {
  'in-receiving-group': 'The user who gave the role is in the group that received it, as far as the log tells.',
  'holds-changed-role': 'The user who changed the role holds it, themselves or by a group, as far as the log tells.',
}

/**
 * Marks on the entry as a whole; they are about what was tried, so a failed attempt has them too.
 * @param stake what the log before it says of who did it; null where nothing or not known yet
 * @param gains whether the role that was changed gained permissions
 */
export function entryEscalations(entry: Subject, stake: ActorStake | null = null, gains = false): readonly Escalation[] {
  const found: Escalation[] = []
  const { action, actor, target, resource } = entry
  const name = resource.name ?? resource.id ?? ''
  const gives = action === 'role_assign' || action === 'group_member_add'
  if (gives && (sameText(actor.email, target?.email) || sameText(actor.id, target?.id))) {
    found.push({
      label: 'self-grant',
      reason:
        action === 'role_assign'
          ? 'The user who gave the role is the user who received it.'
          : 'The user who was added to the group did it themselves.',
    })
  }
  if (stake !== null && (stake === 'in-receiving-group' || gains)) found.push({ label: 'self-grant', reason: stakes[stake] })
  if (action === 'role_assign' && adminName.test(name))
    found.push({ label: 'admin role', reason: `A role whose name says that it administers something: ${name}.` })
  if (action === 'group_member_add' && adminName.test(name))
    found.push({ label: 'admin group', reason: `By its name, members of ${name} administer something. Check which roles it holds.` })
  return found
}
