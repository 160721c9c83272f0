import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { fail } from '@contract/errors.ts'
import { exportFormats } from '@contract/export-formats.ts'
import type { LinesFormat } from '@contract/export.ts'
import { ChangedCells, type CellChange } from '../changed-cells.ts'
import { byteOrderMark, csvCell, csvChanges, lineEnd } from '../csv.ts'
import { isoTime } from '../iso-time.ts'
import type { Print } from '../printing.ts'
import { policyFor, style } from '../report/style.ts'
import { breakable, html } from '../report/text.ts'
import { rowOf, xlsxCell } from '../xlsx/cell.ts'
import { fixedParts, sheetEnd, sheetHead, sheetPath, type Sheet } from '../xlsx/parts.ts'
import { xlsxChanges } from '../write-xlsx.ts'
import { factsOf, manifestOf, what, type ToldOfLines } from './about.ts'

export interface LinesToWrite extends Omit<ToldOfLines, 'changed' | 'listed'> {
  readonly print: Print | null
  readonly signal: AbortSignal
}
export interface WrittenLines {
  readonly bytes: string | Uint8Array
  readonly changed: object | null
}

const titleOf = ({ run }: Pick<ToldOfLines, 'run'>): string => run.request.report.title || `${what[run.request.of.kind]}: ${run.shown.name}`

/** Lines of access in every format in which they are written. What is in a cell is text: nothing of it runs, and nothing is markup. */
export const linesWriters: Readonly<Record<LinesFormat, (lines: LinesToWrite) => Promise<WrittenLines> | WrittenLines>> = {
  csv: ({ table: { titles, rows } }) => {
    const changed = new ChangedCells()
    const line = (cells: readonly string[], row: number): string =>
      cells.map((cell, at) => noted(csvCell(cell, false), changed, row, titles[at])).join(',') + lineEnd
    return {
      bytes: byteOrderMark + line(titles, 0) + rows.map((row, at) => line(row, at + 1)).join(''),
      changed: changed.summary(csvChanges),
    }
  },
  xlsx: writeWorkbook,
  json: (lines) => {
    const manifest = manifestOf({ ...lines, listed: lines.table.rows.length, changed: null }, null)
    const objects = lines.table.lines.map((line) => JSON.stringify(withoutKeys(line)))
    return { bytes: `{"manifest":${JSON.stringify(manifest, null, 1)},\n"lines":[\n${objects.join(',\n')}\n]}\n`, changed: null }
  },
  html: async (lines) => ({ bytes: await pageOf(lines, lines.table.rows.length), changed: null }),
  pdf: async (lines) => {
    if (!lines.print)
      throw fail(
        'invalid-request',
        'A PDF is made by the application’s own executable, not by plain Node.',
        'Export as html and print that.',
      )
    const listed = Math.min(exportFormats.pdf.most ?? Infinity, lines.table.rows.length)
    return { bytes: await lines.print(await pageOf(lines, listed), lines.signal), changed: null }
  },
}

function noted(
  { text, changes }: { readonly text: string; readonly changes: readonly CellChange[] },
  changed: ChangedCells,
  row: number,
  title = '',
): string {
  changed.note(row, title, changes)
  return text
}

const times = new Set(['since', 'until', 'first', 'last', 'at'])

/** A line as it is, without what only this application knows entries by; times as ISO 8601 in UTC. */
function withoutKeys(value: unknown, name = ''): unknown {
  if (typeof value === 'number' && times.has(name)) return isoTime(value, 'UTC')
  if (Array.isArray(value)) return value.map((each) => withoutKeys(each, name === 'times' ? 'at' : ''))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([member]) => member !== 'key' && member !== 'endedBy')
  return Object.fromEntries(members.map(([member, inner]) => [member, withoutKeys(inner, member)]))
}

const chunk = 2_000
const widths: Readonly<Record<string, number>> = {
  user: 32,
  role: 28,
  path: 32,
  says: 60,
  doubts: 48,
  entries: 48,
  permission: 32,
  roles: 40,
}

