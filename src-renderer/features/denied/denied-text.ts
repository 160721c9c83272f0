import type { DeniedLine } from '@contract/access.ts'
import { fullTime } from '../../composables/time-format.ts'
import { pluralText } from '../../composables/number-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'

/** The likely cause in a few words, for a cell. */
export const causeWords: Readonly<Record<DeniedLine['cause'], string>> = {
  'never-held': 'never had it',
  lost: 'lost the role',
  'role-lost-it': 'the role lost it',
  inconsistent: 'had it by the log',
  unknown: 'the log cannot tell',
}

/** The likely cause in a sentence. */
export function causeSentence({ cause, user, permission }: Pick<DeniedLine, 'cause' | 'user' | 'permission'>): string {
  const what = permission === '' ? 'what was asked for' : permission
  switch (cause) {
    case 'never-held':
      return `${user} never had a role with ${what} before it was denied.`
    case 'lost':
      return `${user} had a role with ${what}, directly or through a group, and lost it before it was denied.`
    case 'role-lost-it':
      return `A role of ${user} had ${what}, and was changed before it was denied.`
    case 'inconsistent':
      return `By what the log tells ${user} had ${what} and was denied it all the same: an entry is missing, or the tenant decides by more than roles.`
    case 'unknown':
      return permission === ''
        ? 'The log cannot tell: the entries do not say which permission was asked for.'
        : `The log cannot tell whether ${user} had ${what}: not all that was given and taken is in it.`
  }
}

export const everHeldText = ({ everHeld }: Pick<DeniedLine, 'everHeld'>): string =>
  everHeld === null ? 'the log cannot tell' : everHeld ? 'yes' : 'no'

/** `Billing Admin, Owner and 3 more`. */
export function rolesText(roles: readonly string[], most = 2): string {
  if (roles.length === 0) return 'no role that the log tells of'
  const rest = roles.length - most
  return `${roles.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** A line as a table for the clipboard, under its titles. */
export function clipboardText(line: DeniedLine, zone: string) {
  const time = (ms: number | null): string => (ms === null ? '' : fullTime(ms, zone))
  return tableText(
    ['User', 'Permission', 'Denied', 'First', 'Last', 'Likely cause', 'Had it before', 'Roles with it', 'Taken by entry', 'Granted afterwards by entry', 'Entries'],
    [
      [
        line.user, line.permission, pluralText(line.count, 'time'), time(line.first), time(line.last), causeSentence(line), everHeldText(line),
        line.rolesWithIt.join('; '), line.takenBy ?? '', line.grantedAfter ?? '', line.entries.join(' '),
      ],
    ],
  ) // prettier-ignore
}
