import type { ReconcileKind, ReconcileLine, ReconcileReason, Reconciled } from '@contract/reconcile.ts'
import { pluralText } from '../../composables/number-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'

export const kindTexts: Readonly<Record<ReconcileKind, string>> = {
  'only-in-file': 'only in the file',
  'only-in-log': 'only in the log',
  undetermined: 'undetermined',
  ambiguous: 'ambiguous',
  'named-otherwise': 'named otherwise',
}

export const reasonTexts: Readonly<Record<ReconcileReason, string>> = {
  revoked: 'was taken away before',
  removed: 'ended with a removal',
  unlisted: 'a later list is without it',
  later: 'was given only later',
  'never-granted': 'no entry gave it',
  'before-log': 'may be older than the log',
  'other-path': 'held by another path',
  'user-unknown': 'no entry names the user',
  'role-unknown': 'no entry names the role',
  'not-in-file': 'the file lacks it',
  'user-not-in-file': 'the file lacks the user',
  'ambiguous-user': 'several users are called so',
  'ambiguous-role': 'several roles are called so',
  'letter-case': 'other letter case',
  'other-name': 'another of their names',
  'earlier-name': 'an earlier name',
  'later-name': 'a later name',
}

/** How much agrees and differs, for who hears it. */
export function countsText({ agree, counts }: Reconciled): string {
  const differ = counts['only-in-file'] + counts['only-in-log']
  return `${pluralText(differ, 'difference')}, ${agree.toLocaleString('en')} agree`
}

/** A line as a table for the clipboard, under its titles. */
export function clipboardText({ kind, reason, user, role, roleId, path, line, says, entries }: ReconcileLine) {
  const titles = ['What', 'Why', 'User', 'Role', 'Role ID', 'Path', 'Line of the file', 'In words', 'Entries']
  const where = line === null ? '' : String(line)
  const cells = [
    kindTexts[kind],
    reasonTexts[reason],
    user,
    role,
    roleId ?? '',
    path,
    where,
    says.join(' '),
    entries.map(({ entry }) => entry).join(' '),
  ]
  return tableText(titles, [cells])
}