async function writeWorkbook(lines: LinesToWrite): Promise<WrittenLines> {
  const { table, begun } = lines
  const { titles, rows } = table
  const changed = new ChangedCells()
  const size = { columns: titles.length, rows: rows.length + 1 }
  function* sheet(): Generator<Buffer> {
    yield Buffer.from(sheetHead(titles.map((title) => widths[title] ?? 18), true) + rowOf(titles, 1)) // prettier-ignore
    for (let from = 0; from < rows.length; from += chunk) {
      const part = rows.slice(from, from + chunk)
      const cellsOf = (row: readonly string[], at: number): string =>
        row.map((cell, column) => noted(xlsxCell(cell), changed, from + at + 1, titles[column])).join('')
      yield Buffer.from(part.map((row, at) => `<row>${cellsOf(row, at)}</row>`).join(''))
    }
    yield Buffer.from(sheetEnd(size))
  }
  const zip = new ZipFile()
  zip.addReadStream(Readable.from(sheet()), sheetPath(1), { compressionLevel: 1 })
  const title = titleOf(lines)
  const facts = factsOf({ ...lines, listed: rows.length }).flatMap(({ name, sentences }) =>
    sentences.map((text, at) => [at === 0 ? name : '', text] as const),
  )
  const { reference, preparedBy, reviewedBy } = lines.run.request.report
  const given = ([['Reference', reference], ['Prepared by', preparedBy], ['Reviewed by', reviewedBy]] as const).filter(([, text]) => text !== '') // prettier-ignore
  const cell = (text: string, format: number): string => rowOf([text], format).slice('<row>'.length, -'</row>'.length)
  const about = [...given, ...facts].map(([name, text]) => `<row>${cell(name, 4)}${cell(text, 2)}</row>`)
  zip.addBuffer(Buffer.from([sheetHead([22, 110], false), rowOf([title], 1), ...about, sheetEnd(null)].join('')), sheetPath(2))
  const sheets: readonly Sheet[] = [{ name: 'Lines', table: size }, { name: 'About', table: null }] // prettier-ignore
  for (const [path, text] of fixedParts(sheets, { title, author: begun.who })) zip.addBuffer(Buffer.from(text), path)
  zip.end()
  const failed = new Promise<never>((_, reject) => zip.on('error', reject))
  const bytes = await Promise.race([buffer(zip.outputStream), failed])
  return { bytes, changed: changed.summary(xlsxChanges) }
}

/** A page that needs nothing else: no script, no picture, no network. */
async function pageOf(lines: LinesToWrite, listed: number): Promise<string> {
  const { run, table } = lines
  // Only a report draws with it.
  const { fontFaces } = await import('../report/fonts.ts')
  const sheet = `${fontFaces}\n${style}`
  const { reference, preparedBy, reviewedBy } = run.request.report
  const title = titleOf(lines)
  const facts = factsOf({ ...lines, listed }).map(
    ({ name, sentences, tone }) => `<dt>${name}</dt><dd${tone ? ` class="${tone}"` : ''}>${sentences.map(html).join('<br>')}</dd>`,
  )
  const head = table.titles.map((each) => `<th scope="col">${html(each.replaceAll('_', ' '))}</th>`).join('')
  const row = (cells: readonly string[]): string =>
    `<tbody><tr class="first">${cells.map((cell) => `<td>${breakable(cell)}</td>`).join('')}</tr></tbody>`
  const by = [preparedBy && `Prepared by ${html(preparedBy)}`, reviewedBy && `Reviewed by ${html(reviewedBy)}`].filter(Boolean).join(' · ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(sheet)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${html(title)}</title>
<style>${sheet}</style>
</head>
<body>
<header><h1>${html(title)}</h1>
<p class="muted">${reference === '' ? '' : `Reference ${html(reference)} · `}${html(what[run.request.of.kind])}.</p>${by === '' ? '' : `<p>${by}</p>`}</header>
<dl>${facts.join('\n')}</dl>
<h2 id="lines">${table.rows.length.toLocaleString('en')} ${table.rows.length === 1 ? 'line' : 'lines'}</h2>
${listed === 0 ? '<p>There is none.</p>' : `<table class="entries" aria-labelledby="lines"><thead><tr>${head}</tr></thead>\n${table.rows.slice(0, listed).map(row).join('\n')}\n</table>`}
<footer>The SHA-256 of this file is in the ledger of exports of the application that wrote it.</footer>
</body>
</html>
`
}
