import { basename } from 'node:path'
import type { AccessFileOf } from '@contract/access.ts'
import type { AccessFileRun } from '@contract/export.ts'
import { defaultPrivileged } from '@contract/privileged.ts'
import type { Reconciled } from '@contract/reconcile.ts'
import type { Fact } from '../about/facts.ts'
import { isoTime } from '../iso-time.ts'
import { doesNotProve } from '../manifest.ts'
import type { Begun, WholeFile } from '../small-file.ts'
import type { LinesTable } from './table.ts'

export const what: Readonly<Record<AccessFileOf['kind'], string>> = {
  lines: 'Who has which roles, and by which path, as an IAM audit log tells it',
  changes: 'Access that was gained and lost between two times, as an IAM audit log tells it',
  permissions: 'What users may do, and by which roles, as an IAM audit log tells it',
  denied: 'Denied checks of permissions in an IAM audit log, by user and permission, with what the log says of each',
  reconcile: 'A file of users and roles, compared with the state that an IAM audit log tells',
}

/** What is told of a file of lines. */
export interface ToldOfLines {
  readonly run: AccessFileRun
  readonly table: LinesTable
  readonly begun: Begun
  /** How many of the lines are listed. */
  readonly listed: number
  /** Which cells say something else than their text, of formats that have such. */
  readonly changed: object | null
}

const utc = (ms: number): string => isoTime(ms, 'UTC')
const orNull = (ms: number | null): string | null => (ms === null ? null : utc(ms))

function fileOf({ modifiedAt, asked, at, ...file }: Reconciled): object {
  return { ...file, modifiedAt: utc(modifiedAt), asked: orNull(asked), comparedAsOf: orNull(at) }
}

