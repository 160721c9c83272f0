import { stat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '@contract/errors.ts'
import type { FileEncoding } from '@contract/import.ts'
import { cellsOf } from '../connector/cells.ts'
import { beginningOf, splitterOf, type Beginning } from '../files/beginning.ts'
import { Decoding } from '../files/readers/decoding.ts'
import { about } from '../files/readers/failures.ts'
import { inputFiles } from '../files/readers/inputs.ts'

/** A table on the disk whose header was read. */
export interface Table {
  readonly beginning: Beginning
  readonly columns: readonly string[]
  /** When it was last written, ms by its file system. */
  readonly modifiedAt: number
}

export interface TableRow {
  /** The physical line on which it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** What was no row. */
export interface UnreadRow {
  readonly line: number
  readonly reason: string
}

/** Rows of a table, more than any list of users and roles has: each is kept in memory. */
const mostRows = 2_000_000

/** Opens a table: CSV and its kin, or a workbook; also packed. Fails with what is wrong with it. */
export async function openTable(path: string, encoding: FileEncoding | undefined): Promise<Table> {
  const inputs = await inputFiles([path])
  const [input] = inputs
  if (!input || inputs.length > 1)
    throw fail('file-unknown', `These are ${inputs.length} files.`, 'Choose the one that has users and roles.')
  const beginning = await beginningOf(input, encoding)
  const { shape } = beginning
  if (shape.kind !== 'csv' && shape.kind !== 'xlsx')
    throw fail('file-unknown', `${input.name} is no table: it is JSON.`, 'Export users and roles as CSV or XLSX.')
  return { beginning, columns: shape.columns, modifiedAt: Math.floor((await stat(input.disk.path)).mtimeMs) }
}

/** The rows that were looked at when it was opened. */
export function samplesOf({ beginning: { shape, samples } }: Table): string[][] {
  return 'separator' in shape ? samples.map((row) => cellsOf(row, shape.separator)) : []
}

/** All rows below the header, as many at a time as stand in one piece of the file. */
export async function* rowsOf(
  { beginning: { input, encoding, shape }, columns }: Table,
  signal: AbortSignal,
): AsyncGenerator<{ readonly rows: readonly TableRow[]; readonly unread: readonly UnreadRow[] }, void> {
  if (!('separator' in shape)) return
  const decoding = new Decoding(encoding)
  const splitter = splitterOf(shape, [])
  let seen = 0
  const cut = (batch: ReturnType<typeof splitter.push>) => {
    const rows: TableRow[] = []
    const unread: UnreadRow[] = (batch?.bad ?? []).map(({ line, reason }) => ({ line, reason: `It ${reason}.` }))
    for (let i = 0; batch && i < batch.starts.length; i++) {
      const line = batch.lines[i] as number
      const cells = cellsOf(batch.body.toString('utf8', batch.starts[i], batch.ends[i]), shape.separator)
      if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell !== ''))
        unread.push({ line, reason: `It has ${cells.length} cells, and the header ${columns.length}.` })
      else rows.push({ line, cells })
    }
    seen += rows.length + unread.length
    if (seen > mostRows)
      throw fail(
        'file-too-large',
        `${input.name} has more than ${mostRows.toLocaleString('en')} rows.`,
        'Cut it into several files, by user.',
      )
    return { rows, unread }
  }
  try {
    for await (const piece of input.read()) {
      if (signal.aborted) throw fail('cancelled', 'The comparison was called off.')
      yield cut(splitter.push(decoding.push(piece)))
      await nextTurn()
    }
    for (const last of [splitter.push(decoding.end()), splitter.end()]) yield cut(last)
  } catch (thrown) {
    throw about(input.name, thrown)
  }
}
