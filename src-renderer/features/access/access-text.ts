import type { AccessChange, AccessLine } from '@contract/access.ts'
import { pluralText } from '../../composables/number-format.ts'
import { fullTime } from '../../composables/time-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'

export type AnyLine = AccessLine & Partial<Pick<AccessChange, 'change' | 'cause'>>

/** `direct`, `through Support (in Everybody)`. */
export function pathText(path: readonly string[]): string {
  const [first, ...around] = path
  if (first === undefined) return 'direct'
  return `through ${first}${around.map((group) => ` (in ${group}`).join('')}${')'.repeat(around.length)}`
}

/** What made it so, as the reason of a gain or a loss. */
export function causeText({ change, cause }: Pick<AccessChange, 'change' | 'cause'>): string {
  const gained = change === 'gained'
  switch (cause) {
    case 'assignment':
      return gained ? 'the role was given' : 'the role was taken away'
    case 'membership':
      return gained ? 'came into the group' : 'left the group'
    case 'group_assignment':
      return gained ? 'the group was given the role' : 'the role was taken from the group'
    case 'role_update':
      return gained ? 'the role became privileged' : 'the role is privileged no more'
    case 'removal':
      return 'the account, role or group was removed'
  }
}

/** What stands in the cell of doubts; all of them are in the details. */
export const doubtsText = (doubts: readonly string[]): string => (doubts.length === 0 ? 'none' : pluralText(doubts.length, 'doubt'))

/** A line as a table for the clipboard, under its titles. */
export function clipboardText(line: AnyLine, zone: string) {
  const isChange = line.change !== undefined && line.cause !== undefined
  const titles = ['User', 'Role', 'Path', 'Since', 'Until', 'Granted by', 'Entry', 'Privileged', 'Doubts']
  const cells = [
    line.user,
    line.role,
    pathText(line.path),
    line.since === null ? '' : fullTime(line.since, zone),
    line.until === null ? '' : fullTime(line.until, zone),
    line.grantedBy ?? '',
    line.entry ?? '',
    line.privileged ? 'privileged' : 'not privileged',
    line.doubts.join(' '),
  ]
  if (!isChange) return tableText(titles, [cells])
  const { change, cause } = line as AccessChange
  return tableText(['Change', 'Cause', ...titles], [[change, causeText({ change, cause }), ...cells]])
}
