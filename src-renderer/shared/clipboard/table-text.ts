import { neutralised } from '@language/formula.ts'

/** A table for the clipboard, in both ways that others take one. */
export interface TableText {
  /** Lines of cells, a tab between two. */
  readonly text: string
  /** An HTML table of the same cells. */
  readonly html: string
  /** Cells that had a tab or a line break, or begin like a formula: they say so by another character. */
  readonly changed: number
}

/** Tabs and line breaks end a cell: as the window does, their pictures stand in their place. */
const pictures: Readonly<Record<string, string>> = { '\t': '␉', '\n': '␊', '\r': '␍' }
const cellOf = (text: string): string => neutralised(text).replace(/[\t\r\n]/g, (each) => pictures[each] ?? each)

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (each) => entities[each] ?? each)

/**
 * Rows of texts as tab-separated lines and as an HTML table, under their titles. A text stays as it is, but for what would make it two cells and for
 * what a spreadsheet would run: there a `'` stands before it, as in a CSV (`@language/formula.ts`), because a pasted table is read like a typed one.
 */
export function tableText(titles: readonly string[], rows: readonly (readonly string[])[]): TableText {
  let changed = 0
  const cells = rows.map((row) =>
    row.map((text) => {
      const cell = cellOf(text)
      if (cell !== text) changed += 1
      return cell
    }),
  )
  const line = (row: readonly string[]): string => `${row.join('\t')}\n`
  const tr = (row: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${row.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`
  return {
    text: [titles, ...cells].map(line).join(''),
    html: `<table><thead>${tr(titles, 'th')}</thead><tbody>${cells.map((row) => tr(row, 'td')).join('')}</tbody></table>`,
    changed,
  }
}
