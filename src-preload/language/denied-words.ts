import type { DeniedLine } from '@contract/denied.ts'

// Why a check was denied in words, for the window and for files.

const grouped = new Intl.NumberFormat('en-US')
const number = (value: number): string => grouped.format(value)
const plural = (value: number, one: string): string => `${number(value)} ${value === 1 ? one : `${one}s`}`

/** The likely cause in a few words, for a cell. */
export const causeWords: Readonly<Record<DeniedLine['cause'], string>> = {
  'never-held': 'never had it',
  lost: 'lost the role',
  'role-lost-it': 'the role lost it',
  inconsistent: 'had it by the log',
  unknown: 'the log cannot tell',
}

type Caused = Pick<DeniedLine, 'cause' | 'user' | 'permission' | 'count' | 'allowedCount' | 'lostRole'> & {
  readonly grants: readonly { readonly at: number | null }[]
}

/** The likely cause in a sentence; `moment` writes a time, ms. */
export function causeSentence(
  { allowedCount, cause, count, user, permission, lostRole, grants }: Caused,
  moment?: (ms: number) => string,
): string {
  const what = permission === '' ? 'what was asked for' : permission
  const role = lostRole === null ? 'a role' : `the role ${lostRole}`
  const later = grants[0]?.at
  const granted = later == null || !moment ? '' : ` It was granted on ${moment(later)}.`
  switch (cause) {
    case 'never-held':
      return `${user} never had a role with ${what} before it was denied.${granted}`
    case 'lost':
      return `${user} had ${what} by ${role}, directly or through a group, and lost the role before it was denied.${granted}`
    case 'role-lost-it':
      return `${user} had ${what} by ${role}, and the role lost it before it was denied.${granted}`
    case 'inconsistent':
      return `By what the log tells ${user} had ${what} at ${number(allowedCount)} of ${plural(count, 'denial')} and was denied it all the same: an entry is missing, or the tenant decides by more than roles.`
    case 'unknown':
      return permission === ''
        ? 'The log cannot tell: the entries do not say which permission was asked for.'
        : `The log cannot tell whether ${user} had ${what}: not all that was given and taken is in it.`
  }
}
