import type { Cell } from '../cells.ts'
import { unchanged, type CellChange } from '../changed-cells.ts'
import { visible } from '../visible.ts'

/** Characters that Excel takes in one cell. */
const cellCharacters = 32_767
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
// `_x0041_` would be read as the character it names (ECMA-376, ST_Xstring).
const escapeLike = /_(?=x[0-9A-Fa-f]{4}_)/g

export const cellBefore = '<c t="inlineStr"><is><t>'
export const cellAfter = '</t></is></c>'
const keepsBlanks = '<c t="inlineStr"><is><t xml:space="preserve">'

/** A text in which everything can be read as XML's text; for what no reader sees see {@link visible}. */
export const xml = (text: string): string => text.replace(/[&<>]/g, (character) => entities[character] ?? '')

/** A text as a cell typed as text, which no spreadsheet runs. What XML forbids or no reader sees stands as `⟨U+…⟩`. */
export function xlsxCell(text: string): Cell {
  if (text === '') return { text: '<c/>', changes: unchanged }
  const cut = text.length > cellCharacters
  const short = cut ? cutShort(text) : text
  const seen = visible(short, true)
  // Making characters visible may make a text too long again.
  const isLong = seen.length > cellCharacters
  const fitting = isLong ? cutShort(seen) : seen
  const escaped = xml(fitting.replace(escapeLike, '_x005F_'))
  const before = /^\s|\s$|\n/.test(fitting) ? keepsBlanks : cellBefore
  return { text: `${before}${escaped}${cellAfter}`, changes: changesOf(cut || isLong, seen !== short) }
}

function changesOf(isCut: boolean, isReplaced: boolean): readonly CellChange[] {
  if (!isCut && !isReplaced) return unchanged
  return [...(isReplaced ? (['replaced'] as const) : []), ...(isCut ? (['cut'] as const) : [])]
}

/** A row of texts in one style of `styles.xml`. */
export const rowOf = (texts: readonly string[], style: number): string =>
  `<row>${texts.map((text) => xlsxCell(text).text.replace('<c', `<c s="${style}"`)).join('')}</row>`

function cutShort(text: string): string {
  const note = ` … (cut: ${text.length} characters)`
  // Not through the middle of a character.
  return text.slice(0, cellCharacters - note.length - 1).replace(/[\uD800-\uDBFF]$/, '') + note
}
