import type { AppFailure } from '@contract/errors.ts'
import { fail } from '@contract/errors.ts'
import type { FileEncoding } from '@contract/import.ts'
import { separatorOf, cellsOf } from '../connector/cells.ts'
import { Decoding, encodingByMark, looksWide, wideFailure } from './readers/decoding.ts'
import { Elements } from './readers/elements.ts'
import { about, isEmptyFile } from './readers/failures.ts'
import type { InputFile } from './readers/inputs.ts'
import { Lines } from './readers/lines.ts'
import { longestRecord, type RecordBatch, type Splitter } from './readers/record-batch.ts'
import { Rows } from './readers/rows.ts'

/** Bytes of a file that are looked at, where its first record is not longer. */
const lookedAt = 256 * 1024
/** Records of a file that are looked at before it is read. */
export const mostSampled = 200

/** How a file is cut into records, found out from its beginning. */
export type Shape =
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'json'; readonly beginning: Buffer }
  | {
      readonly kind: 'csv' | 'xlsx'
      readonly header: Buffer
      readonly before: number
      readonly columns: readonly string[]
      readonly separator: string
    }

/** A file as far as its beginning says. */
export interface Beginning {
  readonly input: InputFile
  readonly encoding: FileEncoding
  readonly shape: Shape
  /** Texts of the first records; of JSON those of {@link samplesAt}. */
  readonly samples: readonly string[]
  /** What was looked at is all of it. */
  readonly isWhole: boolean
}

/** Looks at a file. Fails with what is wrong with it, in its name. */
export async function beginningOf(input: InputFile, declared: FileEncoding | undefined): Promise<Beginning> {
  try {
    return await look(input, declared)
  } catch (thrown) {
    throw about(input.name, thrown)
  }
}

async function look(input: InputFile, declared: FileEncoding | undefined): Promise<Beginning> {
  const pieces: Buffer[] = []
  let [encoding, decoding, size, isWhole]: [FileEncoding, Decoding | null, number, boolean] = [declared ?? 'utf-8', null, 0, true]
  for await (const piece of input.read()) {
    if (!decoding) {
      encoding = declared ?? encodingByMark(piece) ?? 'utf-8'
      if (encoding === 'utf-8' && !input.isWorkbook && looksWide(piece)) throw wideFailure()
      decoding = new Decoding(encoding)
    }
    const text = decoding.push(piece)
    pieces.push(text)
    size += text.length
    if (size >= lookedAt && (text.includes(10) || size > longestRecord)) {
      isWhole = false
      break
    }
  }
  const bytes = Buffer.concat(pieces)
  const first = bytes.findIndex((byte) => byte > 32)
  if (first < 0) throw isEmptyFile(input.name)
  const shape = shapeOf(bytes, first, input.isWorkbook, isWhole)
  const splitter = splitterOf(shape, [])
  return { input, encoding, shape, samples: shape.kind === 'json' ? [] : sampled(splitter, bytes, isWhole), isWhole }
}

function shapeOf(bytes: Buffer, first: number, isWorkbook: boolean, isWhole: boolean): Shape {
  const byte = bytes[first]
  if (!isWorkbook && (byte === 0x7b || byte === 0x5b)) {
    return byte === 0x7b && hasLines(bytes, first, isWhole) ? { kind: 'ndjson' } : { kind: 'json', beginning: bytes }
  }
  if (!isWorkbook && bytes.subarray(first, first + 1).toString() === '<') throw noLog('It is a web page or XML.')
  return tableOf(bytes, isWorkbook)
}

/** Whether the first line is an object of its own and another one follows: a page or an object alone goes over all of its lines. */
function hasLines(bytes: Buffer, first: number, isWhole: boolean): boolean {
  const end = bytes.indexOf(10, first)
  if (end < 0) return false
  const next = bytes.subarray(end).findIndex((byte) => byte > 32)
  if (next < 0 && isWhole) return false
  return isObject(bytes.toString('utf8', first, end)) || (next >= 0 && bytes[end + next] === 0x7b)
}

function isObject(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const mostBefore = 5

/** The first row with at least two cells names the columns: above it exports write a line or two about themselves. */
function tableOf(bytes: Buffer, isWorkbook: boolean): Shape {
  const guess = separatorOf(bytes.toString('utf8', 0, Math.min(bytes.length, 4096)).split(/\r?\n/, 1)[0] ?? '')
  const rows = sampledRaw(new Rows(Buffer.alloc(0), guess.charCodeAt(0)), bytes)
  for (const [before, row] of rows.slice(0, mostBefore).entries()) {
    const line = row.toString('utf8')
    const said = /^sep=(.)$/i.exec(line.trim())?.[1]
    if (said !== undefined) continue
    const separator = separatorOf(line)
    const cells = cellsOf(line, separator)
    const isLast = before === Math.min(rows.length, mostBefore) - 1
    if (cells.filter((cell) => cell.trim() !== '').length < 2 && !isLast) continue
    const header = Buffer.from(row)
    return { kind: isWorkbook ? 'xlsx' : 'csv', header, before, columns: namesOf(cells), separator }
  }
  throw noLog('It has no line that names columns.')
}

/** A name that another column has, too, is told apart; a column without one is named by its place. */
function namesOf(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, at) => {
    const name = cell.trim() || `column ${at + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

const noLog = (why: string): AppFailure =>
  fail('file-unknown', `The file is not a log that can be read. ${why}`, 'Export it as CSV, JSON, NDJSON or XLSX.')

/** What cuts a file of this shape into records; of JSON those of the list at `path`. */
export function splitterOf(shape: Shape, path: readonly string[]): Splitter {
  if (shape.kind === 'ndjson') return new Lines()
  if (shape.kind === 'json') return new Elements(path)
  return new Rows(shape.header, shape.separator.charCodeAt(0), shape.before)
}

/** Records of a JSON file at another place. */
export function samplesAt({ shape, isWhole }: Beginning, path: readonly string[]): string[] {
  return shape.kind === 'json' ? sampled(new Elements(path), shape.beginning, isWhole) : []
}

function sampled(splitter: Splitter, bytes: Buffer, isWhole: boolean): string[] {
  return sampledRaw(splitter, bytes, isWhole)
    .slice(0, mostSampled)
    .map((raw) => raw.toString('utf8'))
}

/** Of a beginning the last record may be cut off, and anything may be wrong: it is said when all of it is read. */
function sampledRaw(splitter: Splitter, bytes: Buffer, isWhole = true): Buffer[] {
  const batches: (RecordBatch | null)[] = []
  try {
    batches.push(splitter.push(bytes))
    if (isWhole) batches.push(splitter.end())
  } catch {
    // What came before it is enough to know the file by.
  }
  return batches.flatMap((batch) => (batch ? [...batch.starts].map((start, i) => batch.body.subarray(start, batch.ends[i])) : []))
}
