import type { Cell } from '../cells.ts'
import { visible } from '../visible.ts'

/** Characters that Excel takes in one cell. */
const cellCharacters = 32_767
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
// `_x0041_` would be read as the character it names (ECMA-376, ST_Xstring).
const escapeLike = /_(?=x[0-9A-Fa-f]{4}_)/g

export const cellBefore = '<c t="inlineStr"><is><t>'
export const cellAfter = '</t></is></c>'
const keepsBlanks = '<c t="inlineStr"><is><t xml:space="preserve">'

/** A text as a cell typed as text, which no spreadsheet runs. What XML forbids or no reader sees stands as `⟨U+…⟩`. */
export function xlsxCell(text: string): Cell {
  if (text === '') return { text: '<c/>', changed: false }
  const cut = text.length > cellCharacters
  const seen = visible(cut ? cutShort(text) : text, true)
  // Making characters visible may make a text too long again.
  const fitting = seen.length > cellCharacters ? cutShort(seen) : seen
  const escaped = fitting.replace(escapeLike, '_x005F_').replace(/[&<>]/g, (character) => entities[character] ?? '')
  const before = /^\s|\s$|\n/.test(fitting) ? keepsBlanks : cellBefore
  return { text: `${before}${escaped}${cellAfter}`, changed: cut || fitting !== text }
}

function cutShort(text: string): string {
  const note = ` … (cut: ${text.length} characters)`
  // Not through the middle of a character.
  return text.slice(0, cellCharacters - note.length - 1).replace(/[\uD800-\uDBFF]$/, '') + note
}
