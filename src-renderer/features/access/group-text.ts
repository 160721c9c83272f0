import { accessGroupFields, type AccessGroup, type AccessGroupField } from '@contract/access.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'

export const groupTitles: Readonly<Record<AccessGroupField, string>> = {
  user: 'User',
  role: 'Role',
  group: 'Group',
  path: 'Path',
  grantedBy: 'Granted by',
  since: 'Since (month)',
  privileged: 'Privileged',
  doubts: 'Doubts',
  change: 'Change',
  cause: 'Because',
}
const none: Readonly<Partial<Record<AccessGroupField, string>>> = {
  path: 'direct',
  group: 'direct',
  grantedBy: 'not known',
  since: 'not known',
}

/** What the lines can be counted by: changes and their causes only of changes. */
export const groupChoices = (ofChanges: boolean): readonly { readonly value: AccessGroupField; readonly label: string }[] =>
  accessGroupFields
    .filter((field) => ofChanges || (field !== 'change' && field !== 'cause'))
    .map((value) => ({ value, label: groupTitles[value].toLowerCase() }))

/** A value of a group as it is shown. */
export const groupValue = (field: AccessGroupField, value: string | null): string => value ?? none[field] ?? 'none'

/** Groups as a table for the clipboard, under their titles. */
export function groupsClipboardText(by: readonly AccessGroupField[], groups: readonly AccessGroup[]) {
  return tableText(
    [...by.map((field) => groupTitles[field]), 'Lines', 'Privileged', 'With doubts'],
    groups.map(({ key, count, privileged, doubtful }) => [
      ...key.map((value, at) => groupValue(by[at] ?? 'user', value)),
      String(count),
      String(privileged),
      String(doubtful),
    ]),
  )
}

/** The filters that have the lines of a group; null where there is none for one of its values. */
export function filtersOf(by: readonly AccessGroupField[], { key }: AccessGroup): Readonly<Record<string, unknown>> | null {
  const filters: Record<string, unknown> = {}
  for (const [at, field] of by.entries()) {
    const value = key[at] ?? null
    if ((field === 'user' || field === 'role') && value !== null) filters[field] = value
    else if (field === 'group' && value !== null) filters['group'] = value
    else if ((field === 'group' || field === 'path') && value === null) filters['path'] = 'direct'
    else if (field === 'privileged' && value === 'privileged') filters['privileged'] = true
    else return null
  }
  return filters
}
