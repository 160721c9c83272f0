import { SaxesParser } from 'saxes'
import { fail } from '@contract/errors.ts'
import type { Archive } from './archive.ts'
import { rowOf } from '../../connector/cells.ts'
import { cutOff } from './failures.ts'

/** Characters of the texts that cells share: they are kept until the last row, because any row may name any of them. */
const mostShared = 64 * 1024 * 1024
/** Days of a workbook count from here. */
const dayZero = Date.UTC(1899, 11, 30)
const dayMs = 86_400_000
/** Number formats that are dates without saying so: ECMA-376, 18.8.30. */
const dateFormats: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57])

/**
 * The rows of the first sheet that has any, as CSV, one a piece or several. Dates are written `2026-01-31T10:00:00.000`, without a zone, because a workbook knows
 * none.
 */
export async function* workbookRows(packed: Archive, name: string): AsyncIterable<Buffer> {
  const shared = await sharedTexts(packed, name)
  const isDate = await dateStyles(packed, name)
  const sheets = packed.files
    .map((file) => file.name)
    .filter((file) => /^xl\/worksheets\/[^/]+\.xml$/.test(file))
    .sort((a, b) => numberIn(a) - numberIn(b))
  for (const sheet of sheets) {
    let isEmpty = true
    for await (const rows of sheetRows(packed, sheet, { shared, isDate, name })) {
      isEmpty = false
      yield rows
    }
    if (!isEmpty) return
  }
}

const numberIn = (name: string): number => Number(/(\d+)\.xml$/.exec(name)?.[1] ?? 0)

interface Known {
  readonly shared: readonly string[]
  readonly isDate: readonly boolean[]
  readonly name: string
}

async function* sheetRows(packed: Archive, sheet: string, { shared, isDate, name }: Known): AsyncIterable<Buffer> {
  let [cells, column, kind, style, text, takes]: [string[], number, string, number, string, boolean] = [[], 0, 'n', 0, '', false]
  let rows = ''
  const parser = new SaxesParser()
  parser.on('opentag', ({ name: tag, attributes }) => {
    if (tag === 'row') [cells, column] = [[], 0]
    else if (tag === 'c') {
      column = columnOf(attributes['r']) ?? column
      kind = attributes['t'] ?? 'n'
      style = Number(attributes['s'] ?? 0)
      text = ''
    } else takes = tag === 'v' || tag === 't'
  })
  parser.on('text', (piece) => {
    if (takes) text += piece
  })
  parser.on('closetag', ({ name: tag }) => {
    takes = false
    if (tag === 'c') {
      while (cells.length < Math.min(column, mostColumns)) cells.push('')
      cells[column] = kind === 's' ? (shared[Number(text)] ?? '') : kind === 'n' && isDate[style] ? dateOf(text) : text
      column++
    } else if (tag === 'row' && cells.some((cell) => cell !== '')) rows += `${rowOf(cells)}\n`
  })
  for await (const _ of parsed(packed, sheet, parser, name)) {
    if (rows.length < 256 * 1024) continue
    yield Buffer.from(rows, 'utf8')
    rows = ''
  }
  if (rows !== '') yield Buffer.from(rows, 'utf8')
}

const mostColumns = 16_384

/** `C7` is the third column, from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(reference ?? '')?.[1]
  return letters === undefined ? undefined : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function dateOf(text: string): string {
  const days = Number(text)
  return text === '' || !Number.isFinite(days) || days < 0 || days > 2_958_466
    ? text
    : new Date(dayZero + Math.round(days * dayMs)).toISOString().slice(0, -1)
}

async function sharedTexts(packed: Archive, name: string): Promise<string[]> {
  const texts: string[] = []
  let [text, takes, size, phonetic] = ['', false, 0, false]
  const parser = new SaxesParser()
  parser.on('opentag', ({ name: tag }) => {
    if (tag === 'si') text = ''
    if (tag === 'rPh') phonetic = true
    takes = tag === 't' && !phonetic
  })
  parser.on('text', (piece) => {
    if (takes) text += piece
  })
  parser.on('closetag', ({ name: tag }) => {
    takes = false
    if (tag === 'rPh') phonetic = false
    if (tag !== 'si') return
    texts.push(text)
    size += text.length
    if (size > mostShared) throw fail('file-too-large', `${name} shares more text between its cells than can be kept in memory.`, 'Save it as CSV, then import that.') // prettier-ignore
  })
  for await (const _ of parsed(packed, 'xl/sharedStrings.xml', parser, name));
  return texts
}

/** By style, whether its numbers are dates. */
async function dateStyles(packed: Archive, name: string): Promise<boolean[]> {
  const own = new Set<number>()
  const styles: boolean[] = []
  let inCells = false
  const parser = new SaxesParser()
  parser.on('opentag', ({ name: tag, attributes }) => {
    if (tag === 'cellXfs') inCells = true
    if (tag === 'numFmt' && isDateFormat(attributes['formatCode'] ?? '')) own.add(Number(attributes['numFmtId']))
    if (tag !== 'xf' || !inCells) return
    const format = Number(attributes['numFmtId'] ?? 0)
    styles.push(dateFormats.has(format) || own.has(format))
  })
  parser.on('closetag', ({ name: tag }) => {
    if (tag === 'cellXfs') inCells = false
  })
  for await (const _ of parsed(packed, 'xl/styles.xml', parser, name));
  return styles
}

/** A format with a year, a day, an hour or a second outside of quoted text and brackets. */
const isDateFormat = (format: string): boolean => /[ydhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))

/** Feeds a part of the workbook to a parser, a piece at a time; a part that is not there has nothing to say. */
async function* parsed(packed: Archive, part: string, parser: SaxesParser, name: string): AsyncIterable<true> {
  if (!packed.files.some((file) => file.name === part)) return
  const decoder = new TextDecoder('utf-8', { fatal: true })
  parser.on('error', () => {
    throw cutOff(name)
  })
  // Entities of its own could make a page of one line; a workbook has none.
  parser.on('doctype', () => {
    throw cutOff(name)
  })
  for await (const piece of packed.read(part)) {
    try {
      parser.write(decoder.decode(piece, { stream: true }))
    } catch (thrown) {
      throw thrown instanceof TypeError ? cutOff(name) : thrown
    }
    yield true
  }
  parser.close()
}
