import { neutralised } from '@language/formula.ts'
import type { ByteWriter, ByteSource } from './bytes.ts'
import type { Cell } from './cells.ts'
import { unchanged, type CellChange } from './changed-cells.ts'
import { visible } from './visible.ts'

/**
 * RFC 4180, and what a spreadsheet would make of it. Where a part of a cell could be run as a formula a `'` is put before it, unless the export is
 * exact (OWASP, *CSV Injection*). A part begins where the cell does and, because a spreadsheet may separate cells by something else than we do and
 * then reads no quotation marks of ours, after a semicolon, a tab, a bar or a line break in it. Which cells were changed is recorded; taking one
 * `'` from each of those places gives the original back, as a `'` that stands there already gets one more.
 */
// A semicolon and a tab separate cells in some spreadsheets; blanks at an end are lost by some readers.
const needsQuotes = /[",;\t\r\n\0]|^\s|\s$/

export const lineEnd = '\r\n'
/** Rows of one sheet in Excel, the header among them. */
export const excelRows = 1_048_576
/** Tells a spreadsheet that the text is UTF-8. */
export const byteOrderMark = '\uFEFF'

const halves = 'Half a character (a lone surrogate) has no UTF-8: it stands as ⟨U+…⟩ with its number'
/** What is done to cells, for manifests. */
export const csvChanges = {
  neutralised:
    "Where a spreadsheet could run a part of a cell as a formula (at its beginning, or after a semicolon, tab, bar or line break in it), one ' was put before that part",
  replaced: `${halves}; so does a NUL, at which many readers end a cell`,
}
export const exactCsvChanges = { replaced: halves }

/** Halves of characters have no UTF-8; at a NUL many readers end the cell, or the file. */
const [unwritable, unreadable] = [/\p{Surrogate}/u, /[\0\p{Surrogate}]/u]
const [everyUnwritable, everyUnreadable] = [/\p{Surrogate}/gu, /[\0\p{Surrogate}]/gu]

/** Half a character is replaced even where the cell is exact: there are no bytes for it. */
export function csvCell(text: string, exact: boolean): Cell {
  const isReplaced = (exact ? unwritable : unreadable).test(text)
  const whole = isReplaced ? text.replace(exact ? everyUnwritable : everyUnreadable, (each) => visible(each)) : text
  const shown = exact ? whole : neutralised(whole)
  return {
    text: needsQuotes.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown,
    changes: changesOf(shown !== whole, isReplaced),
  }
}

function changesOf(isNeutralised: boolean, isReplaced: boolean): readonly CellChange[] {
  if (!isNeutralised && !isReplaced) return unchanged
  return [...(isNeutralised ? (['neutralised'] as const) : []), ...(isReplaced ? (['replaced'] as const) : [])]
}

/** By byte: what makes quotes needed, after what a part of a cell begins, and what is not written as it is. */
const [quotes, parts, unwritten] = [1, 2, 4]
const kinds = new Uint8Array(256)
for (const character of '",;\t\r\n') kinds[character.charCodeAt(0)] = quotes
kinds[0] = unwritten
for (const character of ';|\t\r\n') kinds[character.charCodeAt(0)] = (kinds[character.charCodeAt(0)] as number) | parts
/** By byte: nothing after which a part still begins. What is not ASCII may be a blank or a full-width form. */
const harmless = new Uint8Array(256)
for (let byte = 33; byte < 127; byte++) harmless[byte] = Number(!`=+-@"'`.includes(String.fromCharCode(byte)))

/**
 * {@link csvCell} of a text that lies in bytes. Answers false, and writes nothing, where its ends are blank, not ASCII, or where one of its parts
 * could be a formula, or a NUL is in it: then the text has to be looked at.
 */
export function putCsvCell(out: ByteWriter, from: ByteSource, start: number, end: number): boolean {
  if (start === end) return true
  const { bytes } = from
  const last = bytes[end - 1] as number
  if (harmless[bytes[start] as number] === 0 || last <= 32 || last >= 127) return false
  let i = start
  while (i < end && kinds[bytes[i] as number] === 0) i++
  if (i === end) out.put(from, start, end)
  else {
    const before = out.size
    const found = out.quoted(from, start, end, kinds)
    if ((found & unwritten) !== 0 || ((found & parts) !== 0 && hasDoubtfulPart(bytes, i, end))) {
      out.cut(before)
      return false
    }
    if ((found & quotes) === 0) {
      out.cut(before)
      out.put(from, start, end)
    }
  }
  return true
}

/** Whether what follows a separator may be a formula; blanks are not looked past. */
function hasDoubtfulPart(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i + 1 < end; i++)
    if (((kinds[bytes[i] as number] as number) & parts) !== 0 && harmless[bytes[i + 1] as number] === 0) return true
  return false
}