/** What the file is, for programs. Times are ISO 8601 in UTC. `files` is null inside a file, which cannot hold its own hash. */
export function manifestOf({ run, table, begun, listed, changed }: ToldOfLines, file: WholeFile | null): object {
  const { application, request, shown } = run
  const { of, zone, report } = request
  const { coverage, startedAt, who } = begun
  const { kind, tenant: _, ...asked } = of
  return {
    what: what[kind],
    application,
    tenant: shown,
    ...(Object.values(report).some((text) => text !== '') && { report }),
    asked: {
      ...asked,
      ...('at' in asked && { at: orNull(asked.at) }),
      ...('from' in asked && { from: orNull(asked.from), to: orNull(asked.to) }),
      ...('patterns' in asked && { patterns: asked.patterns ?? defaultPrivileged }),
    },
    ...(table.file && { file: fileOf(table.file) }),
    zone,
    lines: table.rows.length,
    ...(listed < table.rows.length && { listed }),
    leftOut: table.leftOut,
    ...(changed && { changedCells: changed }),
    coverage: {
      intervals: coverage.intervals.map(({ from, to }) => ({ from: utc(from), to: utc(to) })),
      gaps: coverage.gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    startedAt: utc(startedAt),
    who,
    doesNotProve,
    ...(file && { files: [{ name: basename(file.path), bytes: file.bytes, rows: table.rows.length, sha256: file.sha256 }] }),
  }
}

const shownGaps = 20

/** The same in sentences, for people. */
export function factsOf({ run, table, begun, listed }: Omit<ToldOfLines, 'changed'>): readonly Fact[] {
  const { of, zone } = run.request
  const time = (ms: number): string => isoTime(ms, zone)
  const { leftOut } = table
  const lines = table.rows.length
  const left = [
    ...(listed < lines ? [`Only the first ${listed.toLocaleString('en')} of ${lines.toLocaleString('en')} lines are listed.`] : []),
    ...(leftOut['usersWithMorePaths'] ? [`Of ${leftOut['usersWithMorePaths']} users not every path through groups is listed.`] : []),
    ...(leftOut['rolesThatDoNotTell'] ? [`${leftOut['rolesThatDoNotTell']} lines, because no entry here tells what their role allows.`] : []),
    ...(leftOut['unclearEntries'] ? [`What ${leftOut['unclearEntries']} entries may have given or taken: they do not say whether they succeeded, or when.`] : []),
  ] // prettier-ignore
  const gaps = begun.coverage.gaps.filter(({ cause }) => cause !== 'beyond-retention')
  const holes = gaps.slice(0, shownGaps).map(({ from, to, cause }) => `Not fetched: ${time(from)} to ${time(to)} (${cause}).`)
  return [
    ...whenFacts(of, time),
    ...(table.file ? fileFacts(table.file, time) : []),
    ...filterFacts(of),
    ...(left.length > 0 ? [{ name: 'Left out', sentences: left, tone: 'warn' as const }] : []),
    gaps.length === 0
      ? { name: 'Coverage', sentences: ['There is no gap in what was fetched of the log.'] }
      : { name: 'Coverage', sentences: [`${gaps.length} gaps in what was fetched of the log.`, ...holes], tone: 'warn' as const },
    { name: 'Source', sentences: [`The IAM audit log of ${run.shown.name}${run.shown.url === '' ? '' : `, ${run.shown.url}`}.`] },
    { name: 'Exported', sentences: [`On ${time(begun.startedAt)} by ${begun.who} with ${run.application}. Times are in ${zone}.`] },
    { name: 'What it proves', sentences: [doesNotProve] },
  ]
}

function whenFacts(of: AccessFileOf, time: (ms: number) => string): Fact[] {
  if (of.kind === 'lines' || of.kind === 'permissions')
    return [{ name: 'As of', sentences: [of.at === null ? 'The newest time that was fetched.' : `${time(of.at)}.`] }]
  if (of.kind === 'reconcile') return []
  const [from, to] = [of.from === null ? 'the beginning of the log' : time(of.from), of.to === null ? 'its end' : time(of.to)]
  return [{ name: of.kind === 'changes' ? 'Between' : 'Period', sentences: [`${from} to ${to}.`] }]
}

function fileFacts(file: Reconciled, time: (ms: number) => string): Fact[] {
  const { columns, unread, rows, read } = file
  const notRead = unread.map(({ line, reason }) => `Line ${line}: ${reason}`)
  const more = rows - read - unread.length
  return [
    { name: 'File', sentences: [`${file.file}, ${file.bytes.toLocaleString('en')} bytes, last written ${time(file.modifiedAt)}.`, `SHA-256 ${file.sha256}`] },
    { name: 'Compared', sentences: [`With the state as of ${file.at === null ? 'no time' : time(file.at)}${file.asked !== null && file.asked !== file.at ? `: asked for was ${time(file.asked)}, after all that is fetched` : ''}.`] },
    { name: 'Columns', sentences: [`User: ${columns.user}. Role: ${columns.role}${columns.several ? ', several in a cell' : ''}. Path: ${columns.path ?? 'none'}.`] },
    { name: 'Rows', sentences: [`${rows.toLocaleString('en')}, of which ${read.toLocaleString('en')} were read; ${file.repeated.toLocaleString('en')} repeat one before them; ${file.agree.toLocaleString('en')} agree with the log.`] },
    ...(notRead.length > 0 ? [{ name: 'Not read', sentences: [...notRead, ...(more > 0 ? [`… and ${more.toLocaleString('en')} more.`] : [])], tone: 'warn' as const }] : []),
  ] // prettier-ignore
}

function filterFacts(of: AccessFileOf): Fact[] {
  if (!('patterns' in of)) return []
  const { user, role, group, permission, path, privileged, patterns } = of
  const asked = [
    ...Object.entries({ User: user, Role: role, Group: group, Permission: permission }).flatMap(([name, text]) =>
      text === undefined ? [] : [`${name}: ${text}.`],
    ),
    ...(path === undefined ? [] : [path === 'direct' ? 'Direct roles only.' : 'Roles through groups only.']),
    ...(privileged ? ['Privileged roles only.'] : []),
  ]
  const decides = [
    ...(asked.length > 0 ? [{ name: 'Filters', sentences: asked }] : []),
    {
      name: 'Privileged',
      sentences: [`${patterns === null ? 'By default a' : 'A'} role counts as privileged by these patterns: ${(patterns ?? defaultPrivileged).join(', ')}.`],
    },
  ] // prettier-ignore
  return of.kind === 'permissions' ? decides.filter(({ name }) => name === 'Filters' || privileged) : decides
}
