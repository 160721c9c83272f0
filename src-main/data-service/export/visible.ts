import { replaceInvisible } from '@language/invisible.ts'

/** A text of the log with nothing in it that a reader cannot see: such characters stand as `⟨U+202E⟩`. */
export function visible(text: string, keepLines = false): string {
  return replaceInvisible(text, (character) =>
    keepLines && (character === '\n' || character === '\t')
      ? character
      : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
}
