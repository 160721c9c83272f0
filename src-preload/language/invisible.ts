/**
 * What a reader cannot see or what reorders what they see, as the text of a regular expression with the flag `u`: controls, format characters (bidi, zero
 * width), lone surrogates, private and unassigned code points, line and paragraph separators, everything else that Unicode says is not drawn (its
 * property DI), and the Braille blank. The log is hostile input, so the window, the command line, exports and printed queries all mark these.
 */
export const invisible = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]`

const unseen = new RegExp(invisible, 'gu')
const beyondPlain = /[^ -~]+/g

/** The text with something else in the place of each invisible character. */
export function replaceInvisible(text: string, shown: (character: string) => string): string {
  // Unicode's classes take six times as long to look up, and most of most texts is ASCII.
  return text.replace(beyondPlain, (piece) => piece.replace(unseen, shown))
}
