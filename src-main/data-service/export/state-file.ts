import { basename } from 'node:path'
import { toAppError } from '@contract/errors.ts'
import type { ExportRecord, StateFileRequest, StateFileRun } from '@contract/export.ts'
import type { SubjectState } from '@contract/history.ts'
import type { Coverage } from '@contract/sync.ts'
import { doubtText, existenceText, stateParts, subjectKind } from '@language/state-text.ts'
import { ChangedCells } from './changed-cells.ts'
import { byteOrderMark, csvCell, csvChanges, lineEnd } from './csv.ts'
import { refuseDataFolder } from './data-folder.ts'
import { exportCancelled } from './failure.ts'
import { isoTime } from './iso-time.ts'
import { doesNotProve } from './manifest.ts'
import { manifestPath } from './names.ts'
import { OutputFile } from './output-file.ts'
import { publish, recoverExport } from './publish.ts'
import { policyFor, style } from './report/style.ts'
import { html } from './report/text.ts'
import type { ExportedTenant } from './tenant.ts'

interface StateFilePorts {
  readonly tenant: Pick<ExportedTenant, 'exports' | 'isOpen' | 'times'>
  readonly states: () => Promise<readonly SubjectState[]>
  readonly now: () => number
  readonly signal: AbortSignal
}

/** A state in the words of its file. */
interface Written {
  readonly run: StateFileRun
  readonly state: SubjectState
  readonly rows: readonly Row[]
  readonly coverage: Coverage
  readonly startedAt: number
  readonly who: string
  /** Cells of a table that say something else than their text. */
  readonly changed: ChangedCells
}

interface Row {
  readonly part: string
  /** How many the part has, where that is other than the rows of it tell; else empty. */
  readonly count: string
  readonly value: string
  readonly type: string
  readonly id: string
}

/**
 * Writes a state as of a time, file and manifest or nothing, and notes it in the ledger either way. What the log does not prove of it
 * stands in the file itself. Rejects with an `AppFailure`, as `runExport` does.
 */
export async function runStateFile(run: StateFileRun, { tenant, states, now, signal }: StateFilePorts): Promise<ExportRecord> {
  const { request, path } = run
  const startedAt = now()
  const coverage = tenant.times.coverage()
  const begun: Omit<ExportRecord, 'id'> = {
    state: 'running',
    startedAt,
    endedAt: null,
    who: tenant.exports.author,
    via: 'window',
    path,
    format: request.format,
    query: '',
    description: titleOf(run),
    selection: false,
    entries: 0,
    files: [],
    manifest: null,
    coverage: { intervals: coverage.intervals, gaps: coverage.gaps },
    error: null,
    again: null,
  }
  const record = { ...begun, id: tenant.exports.begin(begun) }
  const opened: OutputFile[] = []
  try {
    refuseDataFolder(path)
    const [state] = await states()
    if (state === undefined) throw new Error('One time was asked for')
    const written: Written = {
      run,
      state,
      rows: rowsOf(state, request.zone),
      coverage,
      startedAt,
      who: begun.who,
      changed: new ChangedCells(),
    }
    recoverExport(path)
    const file = await OutputFile.create(path, run.overwrite)
    opened.push(file)
    file.entries = written.rows.length
    await file.write(writers[request.format](written))
    const whole = await file.finish()
    const manifest = await OutputFile.create(manifestPath(path), run.overwrite)
    opened.push(manifest)
    await manifest.write(`${JSON.stringify(manifestOfState(written, whole), null, 2)}\n`)
    const wholeManifest = await manifest.finish()
    await file.verify(whole, signal)
    await manifest.verify(wholeManifest, signal)
    if (signal.aborted) throw exportCancelled()
    publish(path, opened, [])
    const ended: ExportRecord = {
      ...record,
      state: 'done',
      endedAt: now(),
      entries: whole.entries,
      files: [whole],
      manifest: { path: wholeManifest.path, sha256: wholeManifest.sha256 },
    }
    tenant.exports.end(ended)
    return ended
  } catch (failure) {
    for (const file of opened) await file.discard()
    const error = toAppError(failure)
    // The tenant may have been closed or erased under it.
    if (tenant.isOpen) tenant.exports.end({ ...record, state: error.code === 'cancelled' ? 'cancelled' : 'failed', endedAt: now(), error })
    throw failure
  }
}

const nameOf = ({ name, subject }: StateFileRequest): string =>
  `${subjectKind(subject)} ${name}${name === subject.value ? '' : ` (${subject.value})`}`

const titleOf = ({ request }: StateFileRun): string => `State of ${nameOf(request)} as of ${isoTime(request.at, request.zone)}`

