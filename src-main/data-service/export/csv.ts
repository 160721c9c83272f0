import type { ByteWriter, Source } from './bytes.ts'
import type { Cell } from './cells.ts'

/**
 * RFC 4180, and what a spreadsheet would make of it. A cell that begins like a formula is prefixed with `'` unless the
 * export is exact (OWASP, *CSV Injection*); which cells were changed is recorded, so that the original can be had back.
 */
// `=`, `+`, `-`, `@` and their full-width forms, tab, CR, LF, NUL.
const formula = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n\0]/
// A semicolon and a tab separate cells in some spreadsheets; blanks at an end are lost by some readers.
const needsQuotes = /[",;\t\r\n\0]|^\s|\s$/

export const lineEnd = '\r\n'
/** Rows of one sheet in Excel, the header among them. */
export const excelRows = 1_048_576
/** Tells a spreadsheet that the text is UTF-8. */
export const byteOrderMark = '\uFEFF'

export function csvCell(text: string, exact: boolean): Cell {
  const changed = !exact && formula.test(text)
  const shown = changed ? `'${text}` : text
  return { text: needsQuotes.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown, changed }
}

/** By byte: 1 makes quotes needed. */
const special = new Uint8Array(256)
for (const character of '",;\t\r\n\0') special[character.charCodeAt(0)] = 1

/**
 * {@link csvCell} of a text that lies in bytes. Answers false, and writes nothing, where its ends are blank, not ASCII, or begin
 * a formula: then the text has to be looked at.
 */
export function putCsvCell(out: ByteWriter, from: Source, start: number, end: number): boolean {
  if (start === end) return true
  const { bytes } = from
  if (!isPlainEnd(bytes[start] as number) || !isPlainEnd(bytes[end - 1] as number)) return false
  let i = start
  while (i < end && special[bytes[i] as number] === 0) i++
  if (i === end) out.put(from, start, end)
  else out.quoted(from, start, end)
  return true
}

const isPlainEnd = (byte: number): boolean => byte > 32 && byte < 127 && byte !== 43 && byte !== 45 && byte !== 61 && byte !== 64
