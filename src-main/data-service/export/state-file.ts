import { basename } from 'node:path'
import type { ExportRecord, StateFileRequest, StateFileRun } from '@contract/export.ts'
import type { SubjectState } from '@contract/history.ts'
import { doubtText, existenceText, stateParts, subjectKind } from '@language/state-text.ts'
import { ChangedCells } from './changed-cells.ts'
import { byteOrderMark, csvCell, csvChanges, lineEnd } from './csv.ts'
import { isoTime } from './iso-time.ts'
import { doesNotProve } from './manifest.ts'
import { policyFor, style } from './report/style.ts'
import { html } from './report/text.ts'
import { writeSmallFile, type Begun, type SmallFilePorts, type WholeFile } from './small-file.ts'

interface StateFilePorts extends SmallFilePorts {
  readonly states: () => Promise<readonly SubjectState[]>
}

/** A state in the words of its file. */
interface Written extends Begun {
  readonly run: StateFileRun
  readonly state: SubjectState
  readonly rows: readonly Row[]
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
export function runStateFile(run: StateFileRun, { states, ...ports }: StateFilePorts): Promise<ExportRecord> {
  const { request } = run
  return writeSmallFile(run, { format: request.format, query: '', description: titleOf(run) }, ports, async (begun) => {
    const [state] = await states()
    if (state === undefined) throw new Error('One time was asked for')
    const rows = rowsOf(state, request.zone)
    const written: Written = { run, state, rows, ...begun, changed: new ChangedCells() }
    return { bytes: writers[request.format](written), rows: rows.length, manifest: (file) => manifestOfState(written, file) }
  })
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
function manifestOfState({ run, rows, coverage, startedAt, who, state, changed }: Written, file: WholeFile): object {
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
