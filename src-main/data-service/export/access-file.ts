import { basename } from 'node:path'
import type { AccessChange, AccessFileOf, AccessLine } from '@contract/access.ts'
import type { DeniedLine } from '@contract/denied.ts'
import { fail } from '@contract/errors.ts'
import type { AccessFileRun, ExportRecord } from '@contract/export.ts'
import { defaultPrivileged } from '@contract/privileged.ts'
import { accessOf, changesOf, deniedOf, type StateTenant } from '../state/answers.ts'
import { ChangedCells } from './changed-cells.ts'
import { byteOrderMark, csvCell, csvChanges, excelRows, lineEnd } from './csv.ts'
import { isoTime } from './iso-time.ts'
import { doesNotProve } from './manifest.ts'
import { writeSmallFile, type Begun, type SmallFilePorts, type WholeFile } from './small-file.ts'

interface AccessFilePorts extends SmallFilePorts {
  readonly tenant: SmallFilePorts['tenant'] & StateTenant
}

type Time = (ms: number | null) => string
interface Table {
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What the list leaves out, for the manifest. */
  readonly leftOut: object
}

const what: Readonly<Record<AccessFileOf['kind'], string>> = {
  lines: 'Who has which roles, and by which path, as an IAM audit log tells it',
  changes: 'Access that was gained and lost between two times, as an IAM audit log tells it',
  denied: 'Denied checks of permissions in an IAM audit log, by user and permission, with what the log says of each',
}

const lineTitles = ['user', 'role', 'role_id', 'path', 'since', 'granted_by', 'entry', 'privileged', 'doubts']
const lineCells = (line: AccessLine, time: Time): string[] => [
  line.user,
  line.role,
  line.roleId ?? '',
  line.path.length === 0 ? 'direct' : `through ${line.path.join(' in ')}`,
  time(line.since),
  line.grantedBy ?? '',
  line.entry ?? '',
  line.privileged ? 'yes' : 'no',
  line.doubts.join(' '),
]
const changeCells = (line: AccessChange, time: Time): string[] => [line.change, line.cause, ...lineCells(line, time)]
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

const all = { offset: 0, limit: excelRows }

async function tableOf(tenant: StateTenant, of: AccessFileOf, time: Time): Promise<Table> {
  switch (of.kind) {
    case 'lines': {
      const { lines, more, untold } = await accessOf(tenant, askedIn(of), all)
      return { titles: lineTitles, rows: lines.map((line) => lineCells(line, time)), leftOut: leftOut(more, untold) }
    }
    case 'changes': {
      const { lines, more, untold } = await changesOf(tenant, askedIn(of), all)
      return {
        titles: ['change', 'cause', ...lineTitles],
        rows: lines.map((line) => changeCells(line, time)),
        leftOut: leftOut(more, untold),
      }
    }
    case 'denied': {
      const { lines, untold } = await deniedOf(tenant, askedIn(of), all)
      return { titles: deniedTitles, rows: lines.map((line) => deniedCells(line, time)), leftOut: untold }
    }
  }
}

/** The question by itself: on screen and in the file it is one, and answered once. */
function askedIn<A extends AccessFileOf>({ kind: _, tenant: __, ...asked }: A): Omit<A, 'kind' | 'tenant'> {
  return asked
}
const leftOut = (usersWithMorePaths: number, rolesThatDoNotTell: number): object => ({ usersWithMorePaths, rolesThatDoNotTell })

/** Writes access as a CSV with its manifest, and notes it in the ledger. Rejects with an `AppFailure`. */
export function runAccessFile(run: AccessFileRun, ports: AccessFilePorts): Promise<ExportRecord> {
  const { of, zone, format } = run.request
  return writeSmallFile(run, { format, query: '', description: what[of.kind] }, ports, async (begun) => {
    const table = await tableOf(ports.tenant, of, (ms) => (ms === null ? '' : isoTime(ms, zone)))
    if (table.rows.length >= excelRows)
      throw fail(
        'invalid-request',
        `These are ${table.rows.length.toLocaleString('en')} lines, more than a spreadsheet has rows.`,
        'Narrow it by user, role or permission.',
      )
    const changed = new ChangedCells()
    return {
      text: csvOf(table, changed),
      rows: table.rows.length,
      manifest: (file) => manifestOf(run, { table, changed, begun }, file),
    }
  })
}

function csvOf({ titles, rows }: Table, changed: ChangedCells): string {
  const line = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, at) => {
        const { text, changes } = csvCell(cell, false)
        changed.note(row, titles[at] ?? '', changes)
        return text
      })
      .join(',') + lineEnd
  return byteOrderMark + line(titles, 0) + rows.map((row, at) => line(row, at + 1)).join('')
}

interface Counted {
  readonly table: Table
  readonly changed: ChangedCells
  readonly begun: Begun
}

/** What the file is, for whoever is handed it. Times are ISO 8601 in UTC. */
function manifestOf({ request, application, shown }: AccessFileRun, { table, changed, begun }: Counted, file: WholeFile): object {
  const utc = (ms: number): string => isoTime(ms, 'UTC')
  const { of, zone } = request
  const { coverage, startedAt, who } = begun
  const time = (ms: number | null): string | null => (ms === null ? null : utc(ms))
  const { kind, tenant: _, ...asked } = of
  return {
    what: what[kind],
    application,
    tenant: shown,
    asked: {
      ...asked,
      ...('at' in asked && { at: time(asked.at) }),
      ...('from' in asked && { from: time(asked.from), to: time(asked.to) }),
      ...('patterns' in asked && { patterns: asked.patterns ?? defaultPrivileged }),
    },
    zone,
    lines: table.rows.length,
    leftOut: table.leftOut,
    changedCells: changed.summary(csvChanges),
    coverage: {
      intervals: coverage.intervals.map(({ from, to }) => ({ from: utc(from), to: utc(to) })),
      gaps: coverage.gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    startedAt: utc(startedAt),
    who,
    doesNotProve,
    files: [{ name: basename(file.path), bytes: file.bytes, rows: table.rows.length, sha256: file.sha256 }],
  }
}
