import type { LinesFormat } from '@contract/export.ts'
import { exportFormats, formatNames, type ExportFormat } from '@contract/export-formats.ts'
import type { Direction } from '@contract/log.ts'
import { countText } from '../../composables/number-format.ts'

export const formatOptions = formatNames.map((value) => ({ value, label: exportFormats[value].label }))

/** What a format is for, and what is to be known before so many entries are written. */
export function formatNotes(
  format: ExportFormat,
  entries: number,
  order: Direction,
): readonly { readonly text: string; readonly warning: boolean }[] {
  const { note, most, slowBeyond } = exportFormats[format]
  const text = most === null ? note : `${note} It lists at most ${countText(most)} entries.`
  const warnings = [
    most !== null && entries > most
      ? `Only the ${order === 'desc' ? 'newest' : 'oldest'} ${countText(most)} of ${countText(entries)} will be listed, and the file says so. Counts and histogram are of all.`
      : null,
    slowBeyond && entries > slowBeyond.entries ? slowBeyond.advice : null,
  ]
  return [{ text, warning: false }, ...warnings.flatMap((each) => (each === null ? [] : [{ text: each, warning: true }]))]
}

const linesAre: Readonly<Record<LinesFormat, string>> = {
  csv: 'For any spreadsheet. Where one could run a cell as a formula, a quote mark is put first; the manifest lists which.',
  xlsx: 'A workbook with a filter row and a sheet that says what it is. No formula can run.',
  json: 'One object: what this is, and a line each, for programs.',
  html: 'One page to read or print, which says what it is, what it leaves out and what was not fetched.',
  pdf: 'The page as it prints, with page numbers.',
}

/** The same of lines of access. */
export function linesNotes(format: LinesFormat, lines: number): readonly { readonly text: string; readonly warning: boolean }[] {
  const { most, slowBeyond } = exportFormats[format]
  const warnings = [
    most !== null && lines > most ? `Only the first ${countText(most)} of ${countText(lines)} will be listed, and the file says so.` : null,
    slowBeyond && lines > slowBeyond.entries ? 'A browser is slow with so many lines on one page; narrow them, or take CSV.' : null,
  ]
  return [{ text: linesAre[format], warning: false }, ...warnings.flatMap((text) => (text === null ? [] : [{ text, warning: true }]))]
}
