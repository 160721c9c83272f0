import { fail } from '@contract/errors.ts'
import type { ReconcileColumns } from '@contract/reconcile-columns.ts'
import type { ReconcileLook } from '@contract/reconcile.ts'
import { plainName } from '../connector/table-rows.ts'
import type { Known } from './known.ts'
import { samplesOf, type Table } from './table.ts'

/** Names of columns under which tools export users, roles and paths, in plain form: the earlier, the surer. */
const namesOf = {
  user: [
    'user_email', 'email', 'user', 'user_principal_name', 'upn', 'mail', 'email_address', 'login', 'username', 'user_name', 'user_id', 'account',
    'account_name', 'principal', 'principal_name', 'member', 'member_email', 'assignee', 'subject', 'identity', 'person', 'employee', 'name',
  ],
  role: [
    'role_id', 'role', 'role_name', 'roles', 'assigned_role', 'assigned_roles', 'role_names', 'entitlement', 'entitlements', 'permission_set', 'profile',
    'access_level', 'access', 'privilege', 'privileges', 'grant', 'grants', 'rights',
  ],
  path: ['path', 'through', 'via', 'group', 'group_name', 'assigned_through', 'source', 'inherited_from', 'assignment_type', 'assignment'],
} as const // prettier-ignore

type Part = keyof typeof namesOf

/** What the columns of a table are, by how many of their first values are known here, and by their names. */
export function guessColumns(table: Table, known: Known): ReconcileLook['guess'] {
  const samples = samplesOf(table)
  const taken = new Set<number>()
  const valuesOf = (column: number): string[] => samples.flatMap((cells) => (cells[column] ? [cells[column]] : []))
  const best = (part: Part, isKnown: (text: string) => boolean): number | null => {
    const names: readonly string[] = namesOf[part]
    const scored = table.columns.map((name, column) => {
      const values = valuesOf(column)
      const share = values.length === 0 ? 0 : values.filter(isKnown).length / samples.length
      const place = names.indexOf(plainName(name))
      return { column, score: taken.has(column) ? 0 : share * 4 + (place < 0 ? 0 : 1 - place / (2 * names.length)) }
    })
    const [first] = scored.sort((a, b) => b.score - a.score || a.column - b.column)
    if (!first || first.score < 0.4) return null
    taken.add(first.column)
    return first.column
  }
  const user = best('user', (text) => known.user(text).things.length > 0)
  const role = best('role', (text) => [text, ...partsOf(text)].some((each) => known.role(each).things.length === 1))
  const path = best('path', (text) => isDirect(text) || /^through /i.test(text) || known.isGroup(text))
  const roles = role === null ? [] : valuesOf(role)
  const nameAt = (column: number | null): string | null => (column === null ? null : (table.columns[column] ?? null))
  return {
    user: nameAt(user),
    role: nameAt(role),
    path: nameAt(path),
    several: roles.some((text) => partsOf(text).length > 1 && known.role(text).things.length === 0),
  }
}

/** Roles in a cell that names several. */
export const partsOf = (cell: string): string[] =>
  cell
    .split(/[;|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A word for a role of one's own in a column of paths. */
export const isDirect = (text: string): boolean => /^(?:direct(?:ly)?|direct assignment|none|-|user)$/i.test(text.trim())

/** Where the columns stand. Fails with `invalid-request` where the file has none of that name. */
export function placesOf({ columns, beginning }: Table, { user, role, path }: ReconcileColumns) {
  const placeOf = (name: string): number => {
    const place = columns.indexOf(name)
    if (place < 0)
      throw fail('invalid-request', `${beginning.input.name} has no column ${name}.`, `Its columns are ${columns.slice(0, 40).join(', ')}.`)
    return place
  }
  if (user === role || user === path || role === path)
    throw fail('invalid-request', 'One column is named twice.', 'Say one column for users and another for roles.')
  return { user: placeOf(user), role: placeOf(role), path: path === null ? null : placeOf(path) }
}
