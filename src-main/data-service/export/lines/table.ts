import type { AccessChange, AccessFileOf, AccessLine, PermissionLine } from '@contract/access.ts'
import type { DeniedLine } from '@contract/denied.ts'
import { reconcileKinds, type ReconcileKind, type ReconcileLine, type Reconciled } from '@contract/reconcile.ts'
import { linesOfKept, type Kept } from '../../reconcile/reconcile.ts'
import { accessOf, changesOf, deniedOf, permissionsOf, type StateTenant } from '../../state/answers.ts'
import { excelRows } from '../csv.ts'

type Time = (ms: number | null) => string

/** Lines of access as a table of texts, and as they are. */
export interface LinesTable {
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** For JSON; times in ms. */
  readonly lines: readonly object[]
  /** What the list leaves out, for the manifest. */
  readonly leftOut: Readonly<Record<string, number>>
  /** Of a comparison with a file: the file. */
  readonly file?: Reconciled
}

const pathCell = (path: readonly string[]): string => (path.length === 0 ? 'direct' : `through ${path.join(' in ')}`)

const lineTitles = ['user', 'role', 'role_id', 'path', 'since', 'until', 'granted_by', 'entry', 'privileged', 'doubts']
const lineCells = (line: AccessLine, time: Time): string[] => [
  line.user,
  line.role,
  line.roleId ?? '',
  pathCell(line.path),
  time(line.since),
  time(line.until),
  line.grantedBy ?? '',
  line.entry ?? '',
  line.privileged ? 'yes' : 'no',
  line.doubts.join(' '),
]
const changeCells = (line: AccessChange, time: Time): string[] => [line.change, line.cause, ...lineCells(line, time)]

const permissionTitles = ['user', 'permission', 'roles']
const permissionCells = (line: PermissionLine): string[] => [line.user, line.permission, line.roles.join('; ')]

const deniedTitles = [
  'user',
  'permission',
  'count',
  'first',
  'last',
  'ever_held_before',
  'roles_with_it',
  'cause',
  'taken_by_entry',
  'granted_after_by_entry',
  'bursts',
  'probing',
  'granted_within_24_hours',
  'granted_to_self',
  'uses_after',
  'denied_while_held',
  'addresses',
  'review',
  'review_note',
  'reviewed_by',
  'reviewed_at',
  'checks_since_review',
  'entries',
]
const deniedCells = (line: DeniedLine, time: Time): string[] => [
  line.user,
  line.permission,
  String(line.count),
  time(line.first),
  time(line.last),
  line.everHeld === null ? 'the log cannot tell' : line.everHeld ? 'yes' : 'no',
  line.rolesWithIt.join('; '),
  line.cause,
  line.takenBy ?? '',
  line.grantedAfter ?? '',
  String(line.burstCount),
  String(line.probingCount),
  line.grants.some(({ soon }) => soon) ? 'yes' : 'no',
  line.grants.some(({ soon, toSelf }) => soon && toSelf) ? 'yes' : 'no',
  // That none is here does not say that there was none.
  String(line.grants.reduce((sum, { used }) => sum + used, 0)),
  String(line.allowedCount),
  line.addresses.map(({ ip, count }) => `${ip} (${count})`).join('; '),
  line.review?.decision ?? '',
  line.review?.note ?? '',
  line.review?.author ?? '',
  time(line.review?.changedAt ?? null),
  line.review === null ? '' : String(line.review.fresh),
  line.entries.join(' '),
]

const reconcileTitles = ['what', 'reason', 'user', 'role', 'role_id', 'path', 'line_of_file', 'says', 'entries']
const reconcileCells = (line: ReconcileLine, time: Time): string[] => [
  line.kind,
  line.reason,
  line.user,
  line.role,
  line.roleId ?? '',
  line.path,
  line.line === null ? '' : String(line.line),
  line.says.join(' '),
  line.entries.map(({ entry, at, says }) => `${entry} (${time(at)}): ${says}`).join(' '),
]

const all = { offset: 0, limit: excelRows }

/** All lines that answer a question. `kept`: the comparison that one is about. */
export async function tableOf(tenant: StateTenant, of: AccessFileOf, time: Time, kept: (id: number) => Kept): Promise<LinesTable> {
  switch (of.kind) {
    case 'lines': {
      const { lines, more, untold, unclear } = await accessOf(tenant, askedIn(of), all)
      return { titles: lineTitles, rows: lines.map((line) => lineCells(line, time)), lines, leftOut: leftOut(more, untold, unclear) }
    }
    case 'changes': {
      const { lines, more, untold, unclear } = await changesOf(tenant, askedIn(of), all)
      const rows = lines.map((line) => changeCells(line, time))
      return { titles: ['change', 'cause', ...lineTitles], rows, lines, leftOut: leftOut(more, untold, unclear) }
    }
    case 'permissions': {
      const { lines, more } = await permissionsOf(tenant, askedIn(of), all)
      return { titles: permissionTitles, rows: lines.map(permissionCells), lines, leftOut: { usersWithMorePaths: more } }
    }
    case 'denied': {
      const { lines, untold } = await deniedOf(tenant, askedIn(of), all)
      return { titles: deniedTitles, rows: lines.map((line) => deniedCells(line, time)), lines, leftOut: untold }
    }
    case 'reconcile': {
      const comparison = kept(of.id)
      const { lines } = await linesOfKept(tenant, comparison, kindNamed(of.of), 0, excelRows)
      const { more, unclear, rows, read } = comparison.summary
      return {
        titles: reconcileTitles,
        rows: lines.map((line) => reconcileCells(line, time)),
        lines,
        leftOut: { ...leftOut(more, 0, unclear), rowsNotRead: rows - read },
        file: comparison.summary,
      }
    }
  }
}

const kindNamed = (name: string | undefined): ReconcileKind | undefined => reconcileKinds.find((kind) => kind === name)

/** The question by itself: on screen and in the file it is one, and answered once. */
function askedIn<A extends AccessFileOf>({ kind: _, tenant: __, ...asked }: A): Omit<A, 'kind' | 'tenant'> {
  return asked
}
const leftOut = (usersWithMorePaths: number, rolesThatDoNotTell: number, unclearEntries: number) => ({
  usersWithMorePaths,
  rolesThatDoNotTell,
  unclearEntries,
})
