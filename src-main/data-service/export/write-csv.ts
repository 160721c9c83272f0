import { ByteWriter } from './bytes.ts'
import { Rows, type CellFormat } from './cells.ts'
import { ChangedCells } from './changed-cells.ts'
import { tableColumns } from './columns.ts'
import { byteOrderMark, csvCell, csvChanges, exactCsvChanges, putCsvCell, lineEnd } from './csv.ts'
import type { FormatNotes } from './manifest.ts'
import { misfitsOf } from './misfits.ts'
import { tableNotes } from './table-notes.ts'
import type { Job } from './job.ts'
import type { OutputFile } from './output-file.ts'
import { stepEntries, Turns } from './turns.ts'

const formatOf = (exact: boolean): CellFormat => ({
  cell: (text) => csvCell(text, exact),
  putPlain: putCsvCell,
  before: '',
  after: '',
  between: ',',
  numberBefore: '',
  numberAfter: '',
  rowBefore: '',
  rowAfter: lineEnd,
})

/** A table that a spreadsheet opens; split where a sheet ends. */
export async function writeCsv(job: Job): Promise<FormatNotes> {
  const { request, keys, signal, progress, summary } = job
  const { exact } = request
  const changed = new ChangedCells()
  const columns = tableColumns(request.columns, { notes: request.notes, defaultStatus: summary.readBy.defaultStatus !== null })
  const headers = columns.map(({ header }) => header)
  const rows = new Rows(job, columns, formatOf(exact), (row, column, changes) => changed.note(row, column, changes))
  const parts = new Parts(job, (exact ? '' : byteOrderMark) + headers.join(',') + lineEnd)
  const turns = new Turns(signal)
  const out = new ByteWriter()
  for (let at = 0; at < keys.length;) {
    const end = Math.min(keys.length, at + stepEntries, at + parts.room)
    const coming = rows.prepare(keys, at, end)
    if (coming) await turns.waitFor(coming)
    rows.put(out, keys, at, end)
    await parts.add(out.take(), end - at)
    at = end
    if (turns.due) {
      progress(at)
      await turns.give()
    }
  }
  if (keys.length === 0) await parts.begin()
  return {
    columns: headers,
    exact,
    ...tableNotes(summary, rows, await misfitsOf(job)),
    changedCells: exact ? changed.summary(exactCsvChanges) : changed.summary(csvChanges),
  }
}

/** One file after the other, each a sheet at most. */
class Parts {
  private file: OutputFile | null = null
  private number = 0

  constructor(
    private readonly job: Job,
    private readonly head: string,
  ) {}

  /** Entries that the sheet under way still takes; a full one is followed by another. */
  get room(): number {
    const most = this.job.sheetRows - 1
    return this.isFull ? most : most - (this.file?.entries ?? 0)
  }

  private get isFull(): boolean {
    return this.file !== null && this.file.entries >= this.job.sheetRows - 1
  }

  async begin(): Promise<OutputFile> {
    this.file = await this.job.part(++this.number)
    await this.file.write(this.head)
    return this.file
  }

  async add(lines: Buffer, entries: number): Promise<void> {
    const file = !this.file || this.isFull ? await this.begin() : this.file
    if (!file.take(lines)) await file.write(lines)
    file.entries += entries
  }
}
