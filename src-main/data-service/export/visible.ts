// Controls, format characters (bidi, zero width), lone surrogates, private and unassigned ones, line and paragraph separators, and
// everything else that Unicode says is not drawn: what a reader cannot see or what reorders what they see.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]/gu

/** A text of the log with nothing in it that a reader cannot see: such characters stand as `⟨U+202E⟩`. */
export function visible(text: string, keepLines = false): string {
  return text.replace(unseen, (character) =>
    keepLines && (character === '\n' || character === '\t')
      ? character
      : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
}
