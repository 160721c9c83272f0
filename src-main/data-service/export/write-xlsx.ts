import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { ByteWriter } from './bytes.ts'
import { Rows, type CellFormat } from './cells.ts'
import { tableColumns } from './columns.ts'
import { ChangedCells } from './changed-cells.ts'
import { misfitsOf } from './misfits.ts'
import { tableNotes } from './table-notes.ts'
import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import { stepEntries, Turns } from './turns.ts'
import { aboutSheet } from './xlsx/about.ts'
import { cellAfter, cellBefore, rowOf, xlsxCell } from './xlsx/cell.ts'
import { xlsxDates } from './xlsx/date.ts'
import { fixedParts, sheetEnd, sheetHead, sheetPath, type Sheet } from './xlsx/parts.ts'

const format: CellFormat = {
  cell: xlsxCell,
  before: cellBefore,
  after: cellAfter,
  times: xlsxDates,
  numberBefore: '<c><v>',
  numberAfter: '</v></c>',
  between: '',
  rowBefore: '<row>',
  rowAfter: '</row>',
}
/** Fast: the markup around a cell is most of it and compresses by itself. */
const compressionLevel = 1
/** A zip's part of unknown size may not grow over 4 GB. */
const sheetBytes = 3_500_000_000
const pieceBytes = 256 * 1024
const widths: Readonly<Record<string, number>> = {
  row: 9,
  time: 24,
  received_at: 24,
  time_text: 30,
  user: 32,
  user_email: 32,
  resource: 32,
  target: 32,
  note: 60,
  user_agent: 40,
}

/** A workbook: the entries in as many sheets as they need, each cell a text, a date or the row's number, and what this is in the last sheet. */
export async function writeXlsx(job: Job): Promise<FormatNotes> {
  const { request, keys } = job
  const file = await job.part(1)
  const { notes: withNotes, timeTexts } = request
  const columns = tableColumns(request.columns, { notes: withNotes, timeTexts, defaultStatus: job.summary.readBy.defaultStatus !== null })
  // A date knows no zone: its column's name says it.
  const headers = columns.map(({ header, from }) => (from === 'time' || from === 'received' ? `${header} (${request.zone})` : header))
  const changed = new ChangedCells()
  const rows = new Rows(job, columns, format, (row, column, changes) => changed.note(row, column, changes))
  const sheets = new Sheets(job, rows, { headers, widths: columns.map(({ header }) => widths[header] ?? 18) })
  const zip = new ZipFile()
  const failed = new Promise<never>((_, reject) => zip.on('error', reject))
  const add = async (stream: Readable, path: string): Promise<void> => {
    zip.addReadStream(stream, path, { compressionLevel })
    await finished(stream)
  }
  const misfits = await misfitsOf(job)
  const written: Sheet[] = []
  const notes = (): FormatNotes => ({
    columns: headers,
    sheets: written.map(({ name }) => name),
    cells: 'texts, but for times, which are dates where a workbook can have them, and row numbers',
    ...tableNotes(job.summary, rows, misfits),
    changedCells: changed.summary(xlsxChanges),
  })
  const fill = async (): Promise<void> => {
    do {
      const number = written.length + 1
      const from = sheets.at
      await add(Readable.from(sheets.next()), sheetPath(number))
      const table = { columns: headers.length, rows: sheets.at - from + 1 }
      written.push({ name: number === 1 ? 'Entries' : `Entries ${number}`, table })
    } while (sheets.at < keys.length)
    written.push({ name: 'About', table: null })
    await add(Readable.from([Buffer.from(aboutSheet(job.summary, changed.summary(xlsxChanges)))]), sheetPath(written.length))
    const title = request.report.title || `IAM audit log of ${job.summary.run.shown.name}`
    for (const [path, text] of fixedParts(written, { title, author: job.summary.who })) zip.addBuffer(Buffer.from(text), path)
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

export const xlsxChanges = {
  replaced: 'Characters that XML forbids (NUL and other controls, half a character) or no reader sees stand as ⟨U+…⟩',
  cut: 'A text longer than the 32,767 characters of a cell is cut, and ends with how many it had',
}

/** The entries, a sheet after the other. */
class Sheets {
  /** Entries that were written. */
  at = 0
  private readonly out = new ByteWriter()
  private readonly turns: Turns

  constructor(
    private readonly job: Job,
    private readonly rows: Rows,
    private readonly head: { readonly headers: readonly string[]; readonly widths: readonly number[] },
  ) {
    this.turns = new Turns(job.signal)
  }

  /** The next sheet's XML in pieces; it ends where the entries or the sheet's rows do. */
  async *next(): AsyncGenerator<Buffer> {
    const { job, out, rows, turns } = this
    const { keys } = job
    const end = Math.min(keys.length, this.at + job.sheetRows - 1)
    const from = this.at
    out.text(sheetHead(this.head.widths, true))
    out.text(rowOf(this.head.headers, 1))
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
    out.text(sheetEnd({ columns: this.head.headers.length, rows: this.at - from + 1 }))
    yield Buffer.from(out.take())
  }
}
