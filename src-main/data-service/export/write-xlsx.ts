import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { ByteWriter } from './bytes.ts'
import { Rows, type CellFormat } from './cells.ts'
import { tableColumns } from './columns.ts'
import { ChangedCells } from './changed-cells.ts'
import { manifestOf, type FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { stepEntries, Turns } from './turns.ts'
import { cellAfter, cellBefore, xlsxCell } from './xlsx/cell.ts'
import { fixedParts, sheetEnd, sheetHead, sheetPath } from './xlsx/parts.ts'

const format: CellFormat = {
  cell: xlsxCell,
  before: cellBefore,
  after: cellAfter,
  between: '',
  rowBefore: '<row>',
  rowAfter: '</row>',
}
/** Fast: the markup around a cell is most of it and compresses by itself. */
const compressionLevel = 1
/** A zip's part of unknown size may not grow over 4 GB. */
const sheetBytes = 3_500_000_000
const pieceBytes = 256 * 1024
const widths: Readonly<Record<string, number>> = { time: 27, user: 32, user_email: 32, resource: 32, target: 32, note: 60, user_agent: 40 }

/** A workbook: the entries in as many sheets as they need, every cell a text, and what this is in the last sheet. */
export async function writeXlsx(job: Job): Promise<FormatNotes> {
  const { request, keys } = job
  const file = await job.part(1)
  const columns = tableColumns(request.columns, request.notes)
  const headers = columns.map(({ header }) => header)
  const changed = new ChangedCells()
  const sheets = new Sheets(job, new Rows(job, columns, format, (row, column) => changed.note(row, column)), headers)
  const zip = new ZipFile()
  const failed = new Promise<never>((_, reject) => zip.on('error', reject))
  const add = async (stream: Readable, path: string): Promise<void> => {
    zip.addReadStream(stream, path, { compressionLevel })
    await finished(stream)
  }
  const names: string[] = []
  const notes = (): FormatNotes => ({ columns: headers, sheets: names, cells: 'texts', changed: changed.summary, changedHow })
  const fill = async (): Promise<void> => {
    do {
      names.push(names.length === 0 ? 'Entries' : `Entries ${names.length + 1}`)
      await add(Readable.from(sheets.next()), sheetPath(names.length))
    } while (sheets.at < keys.length)
    names.push('About')
    const about = aboutSheet(manifestOf(job.summary, notes(), null, null))
    await add(Readable.from([Buffer.from(about)]), sheetPath(names.length))
    for (const [path, text] of fixedParts(names)) zip.addBuffer(Buffer.from(text), path)
    zip.end()
  }
  const drain = async (): Promise<void> => {
    for await (const bytes of zip.outputStream) {
      await file.write(bytes)
      file.entries = sheets.at
    }
  }
  const all = Promise.all([fill(), drain()])
  // The first failure is the one to tell; what else falls with it has been told.
  all.catch(() => undefined)
  await Promise.race([all, failed])
  return notes()
}

const changedHow =
  'Characters that XML forbids or no reader sees stand as ⟨U+…⟩; a text longer than the 32,767 characters of a cell is cut and says so'

/** The entries, a sheet after the other. */
class Sheets {
  /** Entries that were written. */
  at = 0
  private readonly out = new ByteWriter()
  private readonly turns: Turns

  constructor(
    private readonly job: Job,
    private readonly rows: Rows,
    private readonly headers: readonly string[],
  ) {
    this.turns = new Turns(job.signal)
  }

  /** The next sheet's XML in pieces; it ends where the entries or the sheet's rows do. */
  async *next(): AsyncGenerator<Buffer> {
    const { job, out, rows, turns } = this
    const { keys } = job
    const end = Math.min(keys.length, this.at + job.sheetRows - 1)
    out.text(sheetHead(this.headers.map((header) => widths[header] ?? 18), true)) // prettier-ignore
    out.text(rowOf(this.headers, 1))
    let written = 0
    while (this.at < end && written < sheetBytes) {
      const until = Math.min(end, this.at + stepEntries)
      const coming = rows.prepare(keys, this.at, until)
      if (coming) await turns.waitFor(coming)
      rows.put(out, keys, this.at, until)
      this.at = until
      if (out.size >= pieceBytes) {
        written += out.size
        // The bytes are used again: what takes them keeps them for a while.
        yield Buffer.from(out.take())
      }
      if (turns.due) {
        job.progress(this.at)
        await turns.give()
      }
    }
    out.text(sheetEnd)
    yield Buffer.from(out.take())
  }
}

const rowOf = (texts: readonly string[], style: number): string =>
  `<row>${texts.map((text) => xlsxCell(text).text.replace('<c', `<c s="${style}"`)).join('')}</row>`

/** A manifest as rows of name and value, for who has only the workbook. */
function aboutSheet(manifest: object): string {
  const rows = leaves(manifest).map(([name, value]) => rowOf([name, value], 2))
  return `${sheetHead([36, 110], false)}${rows.join('')}${sheetEnd}`
}

function leaves(value: unknown, name = ''): [name: string, value: string][] {
  if (value === null || value === undefined) return [[name, '']]
  if (typeof value !== 'object') return [[name, typeof value === 'string' ? value : JSON.stringify(value)]]
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return [[name, value.join(', ')]]
  return Object.entries(value).flatMap(([key, each]) => {
    const label = Array.isArray(value) ? String(Number(key) + 1) : key
    return leaves(each, name === '' ? label : `${name} ${label}`)
  })
}
