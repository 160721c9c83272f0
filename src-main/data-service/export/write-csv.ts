import { byteOrderMark, csvCell, lineEnd, Neutralised } from './csv.ts'
import { allHeaders, allValues, screenColumns } from './csv-columns.ts'
import type { FormatNotes } from './manifest.ts'
import type { Job } from './job.ts'
import type { OutputFile } from './output-file.ts'
import { chunksOf, readEntries } from './read.ts'

/** The lines of a chunk; `row` is the number of its first entry, from 1. */
type Lines = (keys: Uint32Array, row: number) => string | Promise<string>

interface Table {
  readonly headers: readonly string[]
  readonly lines: Lines
}

/** A table that a spreadsheet opens; split where a sheet ends. */
export async function writeCsv(job: Job): Promise<FormatNotes> {
  const { request, keys, signal } = job
  const neutralised = new Neutralised()
  const table = request.columns === 'all' ? everything(job, neutralised) : onScreen(job, request.columns, neutralised)
  const parts = new Parts(job, (request.exact ? '' : byteOrderMark) + table.headers.join(',') + lineEnd)
  let done = 0
  for await (const chunk of chunksOf(keys, signal)) {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + parts.room)
      await parts.add(await table.lines(piece, done + at + 1), piece.length)
      at += piece.length
    }
    job.progress((done += chunk.length))
  }
  if (done === 0) await parts.begin()
  return {
    columns: table.headers,
    exact: request.exact,
    ...(!request.exact && {
      neutralised: neutralised.summary,
      neutralisedHow: "A cell that a spreadsheet could run as a formula begins with '",
    }),
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

  async add(lines: string, entries: number): Promise<void> {
    const file = !this.file || this.isFull ? await this.begin() : this.file
    await file.write(lines)
    file.entries += entries
  }
}

function onScreen({ store, request }: Job, ids: Exclude<Job['request']['columns'], 'all'>, neutralised: Neutralised): Table {
  const columns = screenColumns(store, ids, request.zone, request.exact)
  return {
    headers: columns.map(({ header }) => header),
    lines: (keys, row) => {
      let text = ''
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i] as number
        for (let c = 0; c < columns.length; c++) {
          const column = columns[c] as (typeof columns)[number]
          const cell = column.cell(key)
          if (cell.neutralised) neutralised.note(row + i, column.header)
          text += c === 0 ? cell.text : `,${cell.text}`
        }
        text += lineEnd
      }
      return text
    },
  }
}

function everything({ store, request, signal }: Job, neutralised: Neutralised): Table {
  return {
    headers: allHeaders,
    lines: async (keys, row) => {
      const entries = await readEntries(store, keys, signal)
      let text = ''
      entries.forEach((entry, i) => {
        allValues(store, entry, request.zone).forEach((value, c) => {
          const cell = csvCell(value, request.exact)
          if (cell.neutralised) neutralised.note(row + i, allHeaders[c] ?? '')
          text += c === 0 ? cell.text : `,${cell.text}`
        })
        text += lineEnd
      })
      return text
    },
  }
}
