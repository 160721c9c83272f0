import { basename } from 'node:path'
import { fail } from '@contract/errors.ts'
import type { ExportRecord, GroupsFileRun } from '@contract/export.ts'
import type { GroupRow, GroupsAnswer } from '@contract/groups.ts'
import { describe } from '@language/describe.ts'
import { print } from '@language/print.ts'
import type { QueryEngine } from '../query/engine.ts'
import { ChangedCells } from './changed-cells.ts'
import { byteOrderMark, csvCell, csvChanges, excelRows, lineEnd } from './csv.ts'
import { isoTime } from './iso-time.ts'
import { doesNotProve } from './manifest.ts'
import { writeSmallFile, type Begun, type SmallFilePorts, type WholeFile } from './small-file.ts'

interface GroupsFilePorts extends SmallFilePorts {
  readonly engine: Pick<QueryEngine, 'groupsIn'>
}

const pageGroups = 10_000

/** All groups of a result, in their order, with the last page's counts of all. */
async function allGroups(
  { request }: GroupsFileRun,
  { engine, signal }: GroupsFilePorts,
): Promise<GroupsAnswer & { readonly rows: readonly GroupRow[] }> {
  const rows: GroupRow[] = []
  for (;;) {
    const page = await engine.groupsIn({ ...request, offset: rows.length, limit: pageGroups }, signal)
    if (page.soFar)
      throw fail('invalid-request', 'The search is not over: groups may be missing.', 'Let it search to the end, then export again.')
    if (page.groups >= excelRows)
      throw fail(
        'invalid-request',
        `These are ${page.groups.toLocaleString('en')} groups, more than a spreadsheet has rows.`,
        'Narrow the filter, or group by fewer fields.',
      )
    rows.push(...page.rows)
    if (page.rows.length === 0 || rows.length >= page.groups) return { ...page, rows }
  }
}

/**
 * Writes the groups of a result as a CSV with its manifest, and notes it in the ledger. The groups are those of the entries on screen: what has arrived since
 * stays out. Rejects with an `AppFailure`.
 */
export function runGroupsFile(run: GroupsFileRun, ports: GroupsFilePorts): Promise<ExportRecord> {
  const { filter, by, format } = run.request
  const about = { format, query: print(filter), description: `Groups by ${by.join(', ')}: ${describe(filter)}` }
  return writeSmallFile(run, about, ports, async (begun) => {
    const answer = await allGroups(run, ports)
    const changed = new ChangedCells()
    return {
      bytes: csvOf(run, answer.rows, changed),
      rows: answer.rows.length,
      manifest: (file) => manifestOf({ run, answer, changed, begun }, file),
    }
  })
}

function csvOf({ request }: GroupsFileRun, rows: readonly GroupRow[], changed: ChangedCells): string {
  const { by, distinct, zone } = request
  const columns = [...by, 'entries', 'failed', 'first', 'last', ...(distinct === undefined ? [] : [`different_${distinct}`])]
  const line = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, at) => {
        const { text, changes } = csvCell(cell, false)
        changed.note(row, columns[at] ?? '', changes)
        return text
      })
      .join(',') + lineEnd
  const time = (ms: number | null): string => (ms === null ? '' : isoTime(ms, zone))
  const lines = rows.map(({ key, count, failed, first, last, distinct: different }, at) => {
    const counts = [String(count), String(failed), time(first), time(last), ...(distinct === undefined ? [] : [String(different ?? 0)])]
    return line([...key.map((value) => value ?? ''), ...counts], at + 1)
  })
  return byteOrderMark + line(columns, 0) + lines.join('')
}

interface Counted {
  readonly run: GroupsFileRun
  readonly answer: GroupsAnswer
  readonly changed: ChangedCells
  readonly begun: Begun
}

/** What the file is, for whoever is handed it. Times are ISO 8601 in UTC. */
function manifestOf({ run, answer, changed, begun }: Counted, file: WholeFile): object {
  const utc = (ms: number): string => isoTime(ms, 'UTC')
  const { request } = run
  const { coverage, startedAt, who } = begun
  return {
    what: 'Entries of an IAM audit log, counted by the values of fields',
    application: run.application,
    tenant: run.shown,
    query: print(request.filter),
    description: describe(request.filter),
    by: request.by,
    ...(request.distinct !== undefined && { differentValuesOf: request.distinct }),
    zone: request.zone,
    sortedBy: { sort: request.sort, order: request.order },
    entries: answer.entries,
    groups: answer.groups,
    ...(request.by.includes('tag') && { tags: 'An entry with several tags counts in the group of each.' }),
    changedCells: changed.summary(csvChanges),
    coverage: {
      intervals: coverage.intervals.map(({ from, to }) => ({ from: utc(from), to: utc(to) })),
      gaps: coverage.gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    startedAt: utc(startedAt),
    who,
    doesNotProve,
    files: [{ name: basename(file.path), bytes: file.bytes, rows: answer.groups, sha256: file.sha256 }],
  }
}
