/**
 * RFC 4180, and what a spreadsheet would make of it. A cell that begins like a formula is prefixed with `'` unless the
 * export is exact (OWASP, *CSV Injection*); which cells were changed is recorded, so that the original can be had back.
 */
export interface Cell {
  /** As it stands in the file, quoted where needed. */
  readonly text: string
  /** Whether it was given a leading `'`. */
  readonly neutralised: boolean
}

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
  const neutralised = !exact && formula.test(text)
  const shown = neutralised ? `'${text}` : text
  return { text: needsQuotes.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown, neutralised }
}

/** Positions listed in a manifest; beyond it they are counted only. */
const listedCells = 10_000

/** Which cells were given a `'`. */
export class Neutralised {
  private cells = 0
  private readonly columns: Record<string, number> = {}
  private readonly listed: { row: number; column: string }[] = []

  /** `row` counts entries from 1, through all parts. */
  note(row: number, column: string): void {
    this.cells++
    this.columns[column] = (this.columns[column] ?? 0) + 1
    if (this.listed.length < listedCells) this.listed.push({ row, column })
  }

  get summary(): { cells: number; columns: Record<string, number>; listed: readonly { row: number; column: string }[]; complete: boolean } {
    return { cells: this.cells, columns: this.columns, listed: this.listed, complete: this.listed.length === this.cells }
  }
}
