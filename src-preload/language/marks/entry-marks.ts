import type { Json } from '@contract/exact-json.ts'
import { bitOf, bitsOf, entryMarks, marksIn, type EntryMark, type MarkBits } from '@contract/marks.ts'
import { eachGain } from './gains.ts'
import { adminName, deedMarks, fieldMarks, fieldRules, memberMarks, permissionRules, type Deed } from './mark-rules.ts'

/** An entry as far as its own marks go. */
export type MarkedDeed = Deed & { readonly changes?: { readonly before: Json | undefined; readonly after: Json | undefined } }

/** The marks that an entry alone says: of what was done, and of what its changes added. */
export function entryMarkBits(entry: MarkedDeed): MarkBits {
  let bits = 0
  for (const { mark } of deedMarks(entry)) bits |= bitOf(mark)
  const { changes } = entry
  if (!changes) return bits
  const note = (marks: readonly EntryMark[]): void => {
    for (const mark of marks) bits |= bitOf(mark)
  }
  eachGain(changes.before, changes.after, {
    member: (list, value) => note(memberMarks(list, value)),
    field: (name, was, after) => note(fieldMarks(name, was, after)),
  })
  return bits
}

const deed: Deed = { action: 'role_assign', actor: { email: 'a@b.c', id: 'u1' }, resource: { type: 'role', name: 'reader' } }
const probes: readonly MarkedDeed[] = [
  deed,
  { ...deed, target: { email: 'A@B.C' } },
  { ...deed, target: { id: 'u1' } },
  { ...deed, target: { type: 'group', id: 'u1' } },
  { ...deed, action: 'group_member_add', target: { email: 'a@b.c' }, resource: { type: 'group', id: 'platform-admins' } },
  { ...deed, action: 'role_revoke', target: { email: 'a@b.c' } },
  ...[
    { before: { permissions: ['a'] }, after: { permissions: ['*', 'a'] } },
    { before: undefined, after: { permissions: ['iam:tenant:role:assign', 'a:*:write', 'with a blank:*'], members: ['*'] } },
    { before: { roles: [] }, after: { roles: ['owner'], groups: [{ name: 'root' }] } },
    { before: { list: [{ id: 1, is_admin: false }] }, after: { list: [{ id: 1, is_admin: true }, { id: 2, can: 'x:admin' }] } },
    { before: { mfa_required: true, role: 'viewer' }, after: { mfa_required: false, role: 'admin', sso: false } },
    { before: null, after: ['audit_log:read', ['user:impersonate']] },
  ].map((changes): MarkedDeed => ({ ...deed, action: 'x', changes })),
] // prettier-ignore

/**
 * The rules, and what they make of a few entries. From it the build takes a fingerprint (`scripts/lib/schema-fingerprints.mjs`): marks that were made by
 * other rules are made anew. A rule of another kind gets an entry here.
 */
export const entryRuleSet: readonly string[] = [
  marksIn(entryMarks).join(),
  ...permissionRules.map(({ mark, pattern }) => `${mark} ${String(pattern)}`),
  ...fieldRules.map(({ mark, path }) => `${mark} ${String(path)}`),
  String(adminName),
  // With the bits themselves: they are what is kept.
  ...probes.map((probe) => String(entryMarkBits(probe))),
  String(bitsOf(marksIn(entryMarks))),
]