const notProved = 'Not proved by the log'

function rowsOf(state: SubjectState, zone: string): Row[] {
  const at = (ms: number): string => isoTime(ms, zone)
  const plain = (part: string, value: string): Row => ({ part, count: '', value, type: '', id: '' })
  const existence = existenceText(state)
  return [
    ...(existence === '' ? [] : [plain('Existence', existence)]),
    ...stateParts(state).flatMap(({ title, count, values }): Row[] => {
      const told = count === null || count === String(values.length) ? '' : count
      const rows = values.map((value) => ({ part: title, count: told, value: value.text, type: value.type, id: value.id }))
      return rows.length > 0 ? rows : [{ ...plain(title, ''), count: count ?? '' }]
    }),
    ...state.doubts.map((doubt) => plain(notProved, doubtText(doubt, at))),
  ]
}

const columns = ['as of', 'subject type', 'subject', 'name', 'part', 'how many', 'value', 'type', 'id'] as const

function csvOf({ run, rows, changed }: Written): string {
  const { at, name, subject, zone } = run.request
  const before = [isoTime(at, zone), subject.type, subject.value, name]
  const line = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, i) => {
        const { text, changes } = csvCell(cell, false)
        changed.note(row, columns[i] ?? '', changes)
        return text
      })
      .join(',') + lineEnd
  const lines = rows.map(({ part, count, value, type, id }, i) => line([...before, part, count, value, type, id], i + 1))
  return byteOrderMark + line(columns, 0) + lines.join('')
}

function htmlOf({ run, state, rows, startedAt, who }: Written): string {
  const { at, zone } = run.request
  const name = nameOf(run.request)
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const doubts = rows.filter(({ part }) => part === notProved)
  const list = doubts.map(({ value }) => `<li>${html(value)}</li>`).join('')
  const parts = stateParts(state).map(({ title: name, count, values }) => {
    const items = values.map(({ text, id }) => `<li>${html(text)}${id === '' ? '' : ` <code class="muted">${html(id)}</code>`}</li>`)
    const body =
      count === null
        ? html(values[0]?.text ?? '')
        : items.length === 0
          ? '<span class="muted">none named</span>'
          : `<ul>${items.join('')}</ul>`
    return `<dt>${html(name)}${count === null ? '' : ` (${html(count)})`}</dt><dd>${body}</dd>`
  })
  const existence = existenceText(state)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style)}">
<meta name="viewport" content="width=device-width">
<title>${html(titleOf(run))}</title>
<style>${style}</style>
</head>
<body>
<h1>${html(title)}</h1>
<p>As of <b>${html(isoTime(at, zone))}</b> (${html(zone)}), according to the IAM audit log of ${html(run.shown.name)}.</p>
${existence === '' ? '' : `<p class="warn">${html(existence)}</p>`}
${doubts.length > 0 ? `<h2>Not proved by the log</h2>\n<ul class="warn">${list}</ul>` : '<p class="muted">The log gives no reason to doubt it.</p>'}
<h2>State</h2>
<dl>${parts.join('\n')}</dl>
<footer>Exported ${html(isoTime(startedAt, zone))} by ${html(who)} with ${html(run.application)} from ${html(run.shown.url)}. ${doesNotProve}</footer>
</body>
</html>
`
}

const writers = { csv: csvOf, html: htmlOf } as const

/** What the file is, for whoever is handed it. Times are ISO 8601 in UTC. */
function manifestOfState(
  { run, rows, coverage, startedAt, who, state, changed }: Written,
  file: { readonly path: string; readonly sha256: string; readonly bytes: number },
): object {
  const utc = (ms: number): string => isoTime(ms, 'UTC')
  const { request } = run
  return {
    what: 'State rebuilt from an IAM audit log',
    application: run.application,
    tenant: run.shown,
    subject: request.subject,
    name: request.name,
    asOf: utc(request.at),
    zone: request.zone,
    rows: rows.length,
    doubts: state.doubts.map((doubt) => doubtText(doubt, utc)),
    ...(request.format === 'csv' && { changedCells: changed.summary(csvChanges) }),
    coverage: {
      intervals: coverage.intervals.map(({ from, to }) => ({ from: utc(from), to: utc(to) })),
      gaps: coverage.gaps.map(({ from, to, cause }) => ({ from: utc(from), to: utc(to), cause })),
    },
    startedAt: utc(startedAt),
    who,
    doesNotProve,
    files: [{ name: basename(file.path), bytes: file.bytes, rows: rows.length, sha256: file.sha256 }],
  }
}
